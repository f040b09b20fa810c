"""Note the UUID of a node, and its address where somebody else may find it; not its edges."""

from db.migrations import node_triggers
from db.migrations.tables import drop_trigger, run

revision = "0011"
down_revision: str | None = "0010"

_OLD = ("insert_is_noted", "delete_is_noted", "update_is_noted", "rename_notes_edges")


def upgrade() -> None:
    """Make the column, and the triggers of nodes anew."""
    for name in _OLD:
        drop_trigger(f"nodes_{name}")
    run("ALTER TABLE touched_nodes ADD COLUMN uuid {name}")
    node_triggers.make_notes_of_nodes()
