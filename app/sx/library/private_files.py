"""Files of our own between two starts: read only if nobody else can have written them.

A file is one of ours if it is plain, of this user, and nobody else may write or read it, in a
folder that nobody else may write; it is whole if its bytes have the digest that stands in front
of them. Knows nothing of what is in them.
"""

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Final

_DIGEST: Final = 32


def read_private(file: Path) -> bytes:
    """Return what was written to a file; raise OSError or ValueError if it is not ours or whole."""
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as opened:
        _check_owner(os.fstat(descriptor), 0o077)
        _check_owner(file.parent.stat(), 0o022)
        content = opened.read()
    payload = content[_DIGEST:]
    if hashlib.sha256(payload).digest() != content[:_DIGEST]:
        raise ValueError("the file is damaged")
    return payload


def write_private(file: Path, payload: bytes) -> None:
    """Put a file in place, whole or not at all; do nothing where that cannot be."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp makes a file of mode 0600; the rename shows it whole or not at all.
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(hashlib.sha256(payload).digest() + payload)
            os.replace(name, file)
        except OSError:
            os.unlink(name)


def _check_owner(status: os.stat_result, forbidden: int) -> None:
    is_plain = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)
    if not is_plain or status.st_uid != os.geteuid() or status.st_mode & forbidden:
        raise PermissionError("the file may be another's")
