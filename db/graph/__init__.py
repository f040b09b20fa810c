"""The graph: edges written and read, types and kinds, what pickers offer, what is taken back."""

from db.graph.edges import (
    Held,
    NewTarget,
    find_or_create,
    hold,
    hold_edge,
    move,
    move_earlier,
    move_held,
    relate,
    relate_new,
    relate_within,
    seed,
    unrelate,
    unrelate_held,
)

__all__ = [
    "Held",
    "NewTarget",
    "find_or_create",
    "hold",
    "hold_edge",
    "move",
    "move_earlier",
    "move_held",
    "relate",
    "relate_new",
    "relate_within",
    "seed",
    "unrelate",
    "unrelate_held",
]
