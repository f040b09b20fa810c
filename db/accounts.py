"""Names and passwords to users, and when what a user has begun is over.

Knows no page, no cookie and no throttle. A user's `generation` is a random word: who shows
another one shows a session that was ended. It is random so that a user who is removed and
made again, or a database that is restored, begins none anew.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Select, Update, bindparam, delete, select, update

from db import passwords
from db.kernel import models
from db.kernel.errors import Conflict, Invalid, NotFound
from db.kernel.models import new_generation
from db.kernel.session import insert_if_new, session
from db.kernel.text import clean, fold

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may edit."""

    id: int
    name: str
    created: datetime
    #: What all sessions that are not over have in common.
    generation: str = field(repr=False)
    #: The password is kept by older rules: set it again while it is known.
    outdated: bool = False


def add_user(name: str, password: str) -> None:
    """Make a user; raise Conflict when somebody has that name, in any case or accents."""
    shown = " ".join(clean(name).split())
    if not 0 < len(shown) <= _LONGEST_NAME:
        raise Invalid(f"a user's name has 1 to {_LONGEST_NAME} characters")
    passwords.check_new(password, shown)
    user = insert_if_new(models.UserRow).values(
        name=shown,
        folded=name_key(name),
        password_hash=passwords.hashed(password),
        created=datetime.now(UTC),
        generation=new_generation(),
    )
    if session().scalars(user.returning(models.UserRow.id)).one_or_none() is None:
        raise Conflict(f"there is a user {shown!r} already")


def check(name: str, password: str) -> User | None:
    """Return the user who has this name and password, or None."""
    hashed = select(models.UserRow.password_hash).where(models.UserRow.folded == name_key(name))
    stored = session().scalars(hashed).one_or_none()
    if not passwords.matches(stored, password) or stored is None:
        return None
    user = user_named(name)
    return user and replace(user, outdated=passwords.is_outdated(stored))


def set_password(name: str, password: str) -> None:
    """Give a user another password, and end all sessions of theirs."""
    passwords.check_new(password, name)
    hashed = passwords.hashed(password)
    _change(name, _user(name).values(password_hash=hashed, generation=new_generation()))


def end_sessions(name: str) -> None:
    """End all sessions of a user, in every browser."""
    _change(name, _user(name).values(generation=new_generation()))


def end_all_sessions() -> None:
    """End all sessions of all users."""
    session().execute(update(models.UserRow).values(generation=new_generation()))


def remove_user(name: str) -> None:
    """Remove a user, and with them their sessions; what they wrote stays, without an author."""
    user = delete(models.UserRow).where(models.UserRow.folded == name_key(name))
    if session().execute(user.returning(models.UserRow.id)).one_or_none() is None:
        raise NotFound(f"there is no user {name!r}")


def users() -> tuple[User, ...]:
    """Return all users by name."""
    rows = session().execute(_users().order_by(models.UserRow.folded))
    return tuple(User(*row) for row in rows)


def user_named(name: str) -> User | None:
    """Return the user of this name, or None."""
    row = session().execute(_USER, {"folded": name_key(name)}).one_or_none()
    return None if row is None else User(*row)


def name_key(name: str) -> str:
    """Return the one form in which names are compared, counted and looked up."""
    return " ".join(fold(name).split())


def _users() -> Select[int, str, datetime, str]:
    user = models.UserRow
    return select(user.id, user.name, user.created, user.generation)


#: Asked with each request of an editor; making the statement would take longer than running it.
_USER = _users().where(models.UserRow.folded == bindparam("folded"))


def _user(name: str) -> Update:
    return update(models.UserRow).where(models.UserRow.folded == name_key(name))


def _change(name: str, change: Update) -> None:
    if session().execute(change.returning(models.UserRow.id)).one_or_none() is None:
        raise NotFound(f"there is no user {name!r}")
