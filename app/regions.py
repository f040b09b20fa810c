"""A visit to a page, to markup: plan, load, one pass, store.

The page's own loader runs first and decides; then every region is looked up
in the cache, the missing ones are loaded, the page is expanded once with the
kept ones given, and the new ones are stored. What a region read is recorded
while its loader runs, so nobody declares it and nobody forgets it.

Knows neither the database nor Flask: the factory hands over `Supplies`, in
which loaders are plain functions by their SX name.
"""

import dataclasses
import hashlib
import inspect
import json
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from app import sx
from app.cache import Entry, FragmentCache

LoaderFunction = Callable[..., object]

#: Parameters that are no part of a visit, so the library never hears of them.
INJECTED = ("document",)


class MissingError(Exception):
    """There is no such page for this viewer."""


class LoginNeededError(Exception):
    """The page is for editors, and this viewer is none."""


class BadInputError(Exception):
    """The address asks for something that cannot be; says what, as a sentence."""


class Viewer(Protocol):
    """Who asks, as far as audiences go."""

    @property
    def editor(self) -> bool:
        """Whether what is for editors is for this viewer."""
        ...


class Recorder(Protocol):
    """The topics that were recorded while it was open."""

    @property
    def topics(self) -> Collection[str]:
        """Every topic so far."""
        ...


class Log(Protocol):
    """The change log, as far as freshness goes."""

    def site_id(self) -> str:
        """Name the database that the log is of: another one never meets its entries."""
        ...

    def head(self) -> int:
        """Give the position of the newest change."""
        ...

    def newest(self, topics: Collection[str]) -> Mapping[str, int]:
        """Give the position of the newest change of each topic that ever changed."""
        ...


