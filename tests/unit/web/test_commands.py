"""The command line: what it does, and the sentence it says when it cannot."""

import json
import os
import socket
import stat
from pathlib import Path

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import text

from app.cli import main
from app.config import ROOT, make_private
from app.regions.cache import CacheEntry, RedisCache, SharedRedis
from db import accounts, migrations, posts
from db.engine import Database
from db.kernel.records import Extract, StoredLink
from db.posts import NewPost
from tests.redis import Server as Redis
from tests.unit.web.commands import run


def test_without_a_command_the_commands_are_listed() -> None:
    result = CliRunner().invoke(main, ["--help"])
    commands = {line.split()[0] for line in result.output.split("Commands:")[1].split("\n") if line}
    assert commands >= {"cache", "check", "export", "graph", "import", "serve", "users", "bulk"}


def test_the_page_of_routes_is_what_the_command_prints() -> None:
    page = ROOT / "docs" / "routes.md"
    assert page.read_text("utf-8") == run({}, "routes").output, "run `make fmt`"


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


def test_users_are_made_listed_and_given_other_passwords(environment: dict[str, str]) -> None:
    made = run(environment, "users", "add", "Ada", "--stdin", typed="the first one\n")
    changed = run(environment, "users", "passwd", "ada", "--stdin", typed="the second one\n")
    listed = run(environment, "users", "list")
    database = Database(environment["DATABASE_URL"])
    with database.reading():
        checked = [
            accounts.check("Ada", word) is not None for word in ("the first one", "the second one")
        ]
    database.dispose()
    assert [made.output, changed.output, listed.output.splitlines()[-1], checked] == [
        "The user Ada was made.\n",
        "The password of ada was changed.\n",
        "2 users",
        [False, True],
    ]


def test_sessions_are_ended_and_users_removed(environment: dict[str, str]) -> None:
    database = Database(environment["DATABASE_URL"])

    def generation() -> str | None:
        with database.reading():
            user = accounts.user_named("editor")
        return None if user is None else user.generation

    before = generation()
    said = [run(environment, "users", "logout", "Editor").output]
    after = generation()
    said += [run(environment, "users", "remove", "editor").output for _ in range(2)]
    said.append(run(environment, "users", "logout", "editor").output)
    assert (before == after, generation(), said) == (
        False,
        None,
        [
            "All sessions of Editor are ended.\n",
            "The user editor was removed.\n",
            "Error: There is no user 'editor'.\n",
            "Error: There is no user 'editor'.\n",
        ],
    )
    database.dispose()


def test_a_user_who_is_there_already_is_a_sentence(environment: dict[str, str]) -> None:
    result = run(environment, "users", "add", "EDITOR", "--stdin", typed="some old word\n")
    assert (result.exit_code, result.output) == (
        1,
        "Error: There is a user 'EDITOR' already.\n",
    )


@pytest.mark.parametrize("command", ["stats", "clear"])
def test_without_redis_the_cache_is_each_process_own(
    environment: dict[str, str], command: str
) -> None:
    result = run({**environment, "REDIS_URL": ""}, "cache", command)
    assert (result.exit_code, result.output.startswith("Without REDIS_URL")) == (0, True)


@pytest.mark.parametrize("command", ["stats", "clear"])
def test_a_redis_that_is_not_there_is_a_sentence(environment: dict[str, str], command: str) -> None:
    result = run({**environment, "REDIS_URL": "redis://127.0.0.1:1/0"}, "cache", command)
    assert (result.exit_code, result.output.startswith("Error: REDIS_URL does not answer")) == (
        1,
        True,
    )


@pytest.mark.slow
@pytest.mark.redis
def test_fragments_in_redis_are_counted_and_forgotten(
    environment: dict[str, str], redis_server: Redis
) -> None:
    redis_server.client.flushall()
    kept = RedisCache(SharedRedis(redis_server.url), "a secret")
    kept.put_many({name: CacheEntry("<p>", 1, frozenset()) for name in ("one", "other")})
    shared = {**environment, "REDIS_URL": redis_server.url}
    said = [run(shared, "cache", command).output for command in ("stats", "clear", "stats")]
    assert said == ["2 fragments\n", "2 fragments forgotten\n", "0 fragments\n"]


def test_a_check_of_a_sound_site_finds_nothing(environment: dict[str, str]) -> None:
    result = run(environment, "check")
    assert (result.exit_code, result.output.strip().splitlines()[-1]) == (
        0,
        "38 bodies, 0 faults",
    )


