"""Statements of a version to the database, in the words of the one that it runs on.

Knows no table. All versions run in one transaction, up to the newest, so an earlier one leaves
out what a later one replaces: indexes, triggers and rows that nobody would ever meet.
"""

from typing import Final

from alembic import op

#: What stands in braces in a statement, on SQLite and on PostgreSQL.
_TYPES: Final = {
    "name": ("TEXT", 'TEXT COLLATE "C"'),
    "fields": ("JSON", "JSONB"),
    "moment": ("DATETIME", "TIMESTAMP WITH TIME ZONE"),
    "number": ("INTEGER", "SERIAL"),
    "serial": ("INTEGER", "BIGSERIAL"),
    "autoincrement": (" AUTOINCREMENT", ""),
    "without_rowid": (" WITHOUT ROWID", ""),
}


def is_sqlite() -> bool:
    """Say which of the two databases the version runs on."""
    return op.get_bind().dialect.name == "sqlite"


def run(statements: str) -> None:
    """Run statements, parted by semicolons, with the types of this database in their braces."""
    here = {name: types[0 if is_sqlite() else 1] for name, types in _TYPES.items()}
    for statement in filter(None, map(str.strip, statements.split(";"))):
        op.get_bind().exec_driver_sql(statement.format(**here))


def drop_trigger(name: str) -> None:
    """Drop a trigger if it is there; on PostgreSQL with its function."""
    if is_sqlite():
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        op.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def make_trigger(name: str, event: str, condition: str, action: str) -> None:
    """Make a trigger, on the table by whose name its own begins, that runs once for each row."""
    table = name.partition("_")[0]
    head = f"CREATE TRIGGER {name} AFTER {event} ON {table}"
    if is_sqlite():
        op.execute(f"{head} WHEN {condition} BEGIN {action}; END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {action}; RETURN NULL; END $$"
    )
    op.execute(f"{head} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()")
