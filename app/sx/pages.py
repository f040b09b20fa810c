"""Pages judged as a whole: paths, regions put once, and who may see what.

A region that says it has an audience may be kept and shown to others, so
nothing it reaches may know the viewer. Knows compiled nodes and helpers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from app.sx.compiler import Helper, Loader
from app.sx.errors import CompileError
from app.sx.nodes import (
    CallHelper,
    Component,
    Definition,
    Global,
    Node,
    Page,
    PutRegion,
    Region,
    Use,
)
from app.sx.walk import walk


def check_paths(pages: Iterable[Page]) -> Iterator[CompileError]:
    """Give a fault for each path that two pages have."""
    known: dict[str, str] = {}
    for page in pages:
        if page.path is None:
            continue
        if page.path in known:
            message = f"the pages `{known[page.path]}` and `{page.name}` have one path"
            yield CompileError(message, page.span, "give one of them another path")
        known[page.path] = page.name


def check_regions(page: Page) -> Iterator[CompileError]:
    """Give a fault for each region that the page's content puts twice or not at all."""
    puts = Counter(node.name for node in walk(page.document) if isinstance(node, PutRegion))
    for region in page.regions:
        count = puts[region.name]
        if count != 1:
            what = "is never put" if count == 0 else f"is put {count} times"
            hint = f"put `(region {region.name})` once into `:content`"
            yield CompileError(f"the region `{region.name}` {what}", region.use.span, hint)


def check_audiences(
    page: Page,
    components: Mapping[str, Component],
    definitions: Mapping[str, Definition],
    helpers: Mapping[str, Helper],
    loaders: Mapping[str, Loader],
) -> Iterator[CompileError]:
    """Give a fault for each region whose audience could see what is one viewer's."""
    for region in page.regions:
        if region.audience == "private":
            continue
        span = region.use.span
        if region.audience == "everyone" and "viewer" in loaders[region.data].parameters:
            message = f"the loader `{region.data}` takes `viewer`, but its region is for everyone"
            yield CompileError(message, span, "leave `:audience` out: the region is then private")
        for name in sorted(_personal(region, components, definitions, helpers)):
            message = f"the region `{region.name}` has an audience, but calls `{name}`"
            yield CompileError(message, span, "leave `:audience` out: the region is then private")


def _personal(
    region: Region,
    components: Mapping[str, Component],
    definitions: Mapping[str, Definition],
    helpers: Mapping[str, Helper],
) -> set[str]:
    found: set[str] = set()
    seen: set[str] = set()
    waiting: list[Node] = [region.use]
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, CallHelper) and helpers[node.name].personal:
                found.add(node.name)
            elif isinstance(node, Use) and node.component not in seen:
                seen.add(node.component)
                component = components[node.component]
                waiting.append(component.body)
                waiting.extend(p.default for p in component.parameters if p.default)
            elif isinstance(node, Global) and node.name not in seen:
                seen.add(node.name)
                waiting.append(definitions[node.name].value)
    return found
