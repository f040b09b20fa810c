"""The path of a page to its faults, among them parameters of loaders that it does not supply.

Knows paths and names only, not what a loader does with them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from app.sx.core.known import Known
from app.sx.core.page_spec import Page
from app.sx.syntax.errors import CompileError, Span
from app.sx.values import nearest

_PART: Final = re.compile(r"<(?:[a-z]+:)?([A-Za-z_]\w*)>")


def check_path(path: str, span: Span) -> None:
    """Raise CompileError unless a text is a path, with its parameters in `<...>`."""
    if not path.startswith("/"):
        hint = f'write `"/{path}"`'
        raise CompileError("a path begins with `/`", span, hint)
    if re.search(r"[<>\s?#]", _PART.sub("", path)):
        hint = "write a parameter as `<slug>`, and name what stands behind a `?` in `:query`"
        raise CompileError(f"`{path}` is no path", span, hint)


def unmet(page: Page, path: str, spans: Mapping[str, Span], known: Known) -> Iterator[CompileError]:
    """Yield a fault for each parameter of a loader that the page does not supply, once.

    `spans` has the spans of the regions by name, and that of the page's own loader under "".
    """
    named = _PART.findall(path)
    parameters = {"viewer", *named, *(each.replace("-", "_") for each in page.query)}
    loaders = [("", page.data), *((region.name, region.data) for region in page.regions)]
    for name, data in loaders:
        for parameter in known.loaders[data].parameters if data else ():
            # Whether a region's loader may take `key` is checked where the region is compiled.
            if parameter not in parameters and not (name and parameter == "key"):
                parameters.add(parameter)
                message = f"the loader `{data}` takes `{parameter}`, which the page does not give"
                yield CompileError(message, spans[name], _hint(parameter, named))


def _hint(parameter: str, named: list[str]) -> str:
    meant = nearest(parameter, named)
    if meant:
        return f"write `<{parameter}>` for `<{meant}>` in its `:path`"
    return f"put `<{parameter}>` into its `:path`, or `{parameter}` into its `:query`"