def test_a_check_of_links_lists_the_dead_and_those_not_stored(environment: dict[str, str]) -> None:
    run(environment, "migrate")
    sound = run(environment, "check", "--links")
    database = Database(environment["DATABASE_URL"])
    with database.writing():
        posts.create(NewPost("Oak", body="[Birch](/birch/)"))
        dead = Extract(links=(StoredLink("name", "Nothing"),))
        posts.create(NewPost("Yew", body="[[Nothing]]", extract=dead))
        paths = ("/", "/feed.xml", "/tags", "/oak/source", "/nobody/source", "/nobody/", "/a/b/c/")
        links = tuple(StoredLink("path", path) for path in paths)
        body = " ".join(f"[x]({path})" for path in paths)
        posts.create(NewPost("Fir", body=body, extract=Extract(links=links)))
    database.dispose()
    faulty = run(environment, "check", "--links")
    assert (sound.exit_code, sound.output) == (0, "0 faults\n")
    assert (faulty.exit_code, sorted(faulty.output.splitlines())) == (
        1,
        [
            *(f"/fir/: a link leads nowhere: {path}" for path in ("/a/b/c/", "/nobody/")),
            "/fir/: a link leads nowhere: /nobody/source",
            "/oak/: its links are stored otherwise: save it again",
            "/yew/: a link leads nowhere: Nothing",
            "5 faults",
        ],
    )


