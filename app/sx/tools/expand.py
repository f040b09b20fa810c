"""`expand`: the HTML of a file's last expression or of a component, or the Python of a page."""

import json
from collections.abc import Mapping
from pathlib import Path

from app.sx.format_value import shown
from app.sx.library.definitions import folders
from app.sx.library.program import expand_program
from app.sx.syntax.errors import Source
from app.sx.syntax.reader import read, source_of
from app.sx.tools.project import Project, components_above, site_roots
from app.sx.tools.session import Session
from app.sx.tools.terminal import CommandError, say, there
from app.sx.values import did_you_mean
from app.sx.wire import dumps


def run(file: Path, data_text: str, component: str | None, project: Project) -> int:
    """Print the HTML of a file with the names of a JSON object in scope."""
    data = _data(data_text)
    root = components_above(there(file))
    if component is not None and root is not None:
        say(_called(component, data, Session(project.helpers, folders((root,)))))
        return 0
    source = source_of(file, str(file))
    if component is not None:
        arguments = "".join(f" :{_dashed(name)} {_dashed(name)}" for name in data)
        source = Source(source.name, f"{source.text.rstrip()}\n({component}{arguments})")
    say(expand_program(source, data))
    return 0


def run_python(page: str, path: Path | None, project: Project) -> int:
    """Print the generated Python of a page of a site."""
    roots = site_roots(there(path) if path else Path())
    library = project.library(roots)
    if page not in library.pages:
        hint = did_you_mean(page, library.pages)
        raise CommandError(f"there is no page {page}" + (f": {hint}" if hint else ""))
    say(library.listing(page))
    return 0


def _called(component: str, data: Mapping[str, object], session: Session) -> str:
    """Return a program that calls a component of a library with the data as its arguments."""
    arguments = "".join(f" :{_dashed(name)} {dumps(value)}" for name, value in data.items())
    (form,) = read(Source("the call", f"({component}{arguments})"))
    value = session.value(form)
    return "" if value is None else shown(value)


def _data(text: str) -> Mapping[str, object]:
    try:
        data = json.loads(text)
    except ValueError as fault:
        raise CommandError(f"the data is no JSON: {fault}") from None
    if not isinstance(data, dict):
        raise CommandError("the data is no JSON object")
    return data


def _dashed(name: str) -> str:
    return name.replace("_", "-")
