"""Bad programs, one fault each, and the report that each of them gets.

A program may begin with the data it is given, `;$ {json}`, or with the file of
a site that it stands for, `;; app/components/blog/list.sx`: then what is in
`bad/around` stands beside it. `python -m tests.unit.sx.bad_programs` prints
how each one reads; with `--write` the reports are written beside the programs.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from app import sx

FOLDER = Path(__file__).parent / "bad"
PROGRAMS = sorted(FOLDER.glob("*.sx"))
HELPERS = (
    sx.Helper("url-for", ("page", "parameters"), 1),
    sx.Helper("asset-url", ("name",), 1),
    sx.Helper("viewer", personal=True),
)
LOADERS = {
    "post-page": sx.Loader(("slug",), ("post",)),
    "post-article": sx.Loader(("slug",), ("post",)),
    "post-kinds": sx.Loader(("slug",), ("kinds",)),
    "post-of-kind": sx.Loader(("slug", "key"), ("post",)),
}


def faults(program: Path) -> tuple[sx.SxError, ...]:
    """Give the faults of a bad program."""
    text = program.read_text(encoding="utf-8")
    try:
        if text.startswith(";; app/"):
            _load(text)
        else:
            data = json.loads(text.partition("\n")[0][2:]) if text.startswith(";$") else {}
            sx.expand_program(sx.Source(program.name, text), data)
    except sx.Faults as found:
        return found.faults
    except sx.SxError as fault:
        return (fault,)
    return ()


def reports(program: Path) -> str:
    """Give the printed reports of a bad program, with an empty line between them."""
    return "\n\n".join(sx.report(fault) for fault in faults(program)) or "no fault"


def _load(text: str) -> None:
    """Load the site around a program, with the program at the place that it names."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "app"
        shutil.copytree(FOLDER / "around", site)
        path = Path(folder) / text.partition("\n")[0][3:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sx.Library.load((site / "components", site / "pages"), HELPERS, LOADERS)


def main(arguments: list[str]) -> None:
    """Print every report under its program's name, or write them beside the programs."""
    for program in PROGRAMS:
        told = reports(program)
        if "--write" in arguments:
            program.with_suffix(".txt").write_text(f"{told}\n", encoding="utf-8")
        else:
            sys.stdout.write(f"--- {program.stem}\n{told}\n\n")


if __name__ == "__main__":
    main(sys.argv[1:])
