"""Backup and restore: nothing acknowledged is missing, and nothing else is believed."""

import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db import graph, migrations, posts
from db.engine import Database
from db.graph import queries
from db.kernel.records import PostView
from db.log import changes
from db.posts import NewPost
from tests.unit.web.commands import run


@contextmanager
def opened(environment: dict[str, str]) -> Iterator[Database]:
    database = Database(environment["DATABASE_URL"])
    try:
        yield database
    finally:
        database.dispose()


def everything(database: Database) -> tuple[tuple[PostView, ...], list[object]]:
    """All posts, and what each is tagged with and related to, drafts too."""
    with database.reading():
        bodies = queries.bodies(0, 1000)
        edges = [
            (queries.tags_of(post.slug, public=False), queries.related_to(post.slug, public=False))
            for post in bodies
        ]
    return bodies, [*edges]


def test_a_backup_restores_every_post_and_edge(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "site.backup"
    with opened(environment) as database:
        before = everything(database)
        with database.reading():
            old_id = changes.site_id()
        made = run(environment, "backup", str(file))
        assert made.output == f"{len(before[0])} posts in {file}\n"
        with database.writing():
            posts.delete("ash")
            posts.create(NewPost("Written later"))
    restored = run(environment, "restore", str(file), "--yes")
    assert (restored.exit_code, restored.output) == (
        0,
        f"{len(before[0])} posts restored from {file}\n",
    )
    with opened(environment) as database:
        assert everything(database) == before
        with database.reading():
            assert changes.site_id() != old_id
        with database.writing():
            graph.relate("birch", "related", posts.create(NewPost("After the restore")))


def test_a_backup_holds_what_stands_in_the_log_beside_the_file(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Five posts that were acknowledged and not yet written back by SQLite are all there."""
    with opened(environment) as database:
        for number in range(5):
            with database.writing():
                posts.create(NewPost(f"Acknowledged {number}"))
        run(environment, "backup", str(tmp_path / "copy"))
        with database.writing():
            for number in range(5):
                posts.delete(f"acknowledged-{number}")
    run(environment, "restore", str(tmp_path / "copy"), "--yes")
    with opened(environment) as database, database.reading():
        assert [queries.post(f"acknowledged-{number}") is None for number in range(5)] == [
            False
        ] * 5


def test_a_backup_beside_writers_is_one_state(environment: dict[str, str], tmp_path: Path) -> None:
    """Posts are made in pairs, each in one transaction: no copy holds half a pair."""
    stop, pairs = threading.Event(), 0

    def write() -> None:
        nonlocal pairs
        with opened(environment) as database:
            while not stop.is_set():
                with database.writing():
                    posts.create(NewPost("Left"))
                    posts.create(NewPost("Right"))
                pairs += 1

    writer = threading.Thread(target=write)
    writer.start()
    files = [tmp_path / f"copy-{number}" for number in range(3)]
    codes = [run(environment, "backup", str(file)).exit_code for file in files]
    stop.set()
    writer.join()
    assert codes == [0, 0, 0]
    for file in files:
        assert run(environment, "restore", str(file), "--yes").exit_code == 0
        with opened(environment) as database, database.reading():
            slugs = [post.slug.partition("-")[0] for post in queries.bodies(0, 100_000)]
            assert slugs.count("left") == slugs.count("right")


def test_a_backup_is_for_its_owner_alone(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "copy"
    run(environment, "backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".rose")] == []


def test_an_empty_place_is_filled_without_a_question(
    environment: dict[str, str], tmp_path: Path
) -> None:
    if environment["DATABASE_URL"].startswith("postgresql"):
        pytest.skip("a new PostgreSQL database is made by its administrator")
    file = tmp_path / "copy"
    run(environment, "backup", str(file))
    elsewhere = tmp_path / "elsewhere"
    new = {
        **environment,
        "INSTANCE_PATH": str(elsewhere),
        "DATABASE_URL": f"sqlite:///{elsewhere / 'site.db'}",
    }
    assert run(new, "restore", str(file)).exit_code == 0
    assert (elsewhere / "site.db").stat().st_mode & 0o777 == 0o600
    with opened(environment) as old, opened(new) as database:
        assert everything(database) == everything(old)


def test_what_the_site_holds_is_replaced_only_when_somebody_says_so(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run(environment, "backup", str(tmp_path / "copy"))
    with opened(environment) as database, database.writing():
        posts.create(NewPost("Newer"))
    refused = run(environment, "restore", str(tmp_path / "copy"), typed="n\n")
    assert (refused.exit_code, "This replaces all" in refused.output) == (1, True)
    with opened(environment) as database, database.reading():
        assert queries.post("newer") is not None
    assert run(environment, "restore", str(tmp_path / "copy"), typed="y\n").exit_code == 0
    with opened(environment) as database, database.reading():
        assert queries.post("newer") is None


def _damaged(file: Path, copy: Path) -> Path:
    """A copy with other bytes in the middle of the database."""
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    copy.write_bytes(content)
    return copy


def _rewritten(file: Path, copy: Path, **changed: object) -> Path:
    """A copy whose manifest says something else."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        manifest = json.loads(old.read("manifest.json")) | changed
        new.writestr("manifest.json", json.dumps(manifest))
        new.writestr("database", old.read("database"))
    return copy


def test_what_is_no_whole_backup_changes_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "copy"
    run(environment, "backup", str(file))
    text = tmp_path / "text"
    text.write_text("no archive")
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[
        json.loads(zipfile.ZipFile(file).read("manifest.json"))["dialect"]
    ]
    bad = {
        _damaged(file, tmp_path / "damaged"): "no whole backup",
        text: "no whole backup",
        _rewritten(file, tmp_path / "format", format="another"): "no whole backup",
        _rewritten(file, tmp_path / "schema", schema="9999"): "newer version",
        _rewritten(file, tmp_path / "dialect", dialect=other): f"is of {other}",
    }
    with opened(environment) as database:
        before = everything(database)
    for each, words in bad.items():
        result = run(environment, "restore", str(each), "--yes")
        assert (result.exit_code, words in result.output, result.output.count("\n")) == (1, True, 1)
    with opened(environment) as database:
        assert everything(database) == before


def test_a_database_with_wrong_pages_is_not_restored(
    environment: dict[str, str], tmp_path: Path
) -> None:
    if environment["DATABASE_URL"].startswith("postgresql"):
        pytest.skip("pages of PostgreSQL are no part of its dump")
    file = tmp_path / "copy"
    run(environment, "backup", str(file))
    with zipfile.ZipFile(file) as archive:
        pages = bytearray(archive.read("database"))
    pages[8192:16384] = bytes(8192)
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(tmp_path / "bad", "w") as bad:
        bad.writestr("manifest.json", archive.read("manifest.json"))
        bad.writestr("database", pages)
    result = run(environment, "restore", str(tmp_path / "bad"), "--yes")
    assert (result.exit_code, "damaged" in result.output) == (1, True)


def test_an_older_backup_is_migrated(environment: dict[str, str], tmp_path: Path) -> None:
    run(environment, "backup", str(tmp_path / "copy"))
    run(environment, "restore", str(tmp_path / "copy"), "--yes")
    assert migrations.head_is_current(environment["DATABASE_URL"])


def test_a_place_that_cannot_be_written_is_one_sentence(environment: dict[str, str]) -> None:
    result = run(environment, "backup", "/nowhere/at/all")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
