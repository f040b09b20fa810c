"""The tree of types with counts."""

from dataclasses import dataclass

from app.regions import Audience
from db.graph import queries
from db.kernel.records import TypeNode


@dataclass(frozen=True, slots=True)
class TypesPage:
    """Where the page lives."""

    canonical: str


@dataclass(frozen=True, slots=True)
class TypesTree:
    """Every published type, subtypes below their supertypes."""

    types: tuple[TypeNode, ...]


def types_page(viewer: Audience | None) -> TypesPage:
    """There is always such a page."""
    return TypesPage("/types/")


def types_tree() -> TypesTree:
    """Return the whole tree."""
    return TypesTree(queries.type_tree())
