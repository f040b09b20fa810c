"""The front matter of a file, YAML or TOML, to fields that are text, lists of text and dates.

Every fault has a line. YAML is read without guessing types: `slug: 007` and
`title: no` stay what their author wrote.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any

import yaml

from app.importing.files import Unreadable

_TOML_PLACE = re.compile(r" \(at line (\d+), column \d+\)")
_FORMATS = (
    "%Y-%m-%d %H:%M:%S %z",
    "%Y/%m/%d",
    "%Y-%m",
    "%Y",
    "%B %d, %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%d %b %Y",
)
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})


class _Loader(yaml.SafeLoader):
    """YAML whose plain words are all text."""

    yaml_implicit_resolvers: dict[str, list[object]] = {}  # noqa: RUF012  (yaml's own attribute)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields in front of a text, with the lines they stand in, and the text."""

    fields: Mapping[str, object]
    lines: Mapping[str, int]
    body: str

    def text(self, *names: str) -> str:
        """Give the first of these fields as one line; raise Unreadable when it is no text."""
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, dict | list):
                raise Unreadable(f"`{name}` is not a text", self.lines.get(name))
            if value not in (None, ""):
                return " ".join(str(value).split())
        return ""

    def list(self, *names: str) -> tuple[str, ...]:
        """Give the items of these fields, each once; a text is cut at its commas."""
        found: dict[str, None] = {}
        for name in names:
            value = self.fields.get(name)
            items = value.split(",") if isinstance(value, str) else value or []
            if not isinstance(items, list) or any(isinstance(item, dict | list) for item in items):
                raise Unreadable(f"`{name}` is not a list of texts", self.lines.get(name))
            found |= dict.fromkeys(" ".join(str(item).split()) for item in items)
        return tuple(item for item in found if item)

    def date(self, *names: str) -> datetime | None:
        """Give the first of these fields that is there; raise Unreadable when it is no date."""
        for name in names:
            value = self.fields.get(name)
            if value in (None, "") or self.flag(name) is not None:
                continue
            moment = None if isinstance(value, dict | list) else _moment(value)
            if moment is None:
                raise Unreadable(f"`{name}` is not a date", self.lines.get(name))
            return moment
        return None

    def flag(self, name: str) -> bool | None:
        """Tell yes from no; None when the field is missing or something else."""
        value = self.fields.get(name, "")
        word = "" if isinstance(value, dict | list) else str(value).strip().lower()
        return True if word in _YES else False if word in _NO else None


def split(text: str) -> FrontMatter:
    """Part front matter and body; raise Unreadable at a fault in the front matter."""
    head, _, rest = text.partition("\n")
    mark = head.rstrip()
    end = re.search(r"^(?:---|\.\.\.)[ \t]*$" if mark == "---" else r"^\+\+\+[ \t]*$", rest, re.M)
    if mark not in ("---", "+++"):
        return FrontMatter({}, {}, text)
    if end is None:
        if re.match(r"\s*[\w-]+\s*[:=]", rest):
            raise Unreadable(f"the front matter has no closing `{mark}`", 1)
        return FrontMatter({}, {}, text)
    fields = _yaml(rest[: end.start()]) if mark == "---" else _toml(rest[: end.start()])
    if fields is None:
        return FrontMatter({}, {}, text)
    lines = _lines(rest[: end.start()])
    return FrontMatter(MappingProxyType(fields), lines, rest[end.end() :].lstrip("\n"))


def _yaml(text: str) -> dict[str, object] | None:
    """Read YAML; None when it is a text between two rules and no front matter."""
    loader = _Loader(text)
    try:
        found = loader.get_single_data()
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        reason = " ".join(f"{fault.problem or fault.context or 'it cannot be read'}".split())
        raise Unreadable(f"broken front matter: {reason}", mark.line + 2 if mark else 1) from None
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise Unreadable(f"broken front matter: {_first_line(fault)}", 1) from None
    if found is None or isinstance(found, dict):
        return _named(found or {})
    if isinstance(found, str):
        return None
    raise Unreadable("broken front matter: expected fields, got a list", 2)


def _toml(text: str) -> dict[str, object]:
    try:
        return _named(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        place = _TOML_PLACE.search(str(fault))
        line = int(place[1]) + 1 if place else text.count("\n") + 1
        reason = _TOML_PLACE.sub("", str(fault)).lower()
        raise Unreadable(f"broken front matter: {reason}", line) from None
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"broken front matter: {_first_line(fault)}", 1) from None


def _first_line(fault: Exception) -> str:
    return str(fault).partition("\n")[0] if not isinstance(fault, RecursionError) else "too deep"


def _named(fields: Mapping[Any, object]) -> dict[str, object]:
    return {str(name).strip().lower(): value for name, value in fields.items()}


def _lines(text: str) -> dict[str, int]:
    """Find the line of each field, counted from the first line of the file."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 2):
        name = re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[:=]", line)
        if name:
            found.setdefault(name[1].lower(), number)
    return found


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return _in_range(value)
    if isinstance(value, date):
        return _in_range(datetime(value.year, value.month, value.day, tzinfo=UTC))
    text = str(value).strip()
    for reader in (datetime.fromisoformat, *map(_reader, _FORMATS), parsedate_to_datetime):
        try:
            return _in_range(reader(text))
        except (ValueError, IndexError):
            continue
    return None


def _reader(pattern: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, pattern)  # noqa: DTZ007


def _in_range(moment: datetime) -> datetime | None:
    """Give a time with a zone, UTC where it says none; None where no calendar reaches."""
    if not 1 < moment.year < 9999:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
