"""An old or empty database to the newest schema, by Alembic, while others wait.

Knows the versions and nothing of what the tables mean. `upgrade` is the only thing that
changes a schema; it is run by a command, never by each worker. Two at once are safe: the
second waits for the first (SQLite: for its write lock, PostgreSQL: for an advisory lock)
and finds nothing left to do. A version either happens as a whole or not at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db.engine import Database, translated

#: Any number, as long as nothing else in the database locks the same.
_ADVISORY_LOCK = 715_517


def upgrade(url: str) -> tuple[tuple[str, str], ...]:
    """Bring the database to the newest schema; raise Unavailable when it cannot be reached.

    Returns the slugs that the site needed for itself, each with that which its post has now.
    """
    with _migrating(url) as connection:
        config = _config(connection)
        command.upgrade(config, "head")
    return tuple(config.attributes["renames"])


def head_is_current(url: str) -> bool:
    """Say whether the database has the newest schema."""
    database = Database(url)
    try:
        with translated(), database.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_heads()
        return current == (newest_version(),)
    finally:
        database.dispose()


def newest_version() -> str:
    """Return the version of the schema that this program works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def is_version(version: str) -> bool:
    """Return whether this program can bring a schema of this version to the newest."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return any(script.revision == version for script in scripts)


@contextmanager
def _migrating(url: str) -> Iterator[Connection]:
    """Open a transaction that no other upgrade can be in, on a connection of its own."""
    database = Database(url)
    engine = database.engine.execution_options(purpose="migrate")
    try:
        with translated(), engine.begin() as connection:
            if database.dialect == "postgresql":
                _wait_on_postgresql(connection)
            yield connection
            if database.dialect == "sqlite":
                _check_foreign_keys(connection)
    finally:
        database.dispose()


def _wait_on_postgresql(connection: Connection) -> None:
    """Wait for other upgrades, then give up soon on tables that are in use."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")


def _check_foreign_keys(connection: Connection) -> None:
    """Refuse to commit what SQLite, whose checks are off while tables move, would have let pass."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(
            f"this upgrade would break {len(broken)} references; nothing was changed"
        )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    folder = str(Path(__file__).parent)
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, renames=[])
    return config
