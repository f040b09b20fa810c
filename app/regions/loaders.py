"""A loader's Python signature to what the library needs to know of it.

A loader is a plain function: its parameters are what it depends on, the fields of its dataclass
are the arguments of a component. Knows no page and runs no loader.
"""

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache

from app import sx

LoaderFunction = Callable[..., object]

#: Parameters that are no part of a visit, so the library never hears of them.
INJECTED = ("document",)


def declare(loaders: Mapping[str, LoaderFunction]) -> dict[str, sx.Loader]:
    """Derive the declaration of each loader from its Python signature."""
    return {name: _signature(name, loader) for name, loader in loaders.items()}


@cache
def parameters_of(loader: LoaderFunction) -> tuple[str, ...]:
    """Return the names of a loader's parameters."""
    return tuple(inspect.signature(loader).parameters)


def _signature(name: str, loader: LoaderFunction) -> sx.Loader:
    returned = _record(typing.get_type_hints(loader).get("return"))
    if returned is None:
        raise TypeError(f"loader `{name}` must say that it returns a dataclass")
    return sx.Loader(
        parameters=tuple(p for p in parameters_of(loader) if p not in INJECTED),
        fields=tuple(field.name for field in dataclasses.fields(returned)),
    )


def _record(hint: object) -> type | None:
    """Return the dataclass in `Record` or `Record | None`."""
    choices = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    for choice in choices:
        if isinstance(choice, type) and dataclasses.is_dataclass(choice):
            return choice
    return None
