"""`fmt`: lay out files, or report which of them are laid out differently."""

from collections.abc import Iterable
from pathlib import Path

from app.sx.syntax.errors import ReadError
from app.sx.syntax.reader import source_of
from app.sx.tools.formatter import formatted
from app.sx.tools.terminal import complain, files_at, show


def run(paths: Iterable[Path], check: bool) -> int:
    """Lay out all files; with `check` change none, and fail if one would change."""
    others, faults = [], 0
    for path in files_at(paths):
        try:
            source = source_of(path, str(path))
            text = formatted(source)
        except ReadError as fault:
            show(fault)
            faults += 1
            continue
        if text.encode() != path.read_bytes():
            others.append(path)
            if not check:
                path.write_bytes(text.encode())
    for path in others:
        complain(f"{'would lay out' if check else 'laid out'} {path}")
    return 1 if faults or (check and others) else 0
