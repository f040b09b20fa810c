"""A visit to a page, to markup: plan, load, one pass, store.

The page's own loader runs first and decides; then every region is looked up in the cache, the
missing ones are loaded, the page is expanded once with the kept ones given, and the new ones are
stored. What a region read is recorded while its loader runs, so nobody declares it and nobody
forgets it.

A page that says the same to every stranger, and has nothing that is not for everyone, is kept
whole as well, packed too: the loaders' answers, the page's own among them, follow from what they
asked, so the change log says whether it is still right. Of many requests for the same missing
regions one makes them (`app.regions.single_flight`).

Knows neither the database nor Flask: the factory hands over `Supplies`, in
which loaders are plain functions by their SX name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from time import perf_counter

from app import sx
from app.regions.cache import Entry, Lookup, packed
from app.regions.loaders import parameters_of
from app.regions.request import (
    Answer,
    BadInputError,
    LoginNeededError,
    MissingError,
    Sought,
    Supplies,
    Timing,
    Viewer,
    Visit,
    Whole,
)
from app.regions.single_flight import Boarding
from app.regions.validity import HistoryLostError, Log, check_history, fresh, mark_key, name_of

__all__ = [
    "Answer",
    "BadInputError",
    "LoginNeededError",
    "MissingError",
    "Sought",
    "Supplies",
    "Timing",
    "Viewer",
    "Visit",
    "Whole",
    "expand_changed",
    "expand_page",
    "find_whole",
    "region_keys",
    "whole_key",
]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which regions are kept already, and which are to be made, some of them to be kept."""

    kept: dict[str, Entry]
    missing: tuple[sx.RegionItem, ...]
    keys: dict[str, str]
    site_id: str
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
    #: How much of the log an editor's answer knows.
    seen: int | None
    plan: _Plan
    loaded: _Loaded
    #: The topics that the page's own loader asked.
    topics: frozenset[str]
    #: Seconds for planning and loading.
    took: tuple[float, float]


def expand_page(supplies: Supplies, visit: Visit, *, navigation: bool = False) -> Answer:
    """Make a whole page, or what htmx navigation puts in its place."""
    return _in_one_history(lambda again: _expand_page(supplies, again, navigation), visit)


def _in_one_history(expand: Callable[[Visit], Answer], visit: Visit) -> Answer:
    """Expand, and once more where the database turns out to have been set back."""
    try:
        return expand(visit)
    except HistoryLostError:
        return expand(replace(visit, sought=None))


def _expand_page(supplies: Supplies, visit: Visit, navigation: bool) -> Answer:
    page, lookup, whole = supplies.library.pages[visit.page], Lookup(supplies.cache), None
    if _is_common(page, visit):
        began = perf_counter()
        whole, lookup, entry = _seek(supplies, page, visit, navigation)
        if entry is not None:
            took = Timing(plan=perf_counter() - began, hits=1)
            return Answer(entry.html, 0, took, whole, entry.packed)
    with supplies.flights.boarding() as boarding:
        while (ready := _prepare(supplies, page, visit, boarding, lookup)) is None:
            boarding.wait()
            lookup.take(boarding.got)
        return _expand(supplies, visit, ready, boarding, whole, navigation)


def _is_common(page: sx.Page, visit: Visit) -> bool:
    """Return whether every stranger gets the same page, of which nothing is private."""
    if visit.common is None or visit.viewer is not None or visit.given is not None:
        return False
    return bool(page.regions) and all(region.audience == "everyone" for region in page.regions)


def _seek(
    supplies: Supplies, page: sx.Page, visit: Visit, navigation: bool
) -> tuple[Whole, Lookup, Entry | None]:
    """Name a page as it is for strangers, and give it if it is kept and fresh."""
    sought = visit.sought
    if sought is not None and sought.whole.key == whole_key(
        supplies, sought.whole.site_id, page, visit, navigation
    ):
        return sought.whole, sought.lookup, None
    with supplies.glancing() as log:
        site_id, head = log.look()
        # What a page is made of for each item is known when its loader has run, and not before.
        items = [sx.RegionItem(region) for region in page.regions if region.each is None]
        parts = tuple(region_keys(supplies, site_id, page, items, visit).values())
        key = whole_key(supplies, site_id, page, visit, navigation)
        whole = Whole(key, site_id, supplies.fingerprint, parts)
        lookup = Lookup(supplies.cache)
        entry = _kept_whole(log, whole, lookup)
    check_history(lookup, site_id, head, supplies.is_set_back)
    return whole, lookup, entry


def find_whole(supplies: Supplies, whole: Whole) -> Sought | Entry | None:
    """Give a page that was kept whole, or else what was found when it was looked for.

    It is None where the sources or the database are others now.
    """
    if whole.fingerprint != supplies.fingerprint:
        return None
    with supplies.glancing() as log:
        site_id, head = log.look()
        if site_id != whole.site_id:
            return None
        lookup = Lookup(supplies.cache)
        entry = _kept_whole(log, whole, lookup)
    with suppress(HistoryLostError):
        check_history(lookup, whole.site_id, head, supplies.is_set_back)
        return entry or Sought(whole, lookup)
    return None


def _kept_whole(log: Log, whole: Whole, lookup: Lookup) -> Entry | None:
    """Ask for a page and for its parts at once; if the whole is stale, they may not be."""
    lookup.ask((whole.key, *whole.regions, mark_key(whole.site_id)))
    return fresh(log, lookup.get_many((whole.key,)), log.look()[1]).get(whole.key)


