"""A page request to markup: plan, load, one pass, cache.

The page's own loader runs first and decides; then every region is looked up in the cache, the
missing ones are loaded, the page is expanded once around the cached ones, and the new ones are
cached. If several requests miss the same regions, one renders them
(`app.regions.single_flight`).

Knows neither the database nor Flask: the factory passes a `RenderContext`, in which loaders are
plain functions by their SX name.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from time import perf_counter

from app import sx
from app.regions import plan as planning
from app.regions.cache import CacheEntry, Lookup, packed
from app.regions.plan import Plan, RegionData
from app.regions.request import PageKey, PageRequest, RenderContext, RenderedPage, Timing
from app.regions.single_flight import Boarding
from app.regions.validity import HistoryLostError
from app.regions.whole_pages import is_shared, look_up


@dataclass(frozen=True, slots=True)
class _Job:
    """Everything that the pass needs, and what it was loaded from."""

    data: Mapping[str, object]
    #: The log position up to which an editor's page is current.
    head: int | None
    plan: Plan
    loaded: RegionData
    #: The topics that the page's own loader read.
    topics: frozenset[str]
    #: Seconds for planning and loading.
    took: tuple[float, float]

    @property
    def all_topics(self) -> frozenset[str]:
        """The topics that any loader of the page read, now or when its region was cached."""
        cached = (entry.topics for entry in self.plan.cached.values())
        return self.topics.union(*self.loaded.topics.values(), *cached)


def expand_page(
    context: RenderContext, request: PageRequest, *, navigation: bool = False
) -> RenderedPage:
    """Return a whole page, or its htmx navigation."""
    return _in_one_history(lambda request: _expand_page(context, request, navigation), request)


def _in_one_history(
    expand: Callable[[PageRequest], RenderedPage], request: PageRequest
) -> RenderedPage:
    """Expand, and once more if the database turns out to have been set back."""
    try:
        return expand(request)
    except HistoryLostError:
        return expand(replace(request, miss=None))


def _expand_page(context: RenderContext, request: PageRequest, navigation: bool) -> RenderedPage:
    page, lookup, key = context.library.pages[request.page], Lookup(context.cache), None
    if is_shared(page, request):
        began = perf_counter()
        key, lookup, entry = look_up(context, page, request, navigation)
        if entry is not None:
            took = Timing(plan=perf_counter() - began, hits=1)
            return RenderedPage(entry.html, 0, took, key, entry.packed)
    with context.flights.boarding() as boarding:
        while (job := _prepare(context, page, request, boarding, lookup)) is None:
            boarding.wait()
            lookup.take(boarding.got)
        return _expand(context, request, job, boarding, key, navigation)


def _prepare(
    context: RenderContext, page: sx.Page, request: PageRequest, boarding: Boarding, lookup: Lookup
) -> _Job | None:
    """Plan and load; None if another request is already making what is missing."""
    began = perf_counter()
    with context.reading():
        head = planning.editor_head(context, page, request)
        with context.recording() as recorder:
            value = planning.load_page(context, page, request)
        items = sx.region_items(page, value)
        plan = planning.plan_regions(context, page, items, request, head, lookup)
        if boarding.must_wait(plan.missing_keys):
            return None
        planned = perf_counter()
        loaded = planning.load_regions(context, plan.missing, request)
    planning.check_plan(context, plan, lookup)
    took = planned - began, perf_counter() - planned
    data = {"page": value, **loaded.values}
    return _Job(data, head[1] if head else None, plan, loaded, frozenset(recorder.topics), took)


def _expand(
    context: RenderContext,
    request: PageRequest,
    job: _Job,
    boarding: Boarding,
    key: PageKey | None,
    navigation: bool,
) -> RenderedPage:
    """Run the pass, and cache its results: fresh regions and, if allowed, the whole page."""
    began, plan = perf_counter(), job.plan
    helpers = _helpers(request, job.head)
    expansion = context.library.aser_slot(
        request.page, job.data, helpers, kept=plan.markup, navigation=navigation
    )
    expanded = perf_counter() - began
    entries = planning.new_entries(plan, job.loaded, expansion.regions)
    boarding.give(entries)
    timing = _timing(plan, job.took, expanded)
    rendered = RenderedPage(expansion.html, job.head or 0, timing, key)
    if key is not None:
        rendered = replace(rendered, packed=packed(rendered.html))
        whole = CacheEntry(rendered.html, plan.head, job.all_topics, rendered.packed)
        entries[key.key] = whole
    planning.put_entries(context, plan, entries)
    return rendered


def _timing(plan: Plan, took: tuple[float, float], expanded: float) -> Timing:
    hits = len(plan.cached)
    return Timing(*took, expanded, hits, len(plan.keys) - hits)


def expand_changed(
    context: RenderContext,
    request: PageRequest,
    changed: Collection[str],
    *,
    also: Collection[str] = (),
) -> RenderedPage:
    """Return the response to a write: out-of-band swaps of what it changed, then the layout's own.

    It has exactly the regions whose topics have changed, and those named by `also`. A cached
    region knows its topics, so nothing is loaded to find out that it did not change.
    """
    return _in_one_history(
        lambda request: _expand_changed(context, request, changed, also), request
    )


def _expand_changed(
    context: RenderContext, request: PageRequest, changed: Collection[str], also: Collection[str]
) -> RenderedPage:
    began, page = perf_counter(), context.library.pages[request.page]
    lookup = Lookup(context.cache)
    with context.reading():
        head = planning.editor_head(context, page, request)
        value = planning.load_page(context, page, request)
        # If nothing changed the topics of the regions do not matter.
        items = [i for i in sx.region_items(page, value) if changed or i.name in also]
        plan = planning.plan_regions(context, page, items, request, head, lookup)
        planned = perf_counter()
        loaded = planning.load_regions(context, plan.missing, request)
    planning.check_plan(context, plan, lookup)
    took = planned - began, perf_counter() - planned
    loaded_at, seen = perf_counter(), head[1] if head else None
    only = _changed_regions(plan, loaded, changed, also)
    data = {"page": value, **{n: made for n, made in loaded.values.items() if n in only}}
    expansion = context.library.aser_slot(
        page.name, data, _helpers(request, seen), kept=plan.markup, only=only
    )
    entries = planning.new_entries(plan, loaded, expansion.regions)
    planning.put_entries(context, plan, entries)
    timing = _timing(plan, took, perf_counter() - loaded_at)
    return RenderedPage(expansion.html, seen or 0, timing)


def _changed_regions(
    plan: Plan, loaded: RegionData, changed: Collection[str], also: Collection[str]
) -> frozenset[str]:
    """Return the regions whose topics have changed, and those of `also`."""
    cached = {name: entry.topics for name, entry in plan.cached.items()}
    topics = {**loaded.topics, **cached}
    return frozenset(
        name for name in topics if name in also or not topics[name].isdisjoint(changed)
    )


def _helpers(request: PageRequest, head: int | None) -> Mapping[str, Callable[..., object]]:
    return {**request.helpers, "log-position": lambda: head or 0}
