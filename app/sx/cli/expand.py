"""`expand`: the HTML of a file's last expression, or of one of its components."""

import json
from collections.abc import Mapping
from pathlib import Path

from app.sx.cli.terminal import Refused, say, there
from app.sx.errors import Source
from app.sx.program import expand_program
from app.sx.reader import source_of


def run(file: Path, data_text: str, component: str | None) -> int:
    """Print the HTML of a file with the names of a JSON object in scope."""
    source = source_of(there(file), str(file))
    data = _data(data_text)
    if component is not None:
        arguments = "".join(f" :{_dashed(name)} {_dashed(name)}" for name in data)
        source = Source(source.name, f"{source.text.rstrip()}\n({component}{arguments})")
    say(expand_program(source, data))
    return 0


def _data(text: str) -> Mapping[str, object]:
    try:
        data = json.loads(text)
    except ValueError as fault:
        raise Refused(f"the data is no JSON: {fault}") from None
    if not isinstance(data, dict):
        raise Refused("the data is no JSON object")
    return data


def _dashed(name: str) -> str:
    return name.replace("_", "-")
