"""The records in which `app.regions` speaks: a page request, its context, the rendered page."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from app import sx
from app.regions.cache import FragmentCache, Lookup
from app.regions.loaders import LoaderFunction
from app.regions.single_flight import Flights
from app.regions.validity import ChangeLog


class MissingError(Exception):
    """There is no such page for this viewer."""


class LoginNeededError(Exception):
    """The page is for editors, and this viewer is none."""


class BadInputError(Exception):
    """The address asks for something that cannot be; says what, as a sentence."""


class Audience(Protocol):
    """Who asks, as far as audiences go."""

    @property
    def editor(self) -> bool:
        """Whether what is for editors is for this viewer."""
        ...


class TopicRecorder(Protocol):
    """The topics that were recorded while it was open."""

    @property
    def topics(self) -> Collection[str]:
        """Every topic so far."""
        ...


@dataclass(frozen=True, slots=True)
class RenderContext:
    """Everything that pages are made from; the factory hands it over."""

    library: sx.Library
    #: Names everything that pages are made of besides data: sources, code, settings.
    fingerprint: str
    loaders: Mapping[str, LoaderFunction]
    document: Callable[[str, str], sx.Document]
    cache: FragmentCache
    log: ChangeLog
    #: Opens what loaders read from.
    reading: Callable[[], AbstractContextManager[object]]
    recording: Callable[[], AbstractContextManager[TopicRecorder]]
    #: Looks at the log as it is now, outside of what loaders read from.
    peek: Callable[[], AbstractContextManager[ChangeLog]]
    #: Says whether the database with this id was set back behind this position; if so it has
    #: another id from then on. Asked outside of any session.
    is_set_back: Callable[[str, int], bool]
    flights: Flights


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that an answer took, by part, and how much of it was kept."""

    plan: float = 0.0
    load: float = 0.0
    expand: float = 0.0
    hits: int = 0
    misses: int = 0


@dataclass(frozen=True, slots=True)
class PageKey:
    """The key under which a page is cached as every stranger gets it, and what is in that key."""

    key: str
    #: The database.
    site_id: str
    #: All besides data.
    fingerprint: str
    #: The keys of its regions, as far as they are known before anything is loaded.
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageMiss:
    """A page that was not in the cache, and what the cache answered when it was asked."""

    key: PageKey
    lookup: Lookup


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request for one page: the path's and the declared query's parameters, and by whom."""

    page: str
    parameters: Mapping[str, str | None]
    viewer: Audience | None
    helpers: Mapping[str, Callable[..., object]]
    #: Stands in for what the page's loader would give.
    override: object | None = None
    #: All that the helpers depend on, if they say the same to every stranger; else None.
    shared_key: str | None = None
    #: What the cache answered when it was asked for this address, before its page was known.
    miss: PageMiss | None = None


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """Markup, and the head of the log before its loaders ran.

    The head is for editors, whose pages follow the log; for others it is 0.
    """

    html: str
    head: int
    timing: Timing
    #: Under which the page is cached whole, if it is.
    key: PageKey | None = None
    #: The markup as gzip, where it was packed to be kept.
    packed: bytes = b""
