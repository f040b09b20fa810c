"""A visit to a page, to markup: plan, load, one pass, store.

The page's own loader runs first and decides; then every region is looked up
in the cache, the missing ones are loaded, the page is expanded once with the
kept ones given, and the new ones are stored. What a region read is recorded
while its loader runs, so nobody declares it and nobody forgets it.

A page that says the same to every stranger, and has nothing that is not for
everyone, is kept whole as well: the loaders' answers, the page's own among them,
follow from what they asked, so the change log says whether it is still right.

Of many requests for the same missing regions one makes them (`app.flights`).

Knows neither the database nor Flask: the factory hands over `Supplies`, in
which loaders are plain functions by their SX name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from app import sx
from app.cache import Entry, FragmentCache
from app.flights import Boarding, Flights
from app.freshness import Log, fresh, name_of
from app.loaders import LoaderFunction, parameters_of


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
    #: Looks at the log as it is now, outside of what loaders read from.
    glancing: Callable[[], AbstractContextManager[Log]]
    flights: Flights


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for one page: the path's and the declared query's parameters, and by whom."""

    page: str
    parameters: Mapping[str, str | None]
    viewer: Viewer | None
    helpers: Mapping[str, Callable[..., object]]
    #: Stands in for what the page's loader would give.
    given: object | None = None
    #: All that the helpers depend on, if they say the same to every stranger; else None.
    common: str | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that an answer took, by part, and how much of it was kept."""

    plan: float = 0.0
    load: float = 0.0
    expand: float = 0.0
    hits: int = 0
    misses: int = 0


@dataclass(frozen=True, slots=True)
class Whole:
    """Where a page is kept as every stranger gets it, and what it is made from."""

    key: str
    #: The database.
    site_id: str
    #: All besides data.
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The markup of an answer, and the head of the log before its loaders ran.

    The head is for editors, whose pages follow the log; for others it is 0.
    """

    html: str
    head: int
    timing: Timing
    #: Where the page is kept whole, if it is.
    whole: Whole | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which regions are kept already, and which are to be made, some of them to be kept."""

    kept: dict[str, Entry]
    missing: tuple[sx.RegionItem, ...]
    keys: dict[str, str]
    head: int

    @property
    def missing_keys(self) -> list[str]:
        """The keys of what is to be made and then kept."""
        return [key for name, key in self.keys.items() if name not in self.kept]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the loaders gave, by region, and the topics that they asked."""

    values: dict[str, object]
    topics: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Ready:
    """All that the pass needs, and what it was made from."""

    data: Mapping[str, object]
    seen: int | None
    plan: _Plan
    loaded: _Loaded
    #: The topics that the page's own loader asked.
    topics: frozenset[str]
    #: Seconds for planning and loading.
    took: tuple[float, float]


def expand_page(supplies: Supplies, visit: Visit, *, navigation: bool = False) -> Answer:
    """Make a whole page, or what htmx navigation puts in its place."""
    page = supplies.library.pages[visit.page]
    whole = None
    if _is_common(page, visit):
        began = perf_counter()
        whole, html = _find_whole(supplies, page, visit, navigation)
        if html is not None:
            return Answer(html, 0, Timing(plan=perf_counter() - began, hits=1), whole)
    with supplies.flights.boarding() as boarding:
        while (ready := _prepare(supplies, page, visit, boarding)) is None:
            boarding.wait()
        return _expand(supplies, visit, ready, boarding, whole, navigation)


def _is_common(page: sx.Page, visit: Visit) -> bool:
    """Tell whether every stranger gets the same page, of which nothing is private."""
    if visit.common is None or visit.viewer is not None or visit.given is not None:
        return False
    return bool(page.regions) and all(region.audience == "everyone" for region in page.regions)


def _find_whole(
    supplies: Supplies, page: sx.Page, visit: Visit, navigation: bool
) -> tuple[Whole, str | None]:
    """Name a page as it is for strangers, and give its markup if it is kept and fresh."""
    with supplies.glancing() as log:
        asked = sorted(visit.parameters.items())
        site_id = log.site_id()
        parts = [supplies.fingerprint, site_id, page.name, navigation, visit.common, asked]
        whole = Whole(name_of(parts), site_id, supplies.fingerprint)
        return whole, _kept_whole(supplies, log, whole)


def kept_page(supplies: Supplies, whole: Whole) -> str | None:
    """Give a page that was kept whole; None where that is over, or where it is out of date."""
    if whole.fingerprint != supplies.fingerprint:
        return None
    with supplies.glancing() as log:
        return _kept_whole(supplies, log, whole) if log.site_id() == whole.site_id else None


def _kept_whole(supplies: Supplies, log: Log, whole: Whole) -> str | None:
    entry = fresh(log, supplies.cache.get_many((whole.key,)), log.head()).get(whole.key)
    return None if entry is None else entry.html


def _prepare(supplies: Supplies, page: sx.Page, visit: Visit, boarding: Boarding) -> _Ready | None:
    """Plan and load; None where another request makes already what is missing."""
    began = perf_counter()
    with supplies.reading():
        seen = _seen_head(supplies, page, visit)
        with supplies.recording() as recorder:
            value = _page_value(supplies, page, visit)
        plan = _plan(supplies, page, sx.region_items(page, value), visit, seen, boarding.got)
        if boarding.must_wait(plan.missing_keys):
            return None
        planned = perf_counter()
        loaded = _load(supplies, plan.missing, visit)
    took = planned - began, perf_counter() - planned
    data = {"page": value, **loaded.values}
    return _Ready(data, seen, plan, loaded, frozenset(recorder.topics), took)


