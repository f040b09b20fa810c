"""A digest of the code that reads author text: other code may read the same text otherwise."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("markdown-it-py", "mdit-py-plugins", "nh3", "pygments")


@cache
def fingerprint() -> str:
    """Return a hex digest of the code and the libraries that turn a text into forms."""
    digest = hashlib.sha256(" ".join(map(version, _LIBRARIES)).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()
