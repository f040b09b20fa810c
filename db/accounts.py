"""Names and passwords to users.

Knows no page, no cookie and no throttle. Passwords are kept as argon2id hashes. Hashing
is slow and large by design, so two at most are hashed at once, a password longer than
`LONGEST_PASSWORD` is not hashed at all, and a name that nobody has costs as much time as
one that somebody has.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Select, bindparam, select, update

from db import models
from db.engine import insert_if_new, session
from db.errors import Conflict, Invalid, NotFound
from db.folding import clean, fold

#: In bytes.
LONGEST_PASSWORD = 1024

#: What the password of an unknown name is compared with; hashed as `_hasher` does.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$BcIqdy6PzLk95Ay3v+5fzw$"
    "9xuzVk0vMZO0a60hh7ZgioRdBOpNRNkGvbky4PdZCqM"
)

_LONGEST_NAME = 60

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may edit."""

    id: int
    name: str
    created: datetime
    #: The password is kept by older rules: set it again while it is known.
    outdated: bool = False


def add_user(name: str, password: str) -> None:
    """Make a user; raise Conflict when somebody has that name, in any case or accents."""
    shown = " ".join(clean(name).split())
    if not 0 < len(shown) <= _LONGEST_NAME:
        raise Invalid(f"a user's name has 1 to {_LONGEST_NAME} characters")
    user = insert_if_new(models.User).values(
        name=shown, folded=name_key(name), password_hash=_hash(password), created=datetime.now(UTC)
    )
    if session().scalars(user.returning(models.User.id)).one_or_none() is None:
        raise Conflict(f"there is a user {shown!r} already")


def check(name: str, password: str) -> User | None:
    """Give the user who has this name and password, or None."""
    hashed = select(models.User.password_hash).where(models.User.folded == name_key(name))
    known = session().scalars(hashed).one_or_none()
    if not _verify(known or NOBODY, password) or known is None:
        return None
    user = user_named(name)
    return user and replace(user, outdated=_hasher.check_needs_rehash(known))


def set_password(name: str, password: str) -> None:
    """Give a user another password."""
    user = update(models.User).where(models.User.folded == name_key(name))
    changed = session().execute(
        user.values(password_hash=_hash(password)).returning(models.User.id)
    )
    if changed.one_or_none() is None:
        raise NotFound(f"there is no user {name!r}")


def users() -> tuple[User, ...]:
    """Give all users by name."""
    rows = session().execute(_users().order_by(models.User.folded))
    return tuple(User(*row) for row in rows)


def user_named(name: str) -> User | None:
    """Give the user of this name, or None."""
    row = session().execute(_USER, {"folded": name_key(name)}).one_or_none()
    return None if row is None else User(*row)


def _users() -> Select[int, str, datetime]:
    return select(models.User.id, models.User.name, models.User.created)


#: Asked with each request of an editor; making the statement would take longer than running it.
_USER = _users().where(models.User.folded == bindparam("folded"))


def name_key(name: str) -> str:
    """Give the one form in which names are compared, counted and looked up."""
    return " ".join(fold(name).split())


def _hash(password: str) -> str:
    size = len(_bytes(password))
    if not 0 < size <= LONGEST_PASSWORD:
        raise Invalid(f"a password has 1 to {LONGEST_PASSWORD} bytes, got {size}")
    with _turns:
        return _hasher.hash(_bytes(password))


def _verify(hashed: str, password: str) -> bool:
    if len(_bytes(password)) > LONGEST_PASSWORD:
        return False
    try:
        with _turns:
            return _hasher.verify(hashed, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    """Encode a password whatever it holds: a lone surrogate must fail as any wrong password."""
    return password.encode("utf-8", "surrogatepass")
