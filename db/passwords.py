"""A password to what is kept of it, and back to yes or no; and which ones nobody should have.

Knows no user and no database. Passwords are kept as argon2id hashes. Hashing is slow and
large by design, so two at most are hashed at once, a few wait, and who comes then is sent
away: a thread that waits for its turn answers nobody else. A password longer than `LONGEST`
is not hashed at all, and comparing with nothing takes as long as comparing with a hash.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import digits, punctuation, whitespace
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from db.kernel.errors import Invalid, Unavailable

#: In characters, as NIST SP 800-63B has it, and in bytes.
SHORTEST: Final = 8
LONGEST: Final = 1024

#: What the password of an unknown name is compared with; hashed as `_hasher` does.
NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$BcIqdy6PzLk95Ay3v+5fzw$"
    "9xuzVk0vMZO0a60hh7ZgioRdBOpNRNkGvbky4PdZCqM"
)

#: The file says where it is from.
COMMON: Final = Path(__file__).with_name("common_passwords.txt")

#: So many signs around a common password hide it from nobody who guesses.
_DECORATION: Final = 4
_SIGNS: Final = digits + punctuation + whitespace

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = BoundedSemaphore(2)
_places = BoundedSemaphore(4)


def check_new(password: str, name: str) -> None:
    """Raise Invalid for a password that would be guessed, or that is too long to be hashed."""
    if len(password) < SHORTEST:
        raise Invalid(f"a password has at least {SHORTEST} characters, got {len(password)}")
    size = len(_bytes(password))
    if size > LONGEST:
        raise Invalid(f"a password has at most {LONGEST} bytes, got {size}")
    forms = _forms(password)
    if name.casefold() in forms or not forms.isdisjoint(_common()):
        raise Invalid("this password is among the first that are guessed, choose another")


def hashed(password: str) -> str:
    """Return what is kept of a password; raise Unavailable when too many are hashed already."""
    with _turn():
        return _hasher.hash(_bytes(password))


def matches(stored: str | None, password: str) -> bool:
    """Return whether a password is the one that was kept; raise Unavailable as `hashed` does."""
    if len(_bytes(password)) > LONGEST:
        return False
    try:
        with _turn():
            return _hasher.verify(stored or NOBODY, _bytes(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Return whether a hash was made by older rules."""
    return _hasher.check_needs_rehash(stored)


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Unavailable("too many passwords are looked at")
    try:
        with _turns:
            yield
    finally:
        _places.release()


def _forms(password: str) -> set[str]:
    """Return a password without case, and without the few signs that may stand around it."""
    folded = password.casefold()
    bare = folded.strip(_SIGNS)
    return {folded, bare} if len(folded) - len(bare) <= _DECORATION else {folded}


def _common() -> set[str]:
    """Read the list anew each time: it is asked for when a password is set, by a command."""
    return set(COMMON.read_text(encoding="utf-8").splitlines())


def _bytes(password: str) -> bytes:
    """Encode a password whatever it holds: a lone surrogate must fail as any wrong password."""
    return password.encode("utf-8", "surrogatepass")
