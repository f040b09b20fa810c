"""Pages to the faults that only a whole page shows: paths, regions put once, audiences.

A region with an audience may be cached and shown to others, so nothing that it reaches may
know the viewer. Knows compiled nodes and helpers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.sx.core.known import Callee, Known
from app.sx.core.nodes import CallHelper, Global, Node, PageNodes, PutRegion, Use
from app.sx.core.page_spec import item_name
from app.sx.core.program import Program
from app.sx.core.walk import nodes_of, walk
from app.sx.syntax.errors import CompileError
from app.sx.syntax.forms import Literal


def check_paths(pages: Iterable[PageNodes]) -> Iterator[CompileError]:
    """Yield a fault for each path that two pages share."""
    owners: dict[str, str] = {}
    for nodes in pages:
        page = nodes.page
        if page.path is None:
            continue
        if page.path in owners:
            message = f"the pages `{owners[page.path]}` and `{page.name}` have one path"
            yield CompileError(message, nodes.span, "give one of them another path")
        owners[page.path] = page.name


def check_regions(nodes: PageNodes) -> Iterator[CompileError]:
    """Yield a fault for each region that the page's content puts twice or not at all."""
    puts = Counter(node.name for node in walk(nodes.document) if isinstance(node, PutRegion))
    for each in nodes.regions:
        name = each.region.name
        count = puts[name]
        if count != 1:
            what = "is never put" if count == 0 else f"is put {count} times"
            put = f"(region {name} key)" if each.region.each else f"(region {name})"
            hint = f"put `{put}` once into `:content`"
            yield CompileError(f"the region `{name}` {what}", each.use.span, hint)
        start = item_name(name, "")
        for other in nodes.regions if each.region.each else ():
            if other.region.name.startswith(start):
                message = f"`{other.region.name}` could be the region `{name}` of a key"
                yield CompileError(message, other.use.span, "rename one of the two")


def check_audiences(nodes: PageNodes, program: Program, known: Known) -> Iterator[CompileError]:
    """Yield a fault for each region that would show its audience one viewer's data."""
    hint = "leave `:audience` out: the region is then private"
    for each in nodes.regions:
        region, span = each.region, each.use.span
        if region.audience == "private":
            continue
        takes_viewer = "viewer" in known.loaders[region.data].parameters
        if region.audience == "everyone" and takes_viewer:
            message = f"the loader `{region.data}` takes `viewer`, but its region is for everyone"
            yield CompileError(message, span, hint)
        for name in sorted(_helpers(each.use, program)):
            if not known.helpers[name].personal:
                continue
            message = f"the region `{region.name}` has an audience, but calls `{name}`"
            yield CompileError(message, span, hint)


def embeddable(known: Known) -> Iterator[Callee]:
    """Yield the components that author text may hold: those with `:embed true`."""
    for callee in known.components.values():
        option = callee.options.get("embed")
        if isinstance(option, Literal) and option.value is True:
            yield callee


def check_embeds(program: Program, known: Known) -> Iterator[CompileError]:
    """Yield a fault for each embeddable component that calls a helper.

    Author text is compiled once, outside any request.
    """
    for callee in embeddable(known):
        component = program.components[callee.name]
        for name in sorted(_helpers(component.body, program)):
            message = f"`{callee.name}` says `:embed true`, but calls `{name}`"
            yield CompileError(message, callee.span, "pass what it needs as an argument")


def _helpers(start: Node, program: Program) -> set[str]:
    """Return the names of the helpers that a node reaches, through components and definitions."""
    names: set[str] = set()
    seen: set[str] = set()
    waiting: list[Node] = [start]
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, CallHelper):
                names.add(node.name)
            elif isinstance(node, Use) and node.component not in seen:
                seen.add(node.component)
                waiting.extend(nodes_of(program.components[node.component]))
            elif isinstance(node, Global) and node.name not in seen:
                seen.add(node.name)
                waiting.append(program.definitions[node.name].value)
    return names