def _check_plan(supplies: Supplies, plan: _Plan, lookup: Lookup) -> None:
    if plan.keys:
        check_history(lookup, plan.site_id, plan.head, supplies.is_set_back)


def _keep(supplies: Supplies, plan: _Plan, entries: Mapping[str, Entry]) -> None:
    """Put entries into the cache, and say there how much of the log they know."""
    if entries:
        supplies.cache.put_many(entries)
        supplies.cache.raise_mark(mark_key(plan.site_id), plan.head)


def _prepare(
    supplies: Supplies, page: sx.Page, visit: Visit, boarding: Boarding, lookup: Lookup
) -> _Ready | None:
    """Plan and load; None where another request makes already what is missing."""
    began = perf_counter()
    with supplies.reading():
        looked = _look_first(supplies, page, visit)
        with supplies.recording() as recorder:
            value = _page_value(supplies, page, visit)
        plan = _plan(supplies, page, sx.region_items(page, value), visit, looked, lookup)
        if boarding.must_wait(plan.missing_keys):
            return None
        planned = perf_counter()
        loaded = _load(supplies, plan.missing, visit)
    _check_plan(supplies, plan, lookup)
    took = planned - began, perf_counter() - planned
    data = {"page": value, **loaded.values}
    seen = looked[1] if looked else None
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
    answer = Answer(expansion.html, ready.seen or 0, _timing(plan, ready.took, expanded), whole)
    if whole is not None:
        answer = replace(answer, packed=packed(answer.html))
        made[whole.key] = Entry(answer.html, plan.head, _all_topics(ready), answer.packed)
    _keep(supplies, plan, made)
    return answer


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
    return _in_one_history(lambda visit: _expand_changed(supplies, visit, changed, also), visit)


def _expand_changed(
    supplies: Supplies, visit: Visit, changed: Collection[str], also: Collection[str]
) -> Answer:
    began, page, lookup = perf_counter(), supplies.library.pages[visit.page], Lookup(supplies.cache)
    with supplies.reading():
        looked = _look_first(supplies, page, visit)
        value = _page_value(supplies, page, visit)
        # Where nothing changed no region has to say what it asks.
        items = [i for i in sx.region_items(page, value) if changed or i.name in also]
        plan = _plan(supplies, page, items, visit, looked, lookup)
        planned = perf_counter()
        loaded = _load(supplies, plan.missing, visit)
    _check_plan(supplies, plan, lookup)
    seen = looked[1] if looked else None
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
    _keep(supplies, plan, made)
    return Answer(expansion.html, seen or 0, _timing(plan, took, perf_counter() - loaded_at))


def _html(kept: Mapping[str, Entry]) -> dict[str, str]:
    return {name: entry.html for name, entry in kept.items()}


def _look_first(supplies: Supplies, page: sx.Page, visit: Visit) -> tuple[str, int] | None:
    """Look how much of the log an editor's answer knows; what comes later is news to it.

    Asked before any loader runs, so that nothing is lost between the two. A page
    without a loader shows nothing of the log, and must do without a database.
    """
    if page.data is None or visit.viewer is None or not visit.viewer.editor:
        return None
    return supplies.log.look()


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
    looked: tuple[str, int] | None,
    lookup: Lookup,
) -> _Plan:
    """Look up every region that may be kept; the rest, and what is stale, is missing."""
    keepable = [item for item in items if _may_keep(item.region, visit.viewer)]
    if looked is None:
        looked = supplies.log.look() if keepable else ("", 0)
    site_id, head = looked
    keys = region_keys(supplies, site_id, page, keepable, visit)
    if keys:
        lookup.ask([*keys.values(), mark_key(site_id)])
    right = fresh(supplies.log, lookup.get_many([*keys.values()]), head)
    kept = {name: right[key] for name, key in keys.items() if key in right}
    missing = tuple(item for item in items if item.name not in kept)
    return _Plan(kept, missing, keys, site_id, head)


def _may_keep(region: sx.Region, viewer: Viewer | None) -> bool:
    if region.audience == "editors":
        return viewer is not None and viewer.editor
    return region.audience == "everyone"


def region_keys(
    supplies: Supplies, site_id: str, page: sx.Page, items: Iterable[sx.RegionItem], visit: Visit
) -> dict[str, str]:
    """Name regions by everything that their markup depends on besides the data."""
    origin = supplies.fingerprint, site_id, page.name
    return {item.name: name_of([*origin, *_parts(supplies, item, visit)]) for item in items}


def _parts(supplies: Supplies, item: sx.RegionItem, visit: Visit) -> tuple[object, ...]:
    region = item.region
    asked = [
        (name, visit.parameters[name])
        for name in parameters_of(supplies.loaders[region.data])
        if name in visit.parameters
    ]
    return item.name, region.audience, asked


def whole_key(
    supplies: Supplies, site_id: str, page: sx.Page, visit: Visit, navigation: bool
) -> str:
    """Name a page as strangers get it by everything that it depends on besides the data."""
    origin = supplies.fingerprint, site_id, page.name
    return name_of([*origin, navigation, visit.common, sorted(visit.parameters.items())])


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
    """Call a loader with what it names; `key` tells the regions of one `:each` apart."""
    loader = supplies.loaders[name]
    known = {**visit.parameters, "viewer": visit.viewer, "document": supplies.document}
    if key is not None:
        known["key"] = key
    return loader(**{parameter: known[parameter] for parameter in parameters_of(loader)})
