"""The command line: what it does, and the sentence it says when it cannot."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from db import accounts
from db.engine import Database


@pytest.fixture
def environment(written_site: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a site in a temporary folder."""
    (tmp_path / "site.db").write_bytes(written_site.read_bytes())
    return {"INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "a key for the command line"}


def run(environment: dict[str, str], *arguments: str, typed: str | None = None) -> Result:
    """Run a command in this environment."""
    return CliRunner(env=environment).invoke(main, arguments, input=typed)


def test_without_a_command_the_commands_are_listed() -> None:
    result = CliRunner().invoke(main, ["--help"])
    commands = {line.split()[0] for line in result.output.split("Commands:")[1].split("\n") if line}
    assert commands >= {"cache", "check", "export", "graph", "import", "serve", "users", "bulk"}


@pytest.mark.parametrize("command", ["serve", "prepare", "migrate", "check"])
def test_a_wrong_setting_is_one_sentence_and_a_failure(command: str, tmp_path: Path) -> None:
    result = run({"INSTANCE_PATH": str(tmp_path), "PORT": "eighty"}, command)
    assert (result.exit_code, result.output) == (
        1,
        "Error: PORT must be a whole number from 1 to 65535, not 'eighty'.\n",
    )


def test_a_site_that_is_not_prepared_says_what_to_run(tmp_path: Path) -> None:
    result = run({"INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "x" * 20}, "users", "list")
    assert (result.exit_code, result.output) == (
        1,
        "Error: The database is not migrated: run `rose-ash prepare` first.\n",
    )


def test_a_port_in_use_is_one_sentence(environment: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = run({**environment, "PORT": port}, "serve")
    assert (result.exit_code, result.output) == (
        1,
        f"Error: Another program listens on 127.0.0.1:{port} already: "
        "stop it, or set another PORT.\n",
    )


def test_users_are_made_listed_and_given_other_passwords(
    environment: dict[str, str], tmp_path: Path
) -> None:
    made = run(environment, "users", "add", "Ada", "--stdin", typed="first\n")
    changed = run(environment, "users", "passwd", "ada", "--stdin", typed="second\n")
    listed = run(environment, "users", "list")
    database = Database(f"sqlite:///{tmp_path}/site.db")
    with database.reading():
        checked = [accounts.check("Ada", word) is not None for word in ("first", "second")]
    database.dispose()
    assert [made.output, changed.output, listed.output.splitlines()[-1], checked] == [
        "The user Ada was made.\n",
        "The password of ada was changed.\n",
        "2 users",
        [False, True],
    ]


def test_a_user_who_is_there_already_is_a_sentence(environment: dict[str, str]) -> None:
    result = run(environment, "users", "add", "EDITOR", "--stdin", typed="word\n")
    assert (result.exit_code, result.output) == (
        1,
        "Error: There is a user 'EDITOR' already.\n",
    )


def test_the_cache_says_that_there_is_none(environment: dict[str, str]) -> None:
    result = run(environment, "cache", "stats")
    assert (result.exit_code, result.output.startswith("No fragments are kept yet")) == (0, True)


def test_a_check_of_a_sound_site_finds_nothing(environment: dict[str, str]) -> None:
    result = run(environment, "check")
    assert (result.exit_code, result.output.strip().splitlines()[-1]) == (
        0,
        "38 bodies, 0 faults",
    )
