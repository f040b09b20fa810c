"""Bytes to a private file and back, so that what is read is what this user wrote.

A file is read only if it is a regular file of this user that nobody else can read or write, in a
folder that nobody else can write to, and if its bytes match the digest in front of them. Knows
nothing of what they mean.
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
    """Return the bytes of a private file; raise OSError or ValueError if it is none or damaged."""
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
    """Write a private file, all of it or nothing; do nothing if the folder cannot be written."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp creates a file of mode 0600; the rename is atomic.
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
