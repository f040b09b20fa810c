"""`rose-ash backup` and `restore`: all that a site holds to one file, and back.

A backup is a ZIP archive with a manifest and the database. It holds no secret key: sessions
of a site that was moved to another machine end.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.group import console, counted, main, opened, private
from app.cli.prepare import make_folder, renew_words, tell_renames
from app.config import Settings, from_env
from app.factory import StartError
from db import dumps, migrations
from db.graph import queries

FORMAT = "rose-ash backup 1"
MANIFEST = "manifest.json"
DATABASE = "database"
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    format: str
    #: Which of the two databases it is a copy of.
    dialect: str
    #: The version of the schema.
    schema: str
    posts: int
    #: When it was made, as ISO 8601.
    time: str


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write all that the site holds to FILE, also while it is in use, and check it."""
    with opened() as (settings, database), database.reading():
        posts = queries.post_count()
    with _scratch(file.parent) as folder:
        dumps.dump(settings.database_url, folder / DATABASE)
        manifest = _manifest(settings, posts)
        _pack(folder, manifest)
        os.replace(folder / "archive", file)
    console.print(f"{counted(posts, 'post')} in {file}", markup=False)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what the site holds now without asking.")
def restore(file: Path, yes: bool) -> None:
    """Put the backup FILE in place of all that the site holds; stop the site first."""
    settings = from_env()
    make_folder(settings.instance)
    with _scratch(settings.instance) as folder:
        manifest = _unpack(file, folder)
        _check_fit(manifest, settings)
        dumps.check(settings.database_url, folder / DATABASE)
        if not yes and not dumps.is_empty(settings.database_url):
            click.confirm(
                f"This replaces all that the site holds by {counted(manifest.posts, 'post')} "
                f"as of {manifest.time}. Go on?",
                abort=True,
            )
        renames = dumps.restore(settings.database_url, folder / DATABASE)
    tell_renames(renames)
    with opened() as (_, database):
        renew_words(database, settings.base_url)
    console.print(f"{counted(manifest.posts, 'post')} restored from {file}", markup=False)


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """Make a folder that its owner alone can read, on the disk where the result will be."""
    try:
        with tempfile.TemporaryDirectory(prefix=".rose-ash-", dir=parent) as folder:
            yield Path(folder)
    except OSError as fault:
        raise StartError(f"{fault.filename or parent}: {fault.strerror}.") from None


def _manifest(settings: Settings, posts: int) -> Manifest:
    return Manifest(
        format=FORMAT,
        dialect=dumps.dialect_of(settings.database_url),
        schema=migrations.newest_version(),
        posts=posts,
        time=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _pack(folder: Path, manifest: Manifest) -> None:
    """Write the archive and have it on the disk before it takes the place of an older one."""
    with open(folder / "archive", "xb", opener=private) as output:
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            archive.write(folder / DATABASE, DATABASE)
        output.flush()
        os.fsync(output.fileno())


def _unpack(file: Path, folder: Path) -> Manifest:
    """Read a backup; raise StartError where it is none, or where a checksum is wrong."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _read_manifest(archive)
            with archive.open(DATABASE) as packed, (folder / DATABASE).open("xb") as output:
                while block := packed.read(_BLOCK):
                    output.write(block)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as fault:
        raise StartError(f"{file} is no whole backup of a site ({fault}).") from None
    return manifest


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    content = json.loads(archive.read(MANIFEST))
    manifest = Manifest(**{each.name: content[each.name] for each in fields(Manifest)})
    if manifest.format != FORMAT:
        raise ValueError(f"its format is {manifest.format!r}")
    return manifest


def _check_fit(manifest: Manifest, settings: Settings) -> None:
    """Raise StartError for a backup of the other database, or of a newer version."""
    dialect = dumps.dialect_of(settings.database_url)
    if manifest.dialect != dialect:
        raise StartError(
            f"The backup is of {manifest.dialect}, but DATABASE_URL names {dialect}: "
            "a backup can only be restored to the kind of database that it was made of."
        )
    if not migrations.is_version(manifest.schema):
        raise StartError(
            "The backup was made by a newer version of the site: install that version first."
        )
