"""Who may do what: one row for each route and method, and what of it is counted.

`admit` refuses by this table before any page is asked; a start with a route that
has no row fails. Knows names of routes and nothing of requests or posts: whether a
reader may see a post is decided by the page's own loader, and the tests read here
what it must decide.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from werkzeug.routing import Rule

#: Methods that ask for what GET asks for, or for nothing of a page's.
ALIKE = frozenset({"HEAD", "OPTIONS"})


class Who(Enum):
    """For whom a route is."""

    EVERYONE = "everyone"
    #: Everyone where the post is published; a draft is there for editors alone.
    READERS = "readers"
    #: Editors; others are sent to log in, whether there is such a post or not.
    EDITORS = "editors"


@dataclass(frozen=True, slots=True)
class Policy:
    """One row: for whom, and under which limit."""

    who: Who
    #: A kind of `RateLimits`: by user where a route is for editors, else by address.
    counted: str | None = None
    #: What somebody is told whose session had ended; `{post}` is what the form names.
    not_done: str = ""
    #: What they are told of the text that they had typed.
    typed: str = ""


EVERYONE = Policy(Who.EVERYONE)
READERS = Policy(Who.READERS)
EDITORS = Policy(Who.EDITORS)


def _write(not_done: str, typed: str = "") -> Policy:
    return Policy(Who.EDITORS, "writes", not_done, typed)


_TYPED = (
    "If your text is not in the form, go back in your browser to where you typed it:"
    " it is still there."
)


POLICIES: Mapping[tuple[str, str], Policy] = {
    ("home", "GET"): EVERYONE,
    ("tag/index", "GET"): EVERYONE,
    ("type/index", "GET"): EVERYONE,
    ("search", "GET"): Policy(Who.EVERYONE, "searches"),
    ("blog/post", "GET"): READERS,
    ("blog/drafts", "GET"): EDITORS,
    ("blog/new", "GET"): EDITORS,
    ("blog/edit", "GET"): EDITORS,
    ("account/login", "GET"): EVERYONE,
    ("account.login", "POST"): Policy(Who.EVERYONE, "logins"),
    ("account.logout", "POST"): EVERYONE,
    ("edit.create", "POST"): _write("the post was not made", _TYPED),
    ("edit.save", "POST"): _write("the post was not saved", _TYPED),
    ("edit.delete", "POST"): _write("the post was not deleted"),
    ("relate.relate", "POST"): _write("“{post}” was not added"),
    ("relate.unrelate", "POST"): _write("“{post}” was not removed"),
    ("relate.move", "POST"): _write("“{post}” was not moved"),
    ("relate.undo", "POST"): _write("nothing was taken back"),
    ("options.offered", "GET"): Policy(Who.EDITORS, "options"),
    # A visitor hears that nothing is new: a page must not go when its editor's session ends.
    ("live.changed", "GET"): EVERYONE,
    ("source.source", "GET"): READERS,
    ("feeds.feed", "GET"): EVERYONE,
    ("sitemap.whole", "GET"): EVERYONE,
    ("sitemap.part", "GET"): EVERYONE,
    ("sitemap.robots", "GET"): EVERYONE,
    ("files.static", "GET"): EVERYONE,
    ("files.relate_picker", "GET"): EVERYONE,
    ("files.icon", "GET"): EVERYONE,
    ("health.alive", "GET"): EVERYONE,
    ("health.ready", "GET"): EVERYONE,
    ("health.build", "GET"): EVERYONE,
    ("developer.open_editor", "GET"): EVERYONE,
}


def policy(endpoint: str | None, method: str) -> Policy:
    """Give the row of a request; what matches no route is for everyone, and is not there."""
    return POLICIES.get((endpoint or "", "GET" if method in ALIKE else method), EVERYONE)


def without_policy(rules: Iterable[Rule]) -> Iterator[str]:
    """Name the routes that have no row."""
    for rule in rules:
        for method in sorted((rule.methods or set()) - ALIKE):
            if (rule.endpoint, method) not in POLICIES:
                yield f"{method} {rule.rule} ({rule.endpoint})"
