"""Builtins that take a function: function first, list last."""

from app.sx.builtins.checks import calling, function
from app.sx.builtins.table import builtin, higher
from app.sx.values import items, truthy


def map_items(call: object, values: object) -> list[object]:
    """Return the results of a function for each item."""
    make, sequence = calling(call, values)
    return [make(item) for item in sequence]


def map_indexed(call: object, values: object) -> list[object]:
    """Return the results of a function for each index and item."""
    make, sequence = calling(call, values, gives=("an index", "an item"))
    return [make(index, item) for index, item in enumerate(sequence)]


def filter_items(call: object, values: object) -> list[object]:
    """Keep the items for which a function holds."""
    holds, sequence = calling(call, values)
    return [item for item in sequence if truthy(holds(item))]


def remove(call: object, values: object) -> list[object]:
    """Drop the items for which a function holds."""
    holds, sequence = calling(call, values)
    return [item for item in sequence if not truthy(holds(item))]


def reduce(call: object, start: object, values: object) -> object:
    """Reduce the items to one value, from the first to the last."""
    step, sequence = calling(call, values, 2, ("what came so far", "an item"))
    result = start
    for item in sequence:
        result = step(result, item)
    return result


def some(call: object, values: object) -> object:
    """Return the first result that is true."""
    answer, sequence = calling(call, values)
    return next(filter(truthy, map(answer, sequence)), None)


def every(call: object, values: object) -> bool:
    """Return whether a function holds for all items."""
    holds, sequence = calling(call, values)
    return all(truthy(holds(item)) for item in sequence)


def apply(call: object, *arguments: object) -> object:
    """Call a function with the items of a list."""
    return function(call, 0)(*arguments[:-1], *items(arguments[-1], len(arguments)))


FUNCTIONS = (
    higher("map function list -> list", map_items, "What a function or field gives for each item."),
    higher("map-indexed function list -> list", map_indexed, "The same, of index and item."),
    higher("filter test list -> list", filter_items, "The items for which a test holds."),
    higher("remove test list -> list", remove, "The items for which a test does not hold."),
    higher("reduce function start list", reduce, "One value, joined from all items."),
    higher("some test list", some, "The first true answer, or nil."),
    higher("every? test list -> boolean", every, "Whether a test holds for all items."),
    higher(
        "apply function arguments arguments...",
        apply,
        "Calls a function; the last argument is a list of arguments.",
    ),
    builtin("identity value", lambda value: value, "The value itself."),
)
