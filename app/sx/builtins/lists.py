"""Lists: built, taken apart, put together, ordered. No function changes its arguments."""

from app.sx.builtins.checks import Items, at_least, calling, few, items_or, whole
from app.sx.builtins.ordering import keys, places
from app.sx.builtins.table import builtin, higher
from app.sx.values import Fault, described, items


def make_list(*values: object) -> list[object]:
    """Return a list of the arguments."""
    few(len(values))
    return list(values)


def first(values: object) -> object:
    """Return the first item."""
    sequence = items(values, 0)
    return sequence[0] if sequence else None


def last(values: object) -> object:
    """Return the last item."""
    sequence = items(values, 0)
    return sequence[-1] if sequence else None


def nth(values: object, index: object) -> object:
    """Return the item at an index that must be there."""
    sequence, place = items(values, 0), whole(index, 1)
    if not 0 <= place < len(sequence):
        count = len(sequence)
        hint = f"count from 0: the last is {count - 1}" if count else "test with `empty?` first"
        raise Fault(f"no item {place} in a list of {count}", hint, 1)
    return sequence[place]


def take(number: object, values: object) -> Items:
    """Return the first items."""
    return _behind(number, values)[: at_least(0, number, 0)]


def drop(number: object, values: object) -> Items:
    """Return all but the first items."""
    return _behind(number, values)[at_least(0, number, 0) :]


def _behind(number: object, values: object) -> Items:
    """Return the list after a number argument."""
    if isinstance(number, list | tuple):
        hint = "put the number first, the list last"
        raise Fault("expected a whole number, got a list", hint, 0)
    return items(values, 1)


def append(values: object, *more: object) -> list[object]:
    """Append items to a list."""
    sequence = items(values, 0)
    few(len(sequence) + len(more))
    return [*sequence, *more]


def concat(*lists: object) -> list[object]:
    """Concatenate lists."""
    parts = [_part(values, place) for place, values in enumerate(lists)]
    few(sum(map(len, parts)))
    return [item for values in parts for item in values]


def _part(values: object, place: int) -> Items:
    if isinstance(values, str):
        raise Fault("expected a list, got a string", "join strings with `str`", place)
    return items(values, place)


def integers(start: object, end: object = None, step: object = 1) -> list[int]:
    """Return the integers from a start up to, not including, an end."""
    low, high = (0, whole(start, 0)) if end is None else (whole(start, 0), whole(end, 1))
    stride = whole(step, 2)
    if stride == 0:
        raise Fault("a step of 0 never arrives", argument=2)
    few(-((low - high) // stride))
    return list(range(low, high, stride))


def sort(values: object) -> list[object]:
    """Sort numbers, strings or dates."""
    sequence = items(values, 0)
    return _sorted(sequence, sequence, 0)


def sort_by(key: object, values: object) -> list[object]:
    """Sort by the results of a function."""
    call, sequence = calling(key, values)
    return _sorted(sequence, [call(item) for item in sequence], 1)


def _sorted(sequence: Items, by: Items, argument: int) -> list[object]:
    order = places(by, argument=argument)
    return [sequence[place] for place in sorted(range(len(sequence)), key=order.__getitem__)]


def group_by(key: object, values: object) -> list[list[object]]:
    """Group the items by the result of a function."""
    call, sequence = calling(key, values)
    names = [call(item) for item in sequence]
    groups: dict[object, list[object]] = {}
    groupings: list[list[object]] = []
    for name, identity, item in zip(names, keys(names), sequence, strict=True):
        if identity not in groups:
            groups[identity] = []
            groupings.append([name, groups[identity]])
        groups[identity].append(item)
    return groupings


def distinct(values: object) -> list[object]:
    """Drop every item that equals an earlier one."""
    sequence = items(values, 0)
    firsts: dict[object, object] = {}
    for key, item in zip(keys(sequence), sequence, strict=True):
        firsts.setdefault(key, item)
    return list(firsts.values())


def zip_lists(*lists: object) -> list[list[object]]:
    """Return lists of the first items, the second ones, and so on, up to the shortest list."""
    sequences = [items(values, place) for place, values in enumerate(lists)]
    return [list(row) for row in zip(*sequences, strict=False)]


def chunk(size: object, values: object) -> list[Items]:
    """Split a list into lists of one size."""
    sequence, width = _behind(size, values), at_least(1, size, 0)
    return [sequence[start : start + width] for start in range(0, len(sequence), width)]


def flatten(values: object) -> list[object]:
    """Return the items of all nested lists, however deep."""
    waiting = [iter(items(values, 0))]
    result: list[object] = []
    opened = 0
    while waiting:
        item = next(waiting[-1], waiting)
        if item is waiting:
            waiting.pop()
        elif isinstance(item, list | tuple):
            opened = few(opened + 1)
            waiting.append(iter(item))
        else:
            result.append(item)
            few(len(result))
    return result


def count(value: object) -> int:
    """Count the items of a list or the keys of a dict."""
    if isinstance(value, dict):
        return len(value)
    if isinstance(value, str):
        raise Fault(f"expected a list or a dict, got {described(value)}", "use `length`", 0)
    return len(items_or("a list or a dict", value))


LISTS = (
    builtin("list values... -> list", make_list, "A list of its arguments."),
    builtin("first list", first, "The first item, or nil."),
    builtin("last list", last, "The last item, or nil."),
    builtin("rest list -> list", lambda values: items(values, 0)[1:], "All items but the first."),
    builtin("nth list index", nth, "The item at an index, counted from 0."),
    builtin("take number list -> list", take, "The first items of a list."),
    builtin("drop number list -> list", drop, "A list without its first items."),
    builtin("append list items... -> list", append, "A list with more items behind."),
    builtin("concat lists... -> list", concat, "Lists, one behind the other."),
    builtin(
        "reverse list -> list", lambda values: items(values, 0)[::-1], "A list, last item first."
    ),
    builtin(
        "range from to? step? -> list", integers, "The integers from 0 or `from` to before `to`."
    ),
    builtin("sort list -> list", sort, "Numbers, strings or dates in order."),
    higher(
        "sort-by key list -> list",
        sort_by,
        "A list in the order of what a function or field says of each item.",
    ),
    higher(
        "group-by key list -> list",
        group_by,
        "A list of `(key items)`, for each key that a function or field gives.",
    ),
    builtin("distinct list -> list", distinct, "A list without repetitions."),
    builtin(
        "zip lists lists... -> list", zip_lists, "A list of first items, of second ones, and so on."
    ),
    builtin("chunk size list -> list", chunk, "A list cut into lists of one size."),
    builtin("flatten list -> list", flatten, "The items of a list and of all lists within."),
    builtin("count value -> number", count, "How many items or keys there are."),
)
