"""The records of `app.regions`: a page request, its context, the rendered page."""

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
    """The page is for editors, and this viewer is not one."""


class BadInputError(Exception):
    """The address asks for something impossible; the message is a sentence."""


class Audience(Protocol):
    """The viewer as far as audiences are concerned."""

    @property
    def editor(self) -> bool:
        """Whether content for editors is for this viewer."""
        ...


class TopicRecorder(Protocol):
    """The topics that are recorded while it is open."""

    @property
    def topics(self) -> Collection[str]:
        """Every topic so far."""
        ...


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What every page is rendered from; the factory supplies it."""

    library: sx.Library
    #: A digest of everything that pages depend on besides data: sources, code, settings.
    fingerprint: str
    loaders: Mapping[str, LoaderFunction]
    document: Callable[[str, str], sx.Document]
    cache: FragmentCache
    log: ChangeLog
    #: Opens the session that loaders read from.
    reading: Callable[[], AbstractContextManager[object]]
    recording: Callable[[], AbstractContextManager[TopicRecorder]]
    #: Reads the log as it is now, outside the loaders' session.
    peek: Callable[[], AbstractContextManager[ChangeLog]]
    #: Whether the database with this id was set back to before this position; if so it gets
    #: another id. Called outside any session.
    is_set_back: Callable[[str, int], bool]
    flights: Flights


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that a response took, by part, and how many regions were cached."""

    plan: float = 0.0
    load: float = 0.0
    expand: float = 0.0
    hits: int = 0
    misses: int = 0


@dataclass(frozen=True, slots=True)
class PageKey:
    """The key under which a page is cached as every stranger gets it, and its parts."""

    key: str
    #: The id of the database.
    site_id: str
    #: Everything besides data.
    fingerprint: str
    #: The keys of its regions, as far as they are known before anything is loaded.
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageMiss:
    """A page that was not in the cache, and the result of that lookup."""

    key: PageKey
    lookup: Lookup


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request for one page: parameters of the path and the declared query, and the viewer."""

    page: str
    parameters: Mapping[str, str | None]
    viewer: Audience | None
    helpers: Mapping[str, Callable[..., object]]
    #: Replaces the result of the page's loader.
    override: object | None = None
    #: Everything that the helpers depend on, if that is the same for every stranger; else None.
    shared_key: str | None = None
    #: The lookup of this address in the cache, before its page was known.
    miss: PageMiss | None = None


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """Markup, and the head of the log before its loaders ran.

    The head is for editors, whose pages follow the log; for others it is 0.
    """

    html: str
    head: int
    timing: Timing
    #: The key under which the page is cached whole, if it is.
    key: PageKey | None = None
    #: The markup as gzip, if it was compressed for the cache.
    packed: bytes = b""
