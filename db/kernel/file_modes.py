"""A database file to one that its owner alone can read, with what SQLite keeps beside it.

Knows no SQL. Drafts and hashes of passwords stand in that file, so the rights that a umask
leaves to others are taken away, also from a file that was made with them.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_OWNER_ALONE: Final = 0o600
_OTHERS: Final = 0o077

#: What SQLite puts beside a database; it makes them with the rights of the database itself.
_BESIDE: Final = ("-wal", "-shm", "-journal")


def keep_private(database: str) -> None:
    """Make the file, or mend its rights; who may not is not its owner, and SQLite decides."""
    with suppress(OSError):
        _make(database)
    for path in map(Path, (database, *(f"{database}{end}" for end in _BESIDE))):
        with suppress(OSError):
            mode = path.stat().st_mode
            if mode & _OTHERS:
                path.chmod(mode & 0o7777 & ~_OTHERS)


def _make(path: str) -> None:
    file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ALONE)
    try:
        # The umask may have taken rights from the owner.
        os.fchmod(file, _OWNER_ALONE)
    finally:
        os.close(file)
