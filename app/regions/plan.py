"""A page request to what the pass needs: which regions are cached, and the data of the others.

What a loader reads is recorded while it runs, so nobody declares it and nobody forgets it. Knows
nothing of markup.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app import sx
from app.regions.cache import CacheEntry, Lookup
from app.regions.keys import region_keys
from app.regions.loaders import parameters_of
from app.regions.request import Audience, MissingError, PageRequest, RenderContext
from app.regions.validity import check_history, fresh, mark_key


@dataclass(frozen=True, slots=True)
class Plan:
    """Which regions are in the cache, and which have to be rendered, some of them to be cached."""

    cached: dict[str, CacheEntry]
    missing: tuple[sx.RegionItem, ...]
    #: By region, of those that may be cached.
    keys: dict[str, str]
    site_id: str
    #: The head of the log before any loader ran.
    head: int

    @property
    def missing_keys(self) -> list[str]:
        """The keys of the regions to render and then cache."""
        return [key for name, key in self.keys.items() if name not in self.cached]

    @property
    def markup(self) -> dict[str, str]:
        """The markup of the cached regions, by name."""
        return {name: entry.html for name, entry in self.cached.items()}


@dataclass(frozen=True, slots=True)
class RegionData:
    """The results of the loaders, and the topics that they read, by region."""

    values: dict[str, object]
    topics: dict[str, frozenset[str]]


def plan_regions(
    context: RenderContext,
    page: sx.Page,
    items: Collection[sx.RegionItem],
    request: PageRequest,
    head_for_editor: tuple[str, int] | None,
    lookup: Lookup,
) -> Plan:
    """Look up every region that may be cached; the others, and stale ones, are missing."""
    cacheable = [item for item in items if _may_cache(item.region, request.viewer)]
    site_id, head = "", 0
    if head_for_editor is not None:
        site_id, head = head_for_editor
    elif cacheable:
        site_id, head = context.log.site_and_head()
    keys = region_keys(context, site_id, page, cacheable, request)
    if keys:
        lookup.ask([*keys.values(), mark_key(site_id)])
    valid = fresh(context.log, lookup.get_many([*keys.values()]), head)
    cached = {name: valid[key] for name, key in keys.items() if key in valid}
    missing = tuple(item for item in items if item.name not in cached)
    return Plan(cached, missing, keys, site_id, head)


def _may_cache(region: sx.Region, viewer: Audience | None) -> bool:
    if region.audience == "editors":
        return viewer is not None and viewer.editor
    return region.audience == "everyone"


def check_plan(context: RenderContext, plan: Plan, lookup: Lookup) -> None:
    """Raise HistoryLostError if the database was set back to before the cache."""
    if plan.keys:
        check_history(lookup, plan.site_id, plan.head, context.is_set_back)


def editor_head(
    context: RenderContext, page: sx.Page, request: PageRequest
) -> tuple[str, int] | None:
    """Return the site's id and the log position of an editor's page; None for others.

    It is read before any loader runs, so that no change is missed in between. A page without
    a loader shows nothing of the log, and must work without a database.
    """
    if page.data is None or request.viewer is None or not request.viewer.editor:
        return None
    return context.log.site_and_head()


def load_page(context: RenderContext, page: sx.Page, request: PageRequest) -> object | None:
    """Run the page's own loader, which decides whether the page exists."""
    if request.override is not None or page.data is None:
        return request.override
    value = _call(context, page.data, request)
    if value is None:
        raise MissingError
    return value


def load_regions(
    context: RenderContext, items: Iterable[sx.RegionItem], request: PageRequest
) -> RegionData:
    """Run the regions' loaders, each with a recorder of its own."""
    data = RegionData({}, {})
    for item in items:
        with context.recording() as recorder:
            data.values[item.name] = _call(context, item.region.data, request, item.key)
        data.topics[item.name] = frozenset(recorder.topics)
    return data


def _call(
    context: RenderContext, name: str, request: PageRequest, key: str | None = None
) -> object:
    """Call a loader with the arguments it names; `key` selects one region of an `:each`."""
    loader = context.loaders[name]
    values = {**request.parameters, "viewer": request.viewer, "document": context.document}
    if key is not None:
        values["key"] = key
    return loader(**{parameter: values[parameter] for parameter in parameters_of(loader)})


def new_entries(plan: Plan, data: RegionData, markup: Mapping[str, str]) -> dict[str, CacheEntry]:
    """Return the cache entries of fresh regions, as far as they may be cached."""
    return {
        plan.keys[name]: CacheEntry(html, plan.head, data.topics[name])
        for name, html in markup.items()
        if name in plan.keys
    }


def put_entries(context: RenderContext, plan: Plan, entries: Mapping[str, CacheEntry]) -> None:
    """Cache these entries, and store the log position that they know."""
    if entries:
        context.cache.put_many(entries)
        context.cache.raise_mark(mark_key(plan.site_id), plan.head)
