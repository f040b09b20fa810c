"""What every command does with paths and with its output."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.sx.syntax.errors import Faults, SxError
from app.sx.syntax.report import report


class CommandError(Exception):
    """The command cannot be carried out."""


def there(path: Path) -> Path:
    """Return a path that exists; raise CommandError for another."""
    if not path.exists():
        raise CommandError(f"there is no {path}")
    return path


def files_at(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every `.sx` file at and below some paths, each once."""
    seen = set()
    for path in paths:
        for file in sorted(there(path).rglob("*.sx")) if path.is_dir() else (there(path),):
            if file not in seen:
                seen.add(file)
                yield file


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Print a line to standard error."""
    sys.stderr.write(f"{text}\n")


def show(fault: Faults | SxError) -> None:
    """Print the report of one or several faults to standard error."""
    complain(f"{report(fault)}\n")
