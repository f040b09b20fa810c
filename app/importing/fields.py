"""The text of front matter to fields: YAML, TOML and JSON, each as a whole or piece by piece.

Nothing is guessed: `slug: 007` and `title: no` stay what their author wrote. One odd piece
costs that piece. Knows nothing of what a field means, but which say who may see a post: when
one of these cannot be read, the fields are not certain.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import yaml

from app.importing.status_words import sounds_like_status

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_YAML_PIECE = re.compile(r"""["']?([\w][\w .-]*?)["']?[ \t]*:(?=[ \t]|$)""")
_TOML_PIECE = re.compile(r"""["']?([\w-]+)["']?[ \t]*=|\[""")
_NAME = re.compile(r"""\s*["']?([\w-]+)["']?\s*[:=]""")
_NULLS = frozenset({"~", "null", "Null", "NULL"})
_MOST_LEVELS = 30
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
    lines = _lines(printable, first)
    notes = () if printable == text else (Note("characters that nobody sees were left out", first),)
    try:
        values = parse(printable)
        if values is None:
            return None
        fields = Fields(values, lines, notes, certain=not _is_doubtful(printable, piece))
    except _Broken as fault:
        fields = _pieces(printable, parse, piece)
        place = replace(Note(f"broken front matter: {fault.reason}"), line=first + fault.line)
        others = (replace(note, line=first + (note.line or 0)) for note in fields.notes)
        fields = replace(fields, lines=lines, notes=(*notes, place, *others))
    return fields


def _yaml(text: str) -> Mapping[str, object] | None:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        reason = fault.problem or fault.context or "it cannot be read"
        raise _Broken(reason, mark.line if mark else 0) from None
    except (yaml.YAMLError, ValueError) as fault:
        raise _Broken(str(fault).partition("\n")[0]) from None
    except RecursionError:
        raise _Broken("it is too deep") from None
    if node is None:
        return {}
    if isinstance(node, yaml.ScalarNode):
        return None
    if _weight(node, {}) > _MOST_VALUES:
        raise _Broken("its aliases stand for too much")
    value = _value(node, {}, _MOST_LEVELS)
    if not isinstance(value, dict):
        raise _Broken("expected fields, got a list")
    return _named(value)


def _weight(node: yaml.Node, weights: dict[int, int]) -> int:
    """Count the values of a node; one inside itself counts once."""
    if isinstance(node, yaml.CollectionNode):
        if id(node) not in weights:
            weights[id(node)] = 1
            pairs = node.value if isinstance(node, yaml.MappingNode) else ((x,) for x in node.value)
            weights[id(node)] += sum(_weight(inner, weights) for pair in pairs for inner in pair)
        return weights[id(node)]
    return 1


def _value(node: yaml.Node, values: dict[int, object], levels: int) -> object:
    """Give the texts, lists and dicts of a node; what contains itself ends somewhere."""
    if id(node) in values:
        return values[id(node)]
    if levels == 0:
        return ""
    if isinstance(node, yaml.SequenceNode):
        items: list[object] = []
        values[id(node)] = items
        items += [_value(item, values, levels - 1) for item in node.value]
        return items
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, object] = {}
        values[id(node)] = entries
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            entries[name] = _value(value, values, levels - 1)
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
        name = _NAME.match(line)
        if name:
            line_by_name.setdefault(name[1].lower(), number)
    return line_by_name


def _is_doubtful(text: str, piece: re.Pattern[str]) -> bool:
    """Tell whether who may see a post is said twice."""
    names = [
        match[1].lower() for line in text.split("\n") if (match := piece.match(line)) and match[1]
    ]
    return any(names.count(name) > 1 for name in {*names} if sounds_like_status(name))


def _pieces(text: str, parse: _Parser, piece: re.Pattern[str]) -> Fields:
    """Read field by field; one that cannot be read is plain text, or lost."""
    values: dict[str, object] = {}
    notes: list[Note] = []
    certain = not _is_doubtful(text, piece)
    for start, chunk in _chunks(text, piece):
        head, _, rest = chunk.partition("\n")
        match = piece.match(head)
        name = match[1].lower() if match and match[1] else ""
        try:
            pair = parse(chunk)
        except _Broken:
            pair = None
        if pair is not None:
            values |= pair
        elif match and name and not rest.strip():
            values[name] = head[match.end() :].strip().strip("\"'")
        else:
            if name:
                notes.append(Note(f"`{name}` cannot be read: it is left out", start))
            certain = certain and bool(name) and not _mentions_status(chunk)
    return Fields(values, {}, tuple(notes), certain)


def _mentions_status(text: str) -> bool:
    return any(
        sounds_like_status(match[1]) for match in re.finditer(r"([\w-]+)[\"']?\s*[:=]", text)
    )


def _chunks(text: str, piece: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Cut at each line that begins a field, or a table."""
    start, chunk, in_table = 0, "", False
    for number, line in enumerate(text.split("\n")):
        begins = piece.match(line)
        if begins and (not in_table or not begins[1]):
            if chunk.strip():
                yield start, chunk
            start, chunk, in_table = number, "", not begins[1]
        chunk += f"{line}\n"
    if chunk.strip():
        yield start, chunk
