"""Pages that are the same for every stranger, cached whole beside their regions.

A page stays valid as long as nothing that its own loader and those of its regions read has
changed, which the change log knows.
"""

from contextlib import suppress

from app import sx
from app.regions.cache import CacheEntry, Lookup
from app.regions.keys import region_keys, whole_key
from app.regions.request import PageKey, PageMiss, PageRequest, RenderContext
from app.regions.validity import ChangeLog, HistoryLostError, check_history, fresh, mark_key


def is_shared(page: sx.Page, request: PageRequest) -> bool:
    """Return whether every stranger gets the same page, without private regions."""
    if request.shared_key is None or request.viewer is not None or request.override is not None:
        return False
    return bool(page.regions) and all(region.audience == "everyone" for region in page.regions)


def look_up(
    context: RenderContext, page: sx.Page, request: PageRequest, navigation: bool
) -> tuple[PageKey, Lookup, CacheEntry | None]:
    """Return the key of a shared page, the lookup in the cache, and the valid entry if any."""
    miss = request.miss
    if miss is not None and miss.key.key == whole_key(
        context, miss.key.site_id, page, request, navigation
    ):
        return miss.key, miss.lookup, None
    with context.peek() as log:
        site_id, head = log.site_and_head()
        # The regions of an `:each` are known only once the page's loader has run.
        items = [sx.RegionItem(region) for region in page.regions if region.each is None]
        parts = tuple(region_keys(context, site_id, page, items, request).values())
        name = whole_key(context, site_id, page, request, navigation)
        key = PageKey(name, site_id, context.fingerprint, parts)
        lookup = Lookup(context.cache)
        entry = _valid_entry(log, key, lookup)
    check_history(lookup, site_id, head, context.is_set_back)
    return key, lookup, entry


def find_whole(context: RenderContext, key: PageKey) -> PageMiss | CacheEntry | None:
    """Return the page under a key, or else the result of the lookup.

    None if the sources or the database have changed.
    """
    if key.fingerprint != context.fingerprint:
        return None
    with context.peek() as log:
        site_id, head = log.site_and_head()
        if site_id != key.site_id:
            return None
        lookup = Lookup(context.cache)
        entry = _valid_entry(log, key, lookup)
    with suppress(HistoryLostError):
        check_history(lookup, key.site_id, head, context.is_set_back)
        return entry or PageMiss(key, lookup)
    return None


def _valid_entry(log: ChangeLog, key: PageKey, lookup: Lookup) -> CacheEntry | None:
    """Look up a page and its parts at once; if the whole is stale, the parts may not be."""
    lookup.ask((key.key, *key.regions, mark_key(key.site_id)))
    return fresh(log, lookup.get_many((key.key,)), log.site_and_head()[1]).get(key.key)