def test_an_export_has_every_post_with_its_relations(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "posts.jsonl"
    result = run(environment, "export", str(file))
    records = {record["slug"]: record for record in map(json.loads, file.read_text().splitlines())}
    ash = records["ash"]
    assert (result.exit_code, len(records), records["secret"]["status"]) == (0, 38, "draft")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {name: ash[name] for name in ("title", "format", "published", "tags", "related")} == {
        "title": "Ash",
        "format": "markdown",
        "published": "2026-02-10T12:00:00+00:00",
        "tags": ["trees"],
        "related": ["birch", "secret"],
    }


def test_old_addresses_and_names_are_read_back_from_an_export(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
    note = tmp_path / "first" / "note.md"
    note.write_text(
        "---\naliases: [Sea, /old/a]\nredirect_from: /b.html\nlang: fr\n---\nText", "utf-8"
    )
    exports = []
    for folder in ("first", "second"):
        site = {"INSTANCE_PATH": str(tmp_path / f"site {folder}"), "SECRET_KEY": "k" * 20}
        run(site, "migrate")
        run(site, "import", str(tmp_path / folder))
        run(site, "export", str(tmp_path / "posts.jsonl"))
        lines = (tmp_path / "posts.jsonl").read_text("utf-8").splitlines()
        exports.append(next(each for each in map(json.loads, lines) if each["slug"] == "note"))
        front = {name: value for name, value in exports[0].items() if name != "body"}
        text = f"{json.dumps(front)}\n\n{exports[0]['body']}"
        (tmp_path / "second" / "note.md").write_text(text, "utf-8")
    assert exports[0]["aliases"] == ["/b.html", "/old/a", "Sea"]
    assert exports[1] == exports[0]


@pytest.mark.parametrize("name", ["posts.xml", "nowhere/posts.jsonl"])
def test_an_export_that_cannot_be_is_one_sentence(
    environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    result = run(environment, "export", str(tmp_path / name))
    assert (result.exit_code, result.output.count("\n")) == (1, 1)


def test_the_graph_of_a_new_site_is_sound(environment: dict[str, str]) -> None:
    result = run(environment, "graph", "check")
    assert (result.exit_code, result.output) == (0, "0 faults\n")


def test_made_up_posts_and_tags_are_there_and_compile(environment: dict[str, str]) -> None:
    made = run(environment, "bulk", "--posts", "12", "--tags", "3")
    checked = run(environment, "check")
    assert (made.output, checked.output.strip().splitlines()[-1]) == (
        "12 posts and 3 tags were made.\n",
        "53 bodies, 0 faults",
    )


def test_a_folder_is_imported_and_a_second_time_changes_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "notes" / "trees").mkdir(parents=True)
    (tmp_path / "notes" / "trees" / "oak.md").write_text("# Oak\n\nA tree.\n")
    results = [run(environment, "import", str(tmp_path / "notes")) for _ in range(2)]
    assert [(result.exit_code, result.output) for result in results] == [
        (0, "1 post: 1 created, 0 changed, 0 unchanged\n"),
        (0, "nothing changed: 1 post as before\n"),
    ]


def test_an_import_renders_what_it_reads(environment: dict[str, str], tmp_path: Path) -> None:
    documents = Path(environment["INSTANCE_PATH"]) / "compiled-documents"
    (tmp_path / "oak.md").write_text("# Oak\n\nA tree.\n")
    run(environment, "import", str(tmp_path / "oak.md"))
    before = {*documents.iterdir()}
    (tmp_path / "oak.md").write_text("# Oak\n\nAn old tree.\n")
    run(environment, "import", str(tmp_path / "oak.md"))
    assert len({*documents.iterdir()} - before) == 1


def test_a_new_folder_is_prepared_once(tmp_path: Path) -> None:
    fresh = {"INSTANCE_PATH": str(tmp_path / "new"), "SECRET_KEY": "a key for the command line"}
    first, second = run(fresh, "prepare"), run(fresh, "prepare")
    lines = first.output.splitlines()
    assert (first.exit_code, lines[0].partition(":")[0], lines[1].partition(":")[0]) == (
        0,
        "The demo content was put in",
        "The user editor was made. Its password, shown only now",
    )
    assert (second.exit_code, second.output) == (0, "")


def test_a_post_whose_address_the_site_needs_is_told_when_it_moves(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/site.db"
    with migrations._migrating(url) as connection:
        command.upgrade(migrations._config(connection), "0008")
        connection.execute(text("INSERT INTO nodes (id) VALUES (1)"))
        connection.execute(text(_DRAFTS), {"now": "2024-01-01 00:00:00+00:00"})
    result = run({"INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "a key for the test"}, "prepare")
    assert result.output.splitlines()[0] == (
        "The post at /drafts/ is at /drafts-post/ now: the site has a page of its own there."
    )


_DRAFTS = """
INSERT INTO posts (id, slug, title, folded, status, created, updated, rev, format, fields, summary,
 body) VALUES (1, 'drafts', 'D', 'd', 'draft', :now, :now, 1, 'markdown', '{}', '', '')
"""


@pytest.mark.parametrize("mask", [0, 0o022])
def test_what_a_site_keeps_is_its_owners_alone(tmp_path: Path, mask: int) -> None:
    folder = tmp_path / "new" / "instance"
    before = os.umask(mask)
    try:
        result = run({"INSTANCE_PATH": str(folder), "SECRET_KEY": ""}, "migrate")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert (result.exit_code, modes) == (
        0,
        {"instance": 0o700, "secret_key": 0o600, "site.db": 0o600},
    )


@pytest.mark.parametrize(("mode", "mended"), [(0o755, 0o700), (0o2770, 0o2700), (0o1777, 0o1777)])
def test_a_folder_that_is_there_is_closed_to_others_unless_it_is_for_all(
    tmp_path: Path, mode: int, mended: int
) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    folder.chmod(mode)
    make_private(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == mended


def test_a_password_of_the_editor_that_would_be_guessed_stops_the_start(tmp_path: Path) -> None:
    fresh = {
        "INSTANCE_PATH": str(tmp_path),
        "SECRET_KEY": "a key for the command line",
        "EDITOR_PASSWORD": "sunshine",
    }
    result = run(fresh, "prepare")
    assert (result.exit_code, result.output.splitlines()[-1]) == (
        1,
        "Error: EDITOR_PASSWORD cannot be used: "
        "this password is among the first that are guessed, choose another.",
    )


def test_an_editor_who_was_removed_stays_away_while_there_are_others(
    environment: dict[str, str],
) -> None:
    run(environment, "users", "add", "Ada", "--random")
    run(environment, "users", "remove", "editor")
    run(environment, "prepare")
    listed = run(environment, "users", "list").output.splitlines()
    assert [line.split()[0] for line in listed] == ["Name", "Ada", "1"]


def test_the_editor_gets_the_password_that_was_set(tmp_path: Path) -> None:
    fresh = {
        "INSTANCE_PATH": str(tmp_path),
        "SECRET_KEY": "a key for the command line",
        "EDITOR_PASSWORD": "rosebud rosebud",
    }
    result = run(fresh, "prepare")
    database = Database(f"sqlite:///{tmp_path}/site.db")
    with database.reading():
        user = accounts.check("editor", "rosebud rosebud")
    database.dispose()
    assert ("rosebud" in result.output, user and user.name) == (False, "editor")