def _expand(
    supplies: Supplies,
    visit: Visit,
    ready: _Ready,
    boarding: Boarding,
    whole: Whole | None,
    navigation: bool,
) -> Answer:
    """Do the one pass, and keep what it made: the fresh regions and, if it may be, the whole."""
    began, plan = perf_counter(), ready.plan
    helpers = _helpers(visit, ready.seen)
    expansion = supplies.library.aser_slot(
        visit.page, ready.data, helpers, kept=_html(plan.kept), navigation=navigation
    )
    expanded = perf_counter() - began
    made = _entries(plan, ready.loaded, expansion.regions)
    boarding.give(made)
    if whole is not None:
        made[whole.key] = Entry(expansion.html, plan.head, _all_topics(ready))
    if made:
        supplies.cache.put_many(made)
    return Answer(expansion.html, ready.seen or 0, _timing(plan, ready.took, expanded), whole)


def _timing(plan: _Plan, took: tuple[float, float], expanded: float) -> Timing:
    hits = len(plan.kept)
    return Timing(*took, expanded, hits, len(plan.keys) - hits)


def _all_topics(ready: _Ready) -> frozenset[str]:
    """Collect what any loader of a page asked, or had asked when its region was kept."""
    kept = (entry.topics for entry in ready.plan.kept.values())
    return ready.topics.union(*ready.loaded.topics.values(), *kept)


def expand_changed(
    supplies: Supplies, visit: Visit, changed: Collection[str], *, also: Collection[str] = ()
) -> Answer:
    """Make the answer to a write: out-of-band swaps of what it changed, then the layout's own.

    It has exactly those regions whose topics meet the changed ones, and in any
    case those named by `also`. A region that is kept and fresh says by its entry
    what it asks, so nothing is loaded to find out that it did not change.
    """
    began, page = perf_counter(), supplies.library.pages[visit.page]
    with supplies.reading():
        seen = _seen_head(supplies, page, visit)
        value = _page_value(supplies, page, visit)
        # Where nothing changed no region has to say what it asks.
        items = [i for i in sx.region_items(page, value) if changed or i.name in also]
        plan = _plan(supplies, page, items, visit, seen, {})
        planned = perf_counter()
        loaded = _load(supplies, plan.missing, visit)
    took = planned - began, perf_counter() - planned
    asked = {**loaded.topics, **{name: entry.topics for name, entry in plan.kept.items()}}
    only = frozenset(
        n for n, topics in asked.items() if n in also or not topics.isdisjoint(changed)
    )
    loaded_at = perf_counter()
    data = {"page": value, **{n: made for n, made in loaded.values.items() if n in only}}
    expansion = supplies.library.aser_slot(
        page.name, data, _helpers(visit, seen), kept=_html(plan.kept), only=only
    )
    made = _entries(plan, loaded, expansion.regions)
    if made:
        supplies.cache.put_many(made)
    return Answer(expansion.html, seen or 0, _timing(plan, took, perf_counter() - loaded_at))


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
    got: Mapping[str, Entry],
) -> _Plan:
    """Look up every region that may be kept; the rest, and what is stale, is missing.

    What another request `got` ready a moment ago is judged like what was kept.
    """
    keepable = [item for item in items if _may_keep(item.region, visit.viewer)]
    origin = f"{supplies.fingerprint} {supplies.log.site_id()}" if keepable else ""
    keys = {item.name: _key(origin, supplies, page, item, visit) for item in keepable}
    unknown = tuple(key for key in keys.values() if key not in got)
    entries = {**got, **(supplies.cache.get_many(unknown) if unknown else {})}
    head = seen
    if head is None:
        head = supplies.log.head() if keys else 0
    right = fresh(supplies.log, entries, head)
    kept = {name: right[key] for name, key in keys.items() if key in right}
    missing = tuple(item for item in items if item.name not in kept)
    return _Plan(kept, missing, keys, head)


def _may_keep(region: sx.Region, viewer: Viewer | None) -> bool:
    if region.audience == "editors":
        return viewer is not None and viewer.editor
    return region.audience == "everyone"


def _key(origin: str, supplies: Supplies, page: sx.Page, item: sx.RegionItem, visit: Visit) -> str:
    """Name a region by everything that its markup depends on besides the data."""
    region = item.region
    asked = [
        (name, visit.parameters[name])
        for name in parameters_of(supplies.loaders[region.data])
        if name in visit.parameters
    ]
    return name_of([origin, page.name, item.name, region.audience, asked])


def _load(supplies: Supplies, items: Iterable[sx.RegionItem], visit: Visit) -> _Loaded:
    """Run the regions' loaders, each inside a recorder of its own."""
    loaded = _Loaded({}, {})
    for item in items:
        with supplies.recording() as recorder:
            loaded.values[item.name] = _call(supplies, item.region.data, visit, item.key)
        loaded.topics[item.name] = frozenset(recorder.topics)
    return loaded


def _entries(plan: _Plan, loaded: _Loaded, regions: Mapping[str, str]) -> dict[str, Entry]:
    """Make entries of the fresh regions that may be kept."""
    return {
        plan.keys[name]: Entry(html, plan.head, loaded.topics[name])
        for name, html in regions.items()
        if name in plan.keys
    }


def _call(supplies: Supplies, name: str, visit: Visit, key: str | None = None) -> object:
    """Call a loader with what it names: the viewer, the visit's parameters, what is injected.

    `key` says which one of the regions with `:each` it is called for.
    """
    loader = supplies.loaders[name]
    known = {**visit.parameters, "viewer": visit.viewer, "document": supplies.document}
    if key is not None:
        known["key"] = key
    return loader(**{parameter: known[parameter] for parameter in parameters_of(loader)})
