"""Users and their passwords."""

from datetime import UTC, datetime
from time import thread_time

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from db import accounts, models
from db.accounts import User
from db.engine import session
from db.errors import Conflict, Invalid, NotFound

pytestmark = [pytest.mark.usefixtures("writing"), pytest.mark.slow]


def user(name: str) -> User:
    found = accounts.user_named(name)
    assert found is not None
    return found


def test_a_user_is_known_by_name_and_password() -> None:
    before = datetime.now(UTC)
    accounts.add_user(" Ada  Lovelace ", "correct horse")
    known = accounts.check("Ada Lovelace", "correct horse")
    assert known == user("ada lovelace")
    assert known is not None
    assert (known.name, known.outdated) == ("Ada Lovelace", False)
    assert before <= known.created <= datetime.now(UTC)


def test_a_wrong_name_or_password_gives_nobody() -> None:
    accounts.add_user("ada", "secret")
    for password in ("wrong", "", "secret ", "secret\x00", "\ud800", "secret" * 1000):
        assert (password, accounts.check("ada", password)) == (password, None)
    for name in ("bob", "", "\x00", "\ud800", "' OR 1=1 --"):
        assert (name, accounts.check(name, "secret")) == (name, None)


def test_a_name_that_nobody_has_costs_as_much_time_as_one_that_somebody_has() -> None:
    accounts.add_user("ada", "secret")
    known, unknown = (fastest_check(name) for name in ("ada", "bob"))
    assert known / 2 < unknown < known * 2


def fastest_check(name: str) -> float:
    """The processor time of a check, undisturbed by what else the machine does."""
    times = []
    for _ in range(3):
        start = thread_time()
        accounts.check(name, "wrong")
        times.append(thread_time() - start)
    return min(times)


def test_names_differ_by_more_than_case_and_accents() -> None:
    accounts.add_user("Zoë", "secret")
    with pytest.raises(Conflict, match="there is a user 'ZOE' already"):
        accounts.add_user("ZOE", "other")
    assert accounts.check("zoe", "secret") == user("Zoë")


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_name_has_a_reasonable_length(name: str) -> None:
    with pytest.raises(Invalid, match="a user's name has 1 to 60 characters"):
        accounts.add_user(name, "secret")


@pytest.mark.parametrize("size", [0, 1025])
def test_a_password_has_a_reasonable_length(size: int) -> None:
    with pytest.raises(Invalid) as fault:
        accounts.add_user("ada", "x" * size)
    assert fault.value.message == f"a password has 1 to 1024 bytes, got {size}"
    assert accounts.users() == ()


def test_a_new_password_replaces_the_old_one() -> None:
    accounts.add_user("ada", "old")
    accounts.set_password("Ada", "new")
    assert (accounts.check("ada", "old"), accounts.check("ada", "new")) == (None, user("ada"))


def test_nobody_gets_a_new_password() -> None:
    with pytest.raises(NotFound, match="there is no user 'ada'"):
        accounts.set_password("ada", "new")


def test_users_are_listed_by_name() -> None:
    for name in ("bob", "Ada", "Émile", "carl"):
        accounts.add_user(name, "secret")
    assert [known.name for known in accounts.users()] == ["Ada", "bob", "carl", "Émile"]


def test_passwords_are_kept_as_argon2id_by_the_current_rules() -> None:
    accounts.add_user("ada", "secret")
    kept = session().scalars(select(models.User.password_hash)).one()
    rules = "$argon2id$v=19$m=19456,t=2,p=1$"
    assert (kept[: len(rules)], accounts.NOBODY[: len(rules)]) == (rules, rules)


def test_a_password_kept_by_older_rules_is_accepted_and_said_to_be_outdated() -> None:
    accounts.add_user("ada", "secret")
    older = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("secret")
    session().execute(update(models.User).values(password_hash=older))
    known = accounts.check("ada", "secret")
    assert known is not None
    assert known.outdated


def test_a_spoilt_hash_lets_nobody_in() -> None:
    accounts.add_user("ada", "secret")
    session().execute(update(models.User).values(password_hash="spoilt"))
    assert accounts.check("ada", "secret") is None
