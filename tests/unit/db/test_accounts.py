"""Users and their passwords."""

from contextlib import ExitStack
from datetime import UTC, datetime
from time import thread_time
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from db import accounts, passwords, posts
from db.accounts import User
from db.graph import queries
from db.kernel import models
from db.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from db.kernel.session import session
from db.posts import NewPost

if TYPE_CHECKING:
    from collections.abc import Callable

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
    accounts.add_user("ada", "old secret")
    for password in ("wrong", "", "old secret ", "old secret\x00", "\ud800", "old secret" * 1000):
        assert (password, accounts.check("ada", password)) == (password, None)
    for name in ("bob", "", "\x00", "\ud800", "' OR 1=1 --"):
        assert (name, accounts.check(name, "old secret")) == (name, None)


def test_a_name_that_nobody_has_costs_as_much_time_as_one_that_somebody_has() -> None:
    accounts.add_user("ada", "old secret")
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
    accounts.add_user("Zoë", "old secret")
    with pytest.raises(Conflict, match="there is a user 'ZOE' already"):
        accounts.add_user("ZOE", "another secret")
    assert accounts.check("zoe", "old secret") == user("Zoë")


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_name_has_a_reasonable_length(name: str) -> None:
    with pytest.raises(Invalid, match="a user's name has 1 to 60 characters"):
        accounts.add_user(name, "old secret")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "a password has at least 8 characters, got 0"),
        ("ä" * 7, "a password has at least 8 characters, got 7"),
        ("ab" * 513, "a password has at most 1024 bytes, got 1026"),
        ("iloveyou", "this password is among the first that are guessed, choose another"),
        ("Password2024", "this password is among the first that are guessed, choose another"),
        ("ADA LOVELACE", "this password is among the first that are guessed, choose another"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused_wherever_it_is_set(
    password: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as fault:
        accounts.add_user("Ada Lovelace", password)
    assert (fault.value.message, accounts.users()) == (sentence, ())
    accounts.add_user("Ada Lovelace", "old secret")
    with pytest.raises(Invalid) as fault:
        accounts.set_password("ada lovelace", password)
    assert fault.value.message == sentence
    assert accounts.check("ada lovelace", "old secret") is not None


def remake() -> None:
    accounts.remove_user(" Ada")
    accounts.add_user("ada", "old secret")


def test_what_is_shown_is_another_generation_after_each_end_of_sessions() -> None:
    accounts.add_user("ada", "old secret")
    accounts.add_user("bob", "old secret")
    ends: list[Callable[[], None]] = [
        lambda: accounts.end_sessions("ADA"),
        lambda: accounts.set_password("ada", "new secret"),
        accounts.end_all_sessions,
        remake,
    ]
    seen, others = [user("ada").generation], [user("bob").generation]
    for end in ends:
        end()
        seen.append(user("ada").generation)
        others.append(user("bob").generation)
    assert (len(set(seen)), len(set(others[:3])), others[2] == others[3]) == (5, 1, False)
    assert len(seen[0]) == 16


def test_a_user_who_is_removed_leaves_the_posts() -> None:
    accounts.add_user("ada", "old secret")
    posts.create(NewPost("Sea", body="Text.", author="ada"))
    accounts.remove_user("ada")
    post = queries.post("sea")
    assert (accounts.users(), post and post.author) == ((), None)


@pytest.mark.parametrize("name", ["ada", ""])
def test_nobody_has_no_sessions_and_cannot_be_removed(name: str) -> None:
    for change in (accounts.end_sessions, accounts.remove_user):
        with pytest.raises(NotFound, match=f"there is no user '{name}'"):
            change(name)


@pytest.mark.parametrize("name", ["ada", " ADA\N{NO-BREAK SPACE}", "\N{EM SPACE}Àda\t", "ａｄａ"])
def test_a_name_has_one_form(name: str) -> None:
    assert accounts.name_key(name) == "ada"


def test_who_comes_while_many_passwords_are_looked_at_is_sent_away() -> None:
    accounts.add_user("ada", "old secret")
    with ExitStack() as busy:
        for _ in range(4):
            assert passwords._places.acquire(blocking=False)
            busy.callback(passwords._places.release)
        with pytest.raises(Unavailable, match="too many passwords are looked at"):
            accounts.check("ada", "old secret")
        assert accounts.check("ada", "x" * 2000) is None
    assert accounts.check("ada", "old secret") is not None


def test_a_new_password_replaces_the_old_one() -> None:
    accounts.add_user("ada", "old secret")
    accounts.set_password("Ada", "new secret")
    known = [accounts.check("ada", password) for password in ("old secret", "new secret")]
    assert known == [None, user("ada")]


def test_nobody_gets_a_new_password() -> None:
    with pytest.raises(NotFound, match="there is no user 'ada'"):
        accounts.set_password("ada", "new secret")


def test_users_are_listed_by_name() -> None:
    for name in ("bob", "Ada", "Émile", "carl"):
        accounts.add_user(name, "old secret")
    assert [known.name for known in accounts.users()] == ["Ada", "bob", "carl", "Émile"]


def test_passwords_are_kept_as_argon2id_by_the_current_rules() -> None:
    accounts.add_user("ada", "old secret")
    kept = session().scalars(select(models.UserRow.password_hash)).one()
    rules = "$argon2id$v=19$m=19456,t=2,p=1$"
    assert (kept[: len(rules)], passwords.NOBODY[: len(rules)]) == (rules, rules)


def test_a_password_kept_by_older_rules_is_accepted_and_said_to_be_outdated() -> None:
    accounts.add_user("ada", "old secret")
    older = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("old secret")
    session().execute(update(models.UserRow).values(password_hash=older))
    known = accounts.check("ada", "old secret")
    assert known is not None
    assert known.outdated


def test_a_spoilt_hash_lets_nobody_in() -> None:
    accounts.add_user("ada", "old secret")
    session().execute(update(models.UserRow).values(password_hash="spoilt"))
    assert accounts.check("ada", "old secret") is None
