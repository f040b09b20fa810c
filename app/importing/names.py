"""What front matter says of a post's other names: addresses that lead to it, and aliases.

With a slash it is the path of an address, else a name that others link by. A pattern of addresses,
as Jekyll and Hexo have them, is filled in: `/:year/:month/:title/` becomes `/2020/05/harbour/`.
Knows nothing of what the site does with them.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from app.importing.files import File
from app.importing.front_matter import FrontMatter, flag

_LONGEST = 500
#: A path that a generator fills in.
_TEMPLATE = re.compile(r"[:{}<>*]|%\(")
_DATED: Final = "/:categories/:year/:month/:day/:title"
#: The patterns of Jekyll that have a name.
_PATTERNS: Final = {
    "date": f"{_DATED}.html",
    "pretty": f"{_DATED}/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
_PART = re.compile(r":([a-z_]+)")
#: Parts of a pattern that a date fills in, as `strftime` writes them.
_PARTS_OF_DAY: Final = {
    "year": "%Y", "short_year": "%y", "month": "%m", "day": "%d", "y_day": "%j",
    "hour": "%H", "minute": "%M", "second": "%S",
}  # fmt: skip
_REDIRECTS: Final = ("redirect_from", "redirect-from", "redirects")


def is_pattern(permalink: str) -> bool:
    """Tell a pattern of addresses from the address of one post."""
    return ":" in permalink or permalink in _PATTERNS


def addresses(
    front: FrontMatter,
    file: File,
    date: datetime | None,
    categories: Sequence[str],
    bases: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """Return the paths that the post had elsewhere, first the one that its links begin at."""
    pattern = str(front.fields.get("permalink") or "")
    filled = _filled(pattern, front, file, date, categories) if is_pattern(pattern) else ""
    own = [
        *(n for n in front.list("permalink", "url", "path") if flag(n) is None),
        *(n for n in front.list("slug") if "/" in n.strip("/")),
    ]
    old = (name for name in front.list("aliases", "alias", *_REDIRECTS) if "/" in name)
    paths = (_path(name, bases) for name in (*own, *old, *front.list(*_REDIRECTS)))
    return tuple(dict.fromkeys(path for path in (filled, *paths) if path))


def _filled(
    pattern: str, front: FrontMatter, file: File, date: datetime | None, categories: Sequence[str]
) -> str:
    """Return the address that a pattern gives a post; empty where the post lacks a part of it."""
    name = front.text("slug").strip("/") or file.bare
    folders = [folder.name for folder in file.folders]
    above = folders[: folders.index("_posts")] if "_posts" in folders else []
    above = above[above.index("source") + 1 :] if "source" in above else above
    tree = (each.lower().replace(" ", "-") for each in (*above, *categories))
    parts = {
        **dict.fromkeys(("title", "slug", "name", "post_title"), name),
        "categories": "/".join(dict.fromkeys(tree)),
        "category": categories[0] if categories else "",
    }
    if date:
        parts |= {name: date.strftime(part) for name, part in _PARTS_OF_DAY.items()}
        parts |= {"i_month": str(date.month), "i_day": str(date.day)}
    pattern = _PATTERNS.get(pattern, pattern).replace(":output_ext", ".html")
    if any(name not in parts for name in _PART.findall(pattern)):
        return ""
    return re.sub("/+", "/", f"/{_PART.sub(lambda part: parts[part[1]], pattern)}")


def aliases(front: FrontMatter) -> tuple[str, ...]:
    """Return the names that others may link by."""
    names = map(unlinked, front.list("aliases", "alias"))
    return tuple(name for name in names if name and "/" not in name)


def unlinked(name: str) -> str:
    """Return a name without the marks of a link or a tag: `[[Sea|the sea]]` is `Sea`."""
    link = re.fullmatch(r"\[\[([^\[\]|#]+)(?:[|#][^\[\]]*)?\]\]", name.strip())
    return (link[1] if link else name).strip().lstrip("#").strip()


def _path(name: str, bases: tuple[str, ...]) -> str:
    is_template = name in _PATTERNS or _TEMPLATE.search(name.partition("://")[2] or name)
    if is_template or len(name) > _LONGEST:
        return ""
    try:
        parts = urlsplit(name)
    except ValueError:
        return ""
    if (parts.scheme or parts.netloc) and not name.startswith(bases or ("\0",)):
        return ""  # the address of something else that the post is about
    path = unquote(parts.path).strip("/")
    return f"/{path}{'/' if parts.path.endswith('/') else ''}" if path else ""
