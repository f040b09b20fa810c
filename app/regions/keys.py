"""A page request to the cache keys of its regions and of the page as a whole.

A key contains everything that markup depends on besides data. Knows no cache.
"""

from collections.abc import Iterable

from app import sx
from app.regions.loaders import parameters_of
from app.regions.request import PageRequest, RenderContext
from app.regions.validity import name_of


def region_keys(
    context: RenderContext,
    site_id: str,
    page: sx.Page,
    items: Iterable[sx.RegionItem],
    request: PageRequest,
) -> dict[str, str]:
    """Return the keys of these regions by their names."""
    origin = context.fingerprint, site_id, page.name
    return {item.name: name_of([*origin, *_parts(context, item, request)]) for item in items}


def _parts(context: RenderContext, item: sx.RegionItem, request: PageRequest) -> tuple[object, ...]:
    parameters = [
        (name, request.parameters[name])
        for name in parameters_of(context.loaders[item.region.data])
        if name in request.parameters
    ]
    return item.name, item.region.audience, parameters


def whole_key(
    context: RenderContext, site_id: str, page: sx.Page, request: PageRequest, navigation: bool
) -> str:
    """Return the key of a page as all strangers get it."""
    origin = context.fingerprint, site_id, page.name
    parameters = sorted(request.parameters.items())
    return name_of([*origin, navigation, request.shared_key, parameters])