@dataclass(frozen=True, slots=True)
class Supplies:
    """All that pages are made from; the factory hands it over."""

    library: sx.Library
    #: Names everything that pages are made of besides data: sources, code, settings.
    fingerprint: str
    loaders: Mapping[str, LoaderFunction]
    document: Callable[[str, str], sx.Document]
    cache: FragmentCache
    log: Log
    #: Opens what loaders read from.
    reading: Callable[[], AbstractContextManager[object]]
    recording: Callable[[], AbstractContextManager[Recorder]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for one page: the path's and the declared query's parameters, and by whom."""

    page: str
    parameters: Mapping[str, str | None]
    viewer: Viewer | None
    helpers: Mapping[str, Callable[..., object]]
    #: Stands in for what the page's loader would give.
    given: object | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The markup of an answer, and the head of the log before its loaders ran.

    The head is for editors, whose pages follow the log; for others it is 0.
    """

    html: str
    head: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which regions are kept already, and which are to be made, some of them to be kept."""

    kept: dict[str, Entry]
    missing: tuple[sx.RegionItem, ...]
    keys: dict[str, str]
    head: int


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the loaders gave, by region, and the topics that they asked."""

    values: dict[str, object]
    topics: dict[str, frozenset[str]]


def declare(loaders: Mapping[str, LoaderFunction]) -> dict[str, sx.Loader]:
    """Derive what the library must know of each loader from its Python signature."""
    return {name: _signature(name, loader) for name, loader in loaders.items()}


def sx_name(loader: LoaderFunction) -> str:
    """Give the name by which pages call this loader: `post_tags` is `post-tags`."""
    return loader.__name__.replace("_", "-")


def expand_page(supplies: Supplies, visit: Visit, *, navigation: bool = False) -> Answer:
    """Make a whole page, or what htmx navigation puts in its place."""
    page = supplies.library.pages[visit.page]
    with supplies.reading():
        seen = _seen_head(supplies, page, visit)
        value = _page_value(supplies, page, visit)
        plan = _plan(supplies, page, sx.region_items(page, value), visit, seen)
        loaded = _load(supplies, plan.missing, visit)
    data = {"page": value, **loaded.values}
    expansion = supplies.library.aser_slot(
        page.name, data, _helpers(visit, seen), kept=_html(plan.kept), navigation=navigation
    )
    _store(supplies, plan, loaded, expansion.regions)
    return Answer(expansion.html, seen or 0)


def expand_changed(
    supplies: Supplies, visit: Visit, changed: Collection[str], *, also: Collection[str] = ()
) -> Answer:
    """Make the answer to a write: out-of-band swaps of what it changed, then the layout's own.

    It has exactly those regions whose topics meet the changed ones, and in any
    case those named by `also`. A region that is kept and fresh says by its entry
    what it asks, so nothing is loaded to find out that it did not change.
    """
    page = supplies.library.pages[visit.page]
    with supplies.reading():
        seen = _seen_head(supplies, page, visit)
        value = _page_value(supplies, page, visit)
        # Where nothing changed no region has to say what it asks.
        items = [i for i in sx.region_items(page, value) if changed or i.name in also]
        plan = _plan(supplies, page, items, visit, seen)
        loaded = _load(supplies, plan.missing, visit)
    asked = {**loaded.topics, **{name: entry.topics for name, entry in plan.kept.items()}}
    only = frozenset(
        n for n, topics in asked.items() if n in also or not topics.isdisjoint(changed)
    )
    data = {"page": value, **{n: made for n, made in loaded.values.items() if n in only}}
    expansion = supplies.library.aser_slot(
        page.name, data, _helpers(visit, seen), kept=_html(plan.kept), only=only
    )
    _store(supplies, plan, loaded, expansion.regions)
    return Answer(expansion.html, seen or 0)


def _html(kept: Mapping[str, Entry]) -> dict[str, str]:
    return {name: entry.html for name, entry in kept.items()}


def _seen_head(supplies: Supplies, page: sx.Page, visit: Visit) -> int | None:
    """Say how much of the log an editor's answer knows; what comes later is news to it.

    Asked before any loader runs, so that nothing is lost between the two. A page
    without a loader shows nothing of the log, and must do without a database.
    """
    if page.data is None or visit.viewer is None or not visit.viewer.editor:
        return None
    return supplies.log.head()


def _helpers(visit: Visit, seen: int | None) -> Mapping[str, Callable[..., object]]:
    return {**visit.helpers, "log-position": lambda: seen or 0}


def _page_value(supplies: Supplies, page: sx.Page, visit: Visit) -> object | None:
    """Run the page's own loader: it decides whether there is a page at all."""
    if visit.given is not None or page.data is None:
        return visit.given
    value = _call(supplies, page.data, visit)
    if value is None:
        raise MissingError
    return value


def _plan(
    supplies: Supplies,
    page: sx.Page,
    items: Collection[sx.RegionItem],
    visit: Visit,
    seen: int | None,
) -> _Plan:
    """Look up every region that may be kept; the rest, and what is stale, is missing."""
    keepable = [item for item in items if _may_keep(item.region, visit.viewer)]
    origin = f"{supplies.fingerprint} {supplies.log.site_id()}" if keepable else ""
    keys = {item.name: _key(origin, supplies, page, item, visit) for item in keepable}
    entries = supplies.cache.get_many(tuple(keys.values())) if keys else {}
    head = seen
    if head is None:
        head = supplies.log.head() if keys else 0
    fresh = _fresh(supplies.log, entries, head)
    kept = {name: fresh[key] for name, key in keys.items() if key in fresh}
    missing = tuple(item for item in items if item.name not in kept)
    return _Plan(kept, missing, keys, head)


def _fresh(log: Log, entries: Mapping[str, Entry], head: int) -> dict[str, Entry]:
    """Keep the entries of which no topic has changed since; one from a later log is not ours."""
    if not entries:
        return {}
    newest = log.newest({topic for entry in entries.values() for topic in entry.topics})
    return {
        key: entry
        for key, entry in entries.items()
        if entry.head <= head and all(newest.get(topic, 0) <= entry.head for topic in entry.topics)
    }


def _may_keep(region: sx.Region, viewer: Viewer | None) -> bool:
    if region.audience == "editors":
        return viewer is not None and viewer.editor
    return region.audience == "everyone"


def _key(origin: str, supplies: Supplies, page: sx.Page, item: sx.RegionItem, visit: Visit) -> str:
    """Name a region by everything that its markup depends on besides the data."""
    region = item.region
    asked = [
        (name, visit.parameters[name])
        for name in _parameters(supplies.loaders[region.data])
        if name in visit.parameters
    ]
    whole = [origin, page.name, item.name, region.audience, asked]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def _load(supplies: Supplies, items: Iterable[sx.RegionItem], visit: Visit) -> _Loaded:
    """Run the regions' loaders, each inside a recorder of its own."""
    loaded = _Loaded({}, {})
    for item in items:
        with supplies.recording() as recorder:
            loaded.values[item.name] = _call(supplies, item.region.data, visit, item.key)
        loaded.topics[item.name] = frozenset(recorder.topics)
    return loaded


def _store(supplies: Supplies, plan: _Plan, loaded: _Loaded, regions: Mapping[str, str]) -> None:
    entries = {
        plan.keys[name]: Entry(html, plan.head, loaded.topics[name])
        for name, html in regions.items()
        if name in plan.keys
    }
    if entries:
        supplies.cache.put_many(entries)


def _call(supplies: Supplies, name: str, visit: Visit, key: str | None = None) -> object:
    """Call a loader with what it names: the viewer, the visit's parameters, what is injected.

    `key` says which one of the regions with `:each` it is called for.
    """
    loader = supplies.loaders[name]
    known = {**visit.parameters, "viewer": visit.viewer, "document": supplies.document}
    if key is not None:
        known["key"] = key
    return loader(**{parameter: known[parameter] for parameter in _parameters(loader)})


@cache
def _parameters(loader: LoaderFunction) -> tuple[str, ...]:
    return tuple(inspect.signature(loader).parameters)


def _signature(name: str, loader: LoaderFunction) -> sx.Loader:
    returned = _record(typing.get_type_hints(loader).get("return"))
    if returned is None:
        raise TypeError(f"loader `{name}` must say that it returns a dataclass")
    return sx.Loader(
        parameters=tuple(p for p in _parameters(loader) if p not in INJECTED),
        fields=tuple(field.name for field in dataclasses.fields(returned)),
    )


def _record(hint: object) -> type | None:
    """Find the dataclass in `Record` or `Record | None`."""
    choices = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    for choice in choices:
        if isinstance(choice, type) and dataclasses.is_dataclass(choice):
            return choice
    return None
