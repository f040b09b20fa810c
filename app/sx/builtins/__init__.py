"""The pure functions that every program may call, as one table.

From values to values: no clock, no randomness, no I/O, no mutation. Knows nothing of forms or
of HTML. A bad argument is a `Fault` in the author's words with the argument's number.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.sx.builtins.attributes import ATTRIBUTES, json_text
from app.sx.builtins.dates import DATES, date_of
from app.sx.builtins.dicts import DICTS
from app.sx.builtins.functions import FUNCTIONS
from app.sx.builtins.lists import LISTS
from app.sx.builtins.numbers import NUMBERS
from app.sx.builtins.predicates import PREDICATES
from app.sx.builtins.strings import STRINGS
from app.sx.builtins.table import Builtin

__all__ = ["BUILTINS", "GROUPS", "Builtin", "date_of", "json_text"]

#: By topic, as the reference lists them.
GROUPS: Mapping[str, tuple[Builtin, ...]] = MappingProxyType(
    {
        "Numbers": NUMBERS,
        "Questions": PREDICATES,
        "Strings": STRINGS,
        "Lists": LISTS,
        "Dicts": DICTS,
        "Functions": FUNCTIONS,
        "Dates": DATES,
        "Attributes and scripts": ATTRIBUTES,
    }
)

BUILTINS: Mapping[str, Builtin] = MappingProxyType(
    {builtin.name: builtin for group in GROUPS.values() for builtin in group}
)
