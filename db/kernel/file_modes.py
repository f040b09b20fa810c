"""A database file to one that only its owner can read, with SQLite's files beside it.

Knows no SQL. The file has drafts and password hashes, so rights that a umask leaves to others are
removed, also from an existing file.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_OWNER_ALONE: Final = 0o600
_OTHERS: Final = 0o077

#: SQLite's files beside a database, which it creates with the rights of the database.
_BESIDE: Final = ("-wal", "-shm", "-journal")


def keep_private(database: str) -> None:
    """Create the file, or fix its rights; without permission, leave the decision to SQLite."""
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
        # The umask may have removed rights of the owner.
        os.fchmod(file, _OWNER_ALONE)
    finally:
        os.close(file)
