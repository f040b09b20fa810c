"""An old or empty database to the newest schema, by Alembic, while others wait.

Knows the versions and nothing of what the tables mean. `upgrade` is the only thing that
changes a schema; it is run by a command, never by each worker. Two at once are safe: the
second waits for the first (SQLite: for its write lock, PostgreSQL: for an advisory lock)
and finds nothing left to do. A version either happens as a whole or not at all.
"""

from collections.abc import Iterator, Mapping
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

#: Folders of versions, by the name of the service whose tables they make.
Services = Mapping[str, Path]

_NONE: Services = {}
_FOLDER = Path(__file__).parent
#: The name is Alembic's own: its table `alembic_version` says which version there is.
_OURS = ("alembic", _FOLDER / "versions")


def upgrade(url: str, services: Services = _NONE) -> tuple[tuple[str, str], ...]:
    """Bring the database to the newest schema; raise Unavailable when it cannot be reached.

    Services have tables of their own, with versions of their own; those of a service that is
    not named stay as they are. Returns the slugs that the site needed for itself, each with
    that which its post has now.
    """
    with _migrating(url) as connection:
        configs = [_config(connection, schema) for schema in (_OURS, *services.items())]
        for config in configs:
            command.upgrade(config, "head")
    return tuple(rename for config in configs for rename in config.attributes["renames"])


def head_is_current(url: str, services: Services = _NONE) -> bool:
    """Return whether the database has the newest schema, the tables of these services included."""
    database = Database(url)
    try:
        with translated(), database.engine.connect() as connection:
            return all(_is_current(connection, each) for each in (_OURS, *services.items()))
    finally:
        database.dispose()


def _is_current(connection: Connection, schema: tuple[str, Path]) -> bool:
    config = _config(schema=schema)
    options = {"version_table": config.attributes["version_table"]}
    current = MigrationContext.configure(connection, opts=options).get_current_heads()
    return current == (ScriptDirectory.from_config(config).get_current_head(),)


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


def _config(connection: Connection | None = None, schema: tuple[str, Path] = _OURS) -> Config:
    name, versions = schema
    config = Config()
    for option, path in (("script_location", _FOLDER), ("version_locations", versions)):
        config.set_main_option(option, str(path).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, version_table=f"{name}_version", renames=[])
    return config
