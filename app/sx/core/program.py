"""Everything compiled that nodes may refer to: what is checked and generated together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.sx.core.nodes import Component, Define, Use
from app.sx.core.walk import nodes_of, reaches, walk


@dataclass(frozen=True, slots=True)
class Program:
    """Components, the recursive ones among them, definitions, and options of the generator."""

    components: Mapping[str, Component]
    definitions: Mapping[str, Define]
    recursive: frozenset[str]
    folding: bool = True
    inlining: bool = True

    @classmethod
    def of(
        cls, components: Mapping[str, Component], definitions: Mapping[str, Define]
    ) -> "Program":
        """Combine components and definitions; find the components that call themselves."""
        uses = {name: _uses(component) for name, component in components.items()}
        recursive = frozenset(name for name in uses if reaches(name, name, uses))
        return cls(components, definitions, recursive)


#: Most components are unchanged at the next reload.
@lru_cache(maxsize=4_000)
def _uses(component: Component) -> set[str]:
    inside = (node for start in nodes_of(component) for node in walk(start))
    return {node.component for node in inside if isinstance(node, Use)}
