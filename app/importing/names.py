"""What front matter says of a post's other names: addresses that lead to it, and aliases.

With a slash it is the path of an address, else a name that others link by. Knows nothing of
what the site does with them.
"""

import re
from urllib.parse import unquote, urlsplit

from app.importing.front_matter import FrontMatter, flag
from app.importing.permalinks import PATTERNS

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LONGEST = 500
#: A path that is a pattern, to be filled in by a generator.
_PATTERN = re.compile(r"[:{}<>*]|%\(")


def addresses(front: FrontMatter, bases: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the paths that the post had elsewhere, each with a slash at its head."""
    names = front.list("aliases", "alias", "redirect_from", "redirect-from", "redirects")
    old = [name for name in names if "/" in name]
    redirects = front.list("redirect_from", "redirect-from", "redirects")
    own = [name for name in front.list("permalink", "url", "path") if flag(name) is None]
    own = [name for name in own if name not in PATTERNS]
    own += [name for name in front.list("slug") if "/" in name.strip("/")]
    paths = (_path(name, bases) for name in (*own, *old, *redirects))
    return tuple(dict.fromkeys(path for path in paths if path))


def aliases(front: FrontMatter) -> tuple[str, ...]:
    """Return the names that others may link by."""
    names = front.list("aliases", "alias")
    return tuple(name for name in map(unlinked, names) if name and "/" not in name)


def language(front: FrontMatter) -> str:
    """Return the language of the post as a tag of BCP 47; empty where it says none."""
    word = front.text("lang", "language", "locale").replace("_", "-").partition(".")[0]
    return word if _LANGUAGE.fullmatch(word) else ""


def unlinked(name: str) -> str:
    """Give a name without what makes it a link or a tag elsewhere: `[[Sea|the sea]]` is `Sea`."""
    link = re.fullmatch(r"\[\[([^\[\]|#]+)(?:[|#][^\[\]]*)?\]\]", name.strip())
    return (link[1] if link else name).strip().lstrip("#").strip()


def _path(name: str, bases: tuple[str, ...]) -> str:
    if _PATTERN.search(name.partition("://")[2] or name) or len(name) > _LONGEST:
        return ""
    try:
        parts = urlsplit(name)
    except ValueError:
        return ""
    if (parts.scheme or parts.netloc) and not name.startswith(bases or ("\0",)):
        return ""  # the address of something else that the post is about
    path = unquote(parts.path).strip("/")
    return f"/{path}{'/' if parts.path.endswith('/') else ''}" if path else ""
