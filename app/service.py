"""A part of the site and what it contributes: addresses, loaders, types and schema.

A site is a host and the services mounted on it; the host is the first of them. Whatever the site
knows of a service follows from its manifest: routes and their access, the names for `url-for`,
the reserved words, the main navigation. Knows no request and no page.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from flask import Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, Rule

from db.graph.seeds import Seed
from db.posts.slugs import spelling

View = Callable[..., Response]
OnFault = Callable[[Exception], Response]

#: The most bytes of a request, unless its route has another limit.
LARGEST_BODY = 1024 * 1024

#: Methods that request what GET does, or nothing of a page.
ALIKE = frozenset({"HEAD", "OPTIONS"})


class Access(Enum):
    """Who may use a route; admins, peers and hooks cannot be checked yet, so they are nobody."""

    EVERYONE = "everyone"
    #: Everyone where the post is published; a draft is there for editors alone.
    READERS = "readers"
    #: Editors; others are redirected to the login, whether the post exists or not.
    EDITORS = "editors"
    #: Editors who may change the site itself and its users.
    ADMINS = "admins"
    #: Other sites, known by their signature.
    PEERS = "peers"
    #: A machine that calls back, such as a payment service, known by its signature.
    HOOK = "hook"
    #: Whoever has the address, which is unguessable: it is not cached, indexed or logged.
    LINK = "link"


#: Accesses that need no proof of identity.
OPEN = frozenset({Access.EVERYONE, Access.READERS, Access.LINK})


@dataclass(frozen=True, slots=True)
class Route:
    """One method at one path: who may use it, and its limits."""

    #: The name for `url-for`.
    name: str
    path: str
    access: Access
    #: None shows the page in SX that has the name of the route.
    view: View | None = None
    method: str = "GET"
    #: A kind of `RateLimits`: by user where a route is for editors, else by address.
    limit: str | None = None
    largest_body: int = LARGEST_BODY
    #: What somebody is told whose session had ended; `{post}` is what the form names.
    not_done: str = ""
    #: What they are told of the text that they had typed.
    typed: str = ""
    #: Answers a request that failed, where the error page is not enough.
    on_fault: OnFault | None = None
    #: The page's label in the main navigation; empty if it is not there.
    label: str = ""
    is_logged: bool = True


@dataclass(frozen=True, slots=True)
class Service:
    """The manifest of a part of the site."""

    name: str
    #: Where its Python is and, in `components` and `pages`, its SX.
    folder: Path
    routes: tuple[Route, ...]
    loaders: tuple[Callable[..., object], ...] = ()
    #: What all of its paths begin with, such as `/shop`; empty for the host.
    prefix: str = ""
    #: Types that posts can have; made when the site is prepared.
    types: tuple[Seed, ...] = ()
    #: Where the versions of its own tables are.
    migrations: Path | None = None
    #: First words of paths that are to come.
    words: frozenset[str] = frozenset()

    @property
    def sx_roots(self) -> tuple[Path, ...]:
        """Return the folders of its components and pages, in reading order."""
        return self.folder / "components", self.folder / "pages"


#: The row of what matches no route: it is for everyone, and is not there.
NOWHERE = Route("", "", Access.EVERYONE)


def sx_name(loader: Callable[..., object]) -> str:
    """Return the name by which pages call a loader: `post_tags` is `post-tags`."""
    return loader.__name__.replace("_", "-")


@dataclass(frozen=True)
class MountedServices:
    """The services of one site, and the tables that follow from them."""

    services: tuple[Service, ...]
    #: What could be mounted as well: the words of its paths are reserved.
    others: tuple[Service, ...] = ()

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """All routes, in the order of the manifests."""
        return tuple(route for service in self.services for route in service.routes)

    @cached_property
    def route_of(self) -> Mapping[tuple[str, str], Route]:
        """The routes by name and method."""
        return {(route.name, route.method): route for route in self.routes}

    @cached_property
    def loaders(self) -> Mapping[str, Callable[..., object]]:
        """The loaders by the names that pages call them by."""
        return {sx_name(each): each for service in self.services for each in service.loaders}

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """The folders that hold the services."""
        return tuple(service.folder for service in self.services)

    @cached_property
    def sx_roots(self) -> tuple[Path, ...]:
        """The folders of all components and pages."""
        return tuple(root for service in self.services for root in service.sx_roots)

    @cached_property
    def navigation(self) -> list[dict[str, object]]:
        """The pages of the main navigation, as components read them."""
        return [
            {"page": route.name, "label": route.label, "editors": route.access is Access.EDITORS}
            for route in self.routes
            if route.label
        ]

    @cached_property
    def schemas(self) -> Mapping[str, Path]:
        """The schema versions of the services, by the name of the service."""
        found = ((service.name, service.migrations) for service in self.services)
        return {name: folder for name, folder in found if folder is not None}

    @cached_property
    def types(self) -> tuple[Seed, ...]:
        """The types that services bring along."""
        return tuple(seed for service in self.services for seed in service.types)

    @cached_property
    def words(self) -> frozenset[str]:
        """The first words of all paths, which no post can have as its slug."""
        services = (*self.services, *self.others)
        paths = [route.path for service in services for route in service.routes]
        first = {path.split("/", 2)[1] for path in (*paths, *(s.prefix for s in services)) if path}
        said = frozenset().union(*(service.words for service in services))
        return said | {word for word in first if spelling(word) == word}

    def route(self, name: str | None, method: str) -> Route:
        """Return the route of a request, by Flask's endpoint."""
        return self.route_of.get((name or "", "GET" if method in ALIKE else method), NOWHERE)

    @cached_property
    def _addresses(self) -> MapAdapter:
        rules = (Rule(route.path, endpoint=route.name) for route in self.routes)
        return Map(rules, strict_slashes=False).bind("")

    def parameters_at(self, path: str) -> Mapping[str, object] | None:
        """Return the parameters of the route at a path, with or without its last slash, or None."""
        try:
            _, parameters = self._addresses.match(path)
        except HTTPException:
            return None
        return parameters

    def unknown(self, rules: Iterable[Rule]) -> Iterator[str]:
        """Return the rules of Flask that are in no manifest."""
        for rule in rules:
            for method in sorted((rule.methods or set()) - ALIKE):
                if (rule.endpoint, method) not in self.route_of:
                    yield f"{method} {rule.rule} ({rule.endpoint})"

    def astray(self, pages: Mapping[str, str]) -> Iterator[str]:
        """Return routes that are not at their page's path, or not below their service's prefix."""
        shown = {(route.name, route.path) for route in self.routes if route.view is None}
        strange = shown ^ {*pages.items()}
        for service in self.services:
            below = f"{service.prefix}/"
            strange |= {
                (route.name, route.path)
                for route in service.routes
                if not f"{route.path}/".startswith(below)
            }
        for name, path in sorted(strange):
            yield f"{path} ({name})"
