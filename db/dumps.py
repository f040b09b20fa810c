"""A whole database to one file, and such a file back to a database.

SQLite is copied by its online backup, which sees one state of the database, its write-ahead
log included, while others go on writing. PostgreSQL is copied by its own programs. What is
restored replaces everything in one transaction, is migrated, and begins another history:
fragments that caches keep of the lost one are not met again. Knows no archive and no table.
"""

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import inspect
from sqlalchemy.engine import URL, make_url

from db import accounts, migrations
from db.engine import Database, Dialect, translated
from db.kernel.errors import Invalid, Unavailable
from db.kernel.file_modes import keep_private
from db.log import changes

#: Seconds that a restore waits for those who write to the database that it replaces.
_PATIENCE = 10.0

#: Lines of an archive's contents that speak of the schema itself, which is there already.
_OF_THE_SCHEMA = re.compile(r" SCHEMA (- )?public ")

_EMPTY_SCHEMA = "DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n"


def dialect_of(url: str) -> Dialect:
    """Return which of the two databases a URL names; raise Invalid for any other."""
    with _opened(url) as database:
        return database.dialect


def is_empty(url: str) -> bool:
    """Return whether a database holds no table at all; a file that is not there is empty."""
    path = _path(url)
    if path is not None and not path.exists():
        return True
    with _opened(url) as database, translated(), database.engine.connect() as connection:
        return not inspect(connection).get_table_names()


def dump(url: str, file: Path) -> None:
    """Write the database to a new file and check it.

    Raises Unavailable where the database or its programs cannot be used, Invalid where what
    was written is damaged.
    """
    path = _path(url)
    if path is None:
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")
    else:
        _copy(path, file)
    check(url, file)


def check(url: str, file: Path) -> None:
    """Read all of a dump of this kind of database; raise Invalid where it is damaged."""
    if _path(url) is None:
        _run(url, "pg_restore", f"--file={os.devnull}", str(file), connects=False)
        return
    try:
        with closing(sqlite3.connect(file)) as connection:
            ((verdict,), *_) = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.Error as fault:
        raise Invalid(f"the copy is damaged: {fault}") from fault
    if verdict != "ok":
        raise Invalid(f"the copy is damaged: {verdict}")


def restore(url: str, file: Path) -> tuple[tuple[str, str], ...]:
    """Replace the database by a dump, which is changed by this; migrate it and renew its id.

    Returns what `migrations.upgrade` does. Raises Unavailable where somebody holds the database
    or its programs are missing.
    """
    path = _path(url)
    if path is None:
        _load(url, file)
        return _refresh(url)
    renames = _refresh(URL.create("sqlite", database=str(file)).render_as_string())
    _copy(file, path)
    return renames


def _refresh(url: str) -> tuple[tuple[str, str], ...]:
    """Bring a database to the newest schema, and begin another history in it; nobody is signed in.

    Sessions that were ended after the dump would count again.
    """
    renames = migrations.upgrade(url)
    with _opened(url) as database, database.writing():
        changes.renew_site_id()
        accounts.end_all_sessions()
    return renames


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def _path(url: str) -> Path | None:
    """Return the file of an SQLite database; None for PostgreSQL."""
    address = make_url(url)
    return Path(address.database or "") if dialect_of(url) == "sqlite" else None


def _copy(source: Path, target: Path) -> None:
    """Copy an SQLite database page by page, in one transaction of the target's."""
    if not source.is_file():
        raise Unavailable(f"there is no database {source}")
    keep_private(str(target))
    try:
        with (
            closing(sqlite3.connect(source, timeout=_PATIENCE)) as here,
            closing(sqlite3.connect(target, timeout=_PATIENCE)) as there,
        ):
            here.backup(there)
    except sqlite3.Error as fault:
        raise Unavailable(f"the database cannot be copied: {fault}") from fault


def _load(url: str, file: Path) -> None:
    """Put a dump in place of everything in a PostgreSQL database, all or nothing."""
    contents = _run(url, "pg_restore", "--list", str(file), connects=False)
    lines = (line for line in contents.splitlines() if not _OF_THE_SCHEMA.search(line))
    selection, emptying, script = (file.with_name(secrets.token_hex(8)) for _ in range(3))
    try:
        selection.write_text("\n".join(lines), "utf-8")
        emptying.write_text(_EMPTY_SCHEMA, "utf-8")
        written = f"--use-list={selection}", f"--file={script}", "--no-owner", "--no-privileges"
        _run(url, "pg_restore", *written, str(file), connects=False)
        whole = "--single-transaction", "--set=ON_ERROR_STOP=1", "--no-psqlrc", "--quiet"
        _run(url, "psql", *whole, f"--file={emptying}", f"--file={script}")
    finally:
        for each in (selection, emptying, script):
            each.unlink(missing_ok=True)


def _run(url: str, program: str, *arguments: str, connects: bool = True) -> str:
    """Run one of PostgreSQL's programs and return its output; the password is no argument."""
    path = shutil.which(program)
    if path is None:
        raise Unavailable(f"{program} is missing: install PostgreSQL's client programs")
    about, password = _connection(url)
    command = [path, *arguments, *([f"--dbname={about}"] if connects else [])]
    environment = {**os.environ, "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "5"}
    done = subprocess.run(  # noqa: S603  a fixed program, and no shell
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unavailable(f"{program} failed: {' '.join(done.stderr.split())}")
    return done.stdout


def _connection(url: str) -> tuple[str, str]:
    """Return what PostgreSQL's programs need to connect, and the password apart from it."""
    address = make_url(url)
    about: dict[str, Any] = {
        **address.translate_connect_args(username="user", database="dbname"),
        **address.query,
    }
    password = str(about.pop("password", None) or os.environ.get("PGPASSWORD", ""))
    return make_conninfo(**about), password
