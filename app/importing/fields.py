"""The text of front matter to fields: YAML, TOML and JSON, as a whole or field by field.

Nothing is guessed: `slug: 007` and `title: no` stay what their author wrote. A field that cannot
be read costs only itself. Knows nothing of what a field means, except which ones say who may see a
post: where one of these cannot be read, the fields are not certain.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import yaml

from app.importing.status_words import sounds_like_status

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_YAML_PIECE = re.compile(r"""["']?([\w][\w .-]*?)["']?[ \t]*:(?=[ \t]|$)""")
_TOML_PIECE = re.compile(r"""["']?([\w-]+)["']?[ \t]*=|\[""")
_NAME = re.compile(r"""\s*["']?([\w-]+)["']?\s*[:=]""")
_NULLS = frozenset({"~", "null", "Null", "NULL"})
#: Texts, lists and dicts, an alias counted as all that it stands for.
_MOST_VALUES = 100_000


@dataclass(frozen=True, slots=True)
class Note:
    """What was understood only in part, and the line of the file where it shows."""

    words: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Fields:
    """What front matter says: values by names in lower case, and the lines they stand in."""

    values: Mapping[str, object]
    lines: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    #: Nothing was lost that may say who may see the post.
    certain: bool = True


class _Broken(ValueError):  # noqa: N818  (it is the text that is)
    """A text that is none of its language; the line counts from 0."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = " ".join(reason.split()), line


_Parser = Callable[[str], Mapping[str, object] | None]


def read_yaml(text: str, first: int) -> Fields | None:
    """Read YAML whose first line is line `first` of the file; None for plain words."""
    return _read(text, first, _yaml, _YAML_PIECE)


def read_toml(text: str, first: int) -> Fields | None:
    """Read TOML, as `read_yaml` does."""
    return _read(text, first, _toml, _TOML_PIECE)


def read_json(text: str, first: int) -> tuple[Fields, int]:
    """Read the JSON object that a text begins with; say where it ends."""
    try:
        value, end = json.JSONDecoder().raw_decode(text)
        if isinstance(value, dict):
            return Fields(_named(value), _lines(text[:end], first)), end
    except (ValueError, RecursionError):
        pass
    return Fields({}, {}, (Note("broken front matter: it is no JSON", first),), certain=False), 0


def _read(text: str, first: int, parse: _Parser, piece: re.Pattern[str]) -> Fields | None:
    printable = _UNPRINTABLE.sub("", text)
    notes = [] if printable == text else [Note("characters that nobody sees were left out", first)]
    try:
        values, certain = parse(printable), True
        if values is None:
            return None
    except _Broken as fault:
        notes.append(Note(f"broken front matter: {fault.reason}", first + fault.line))
        values, certain = _pieces(printable, first, parse, piece, notes)
    certain = certain and not _is_doubtful(printable, piece)
    return Fields(values, _lines(printable, first), tuple(notes), certain)


def _yaml(text: str) -> Mapping[str, object] | None:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None or isinstance(node, yaml.ScalarNode):
            return {} if node is None else None
        if _weight(node, {}) > _MOST_VALUES:
            raise _Broken("its aliases stand for too much")
        value = _value(node, {})
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        reason = fault.problem or fault.context or "it cannot be read"
        raise _Broken(reason, mark.line if mark else 0) from None
    except yaml.YAMLError as fault:
        raise _Broken(str(fault).partition("\n")[0]) from None
    except RecursionError:
        raise _Broken("it is too deep") from None
    if not isinstance(value, dict):
        raise _Broken("expected fields, got a list")
    return _named(value)


def _weight(node: yaml.Node, weights: dict[int, int]) -> int:
    """Count the values of a node; one inside itself counts once."""
    if not isinstance(node, yaml.CollectionNode):
        return 1
    if id(node) not in weights:
        weights[id(node)] = 1
        pairs = node.value if isinstance(node, yaml.MappingNode) else ((x,) for x in node.value)
        weights[id(node)] += sum(_weight(inner, weights) for pair in pairs for inner in pair)
    return weights[id(node)]


def _value(node: yaml.Node, values: dict[int, object]) -> object:
    """Return the texts, lists and dicts of a node, which may contain itself."""
    if id(node) in values:
        return values[id(node)]
    if isinstance(node, yaml.SequenceNode):
        items: list[object] = []
        values[id(node)] = items
        items += (_value(item, values) for item in node.value)
        return items
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, object] = {}
        values[id(node)] = entries
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            entries[name] = _value(value, values)
        return entries
    is_null = isinstance(node, yaml.ScalarNode) and node.style is None and node.value in _NULLS
    return "" if is_null else node.value


def _toml(text: str) -> Mapping[str, object]:
    try:
        return _named(tomllib.loads(text))
    except (ValueError, RecursionError) as fault:
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(fault))
        line = int(place[1]) - 1 if place and place[1] else 0
        reason = str(fault).replace(place[0], "") if place else str(fault)
        raise _Broken(reason.lower() or "it is too deep", line) from None


def _named(values: Mapping[str, object]) -> dict[str, object]:
    return {str(name).strip().lower(): value for name, value in values.items()}


def _lines(text: str, first: int) -> dict[str, int]:
    """Find the line of each field."""
    line_by_name: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), first):
        if name := _NAME.match(line):
            line_by_name.setdefault(name[1].lower(), number)
    return line_by_name


def _is_doubtful(text: str, piece: re.Pattern[str]) -> bool:
    """Return whether the text says twice who may see a post."""
    matches = filter(None, map(piece.match, text.split("\n")))
    counts = Counter(match[1].lower() for match in matches if match[1])
    return any(count > 1 and sounds_like_status(name) for name, count in counts.items())


def _pieces(
    text: str, first: int, parse: _Parser, piece: re.Pattern[str], notes: list[Note]
) -> tuple[dict[str, object], bool]:
    """Read field by field; return the values, and whether none was lost that may hide a post."""
    values, certain = dict[str, object](), True
    for line, chunk in _chunks(text, first, piece):
        if not chunk.strip():
            continue
        head, _, rest = chunk.partition("\n")
        match = piece.match(head)
        name = match[1].lower() if match and match[1] else ""
        with suppress(_Broken):
            if (pair := parse(chunk)) is not None:
                values |= pair
                continue
        if match and name and not rest.strip():
            values[name] = head[match.end() :].strip().strip("\"'")
            continue
        if name:
            notes.append(Note(f"`{name}` cannot be read: it is left out", line))
        names = re.findall(r"([\w-]+)[\"']?\s*[:=]", chunk)
        certain = certain and bool(name) and not any(map(sounds_like_status, names))
    return values, certain


def _chunks(text: str, first: int, piece: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Cut at each line that begins a field, or a table."""
    start, chunk, in_table = first, "", False
    for number, line in enumerate(text.split("\n"), first):
        begins = piece.match(line)
        if begins and (not in_table or not begins[1]):
            yield start, chunk
            start, chunk, in_table = number, "", not begins[1]
        chunk += f"{line}\n"
    yield start, chunk
