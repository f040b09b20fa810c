"""A path that somebody names to a file inside a folder, and to nothing outside of it.

The one door for paths that come from content: what is imported, the pictures beside it,
what is packed into an export. Knows nothing of what the files are for.
"""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

#: A link that takes the place of a folder or a file after the look is no way out either.
_NO_LINK = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Outside(Exception):  # noqa: N818 - it is the path that is
    """A path that leads out of its folder, by `..` or by symbolic links."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, and when it was changed, in seconds since 1970."""

    data: bytes
    modified: float


def resolve(root: Path, path: Path) -> Path:
    """Return where a path really is, all links followed; raise Outside unless below `root`.

    A path that is not absolute begins at `root`. What it names need not exist.
    """
    real, base = Path(os.path.realpath(root / path)), Path(os.path.realpath(root))
    if real != base and base not in real.parents:
        raise Outside(f"{path} leads out of {root}")
    return real


def read(root: Path, path: Path, limit: int) -> Content:
    """Return a file's content, at most `limit` + 1 bytes of it.

    The file that is opened is the one that was judged: each folder below `root` is opened from
    the one above it, and none through a link. Raises Outside, and OSError for what is no file.
    """
    base = Path(os.path.realpath(root))
    *folders, name = resolve(root, path).relative_to(base).parts or (".",)
    at = os.open(base, _NO_LINK | os.O_DIRECTORY)
    try:
        for folder in folders:
            below = os.open(folder, _NO_LINK | os.O_DIRECTORY, dir_fd=at)
            os.close(at)
            at = below
        file = os.open(name, _NO_LINK, dir_fd=at)
    finally:
        os.close(at)
    with os.fdopen(file, "rb") as stream:
        state = os.fstat(file)
        if not stat.S_ISREG(state.st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file")
        return Content(stream.read(limit + 1), state.st_mtime)
