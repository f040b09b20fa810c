"""The graph: edges written and read, types and kinds, what pickers offer, what is taken back."""

from db.graph.edges import LockedEdge as LockedEdge
from db.graph.edges import NewTarget as NewTarget
from db.graph.edges import find_or_create as find_or_create
from db.graph.edges import hold as hold
from db.graph.edges import hold_edge as hold_edge
from db.graph.edges import move as move
from db.graph.edges import move_earlier as move_earlier
from db.graph.edges import move_held as move_held
from db.graph.edges import relate as relate
from db.graph.edges import relate_new as relate_new
from db.graph.edges import relate_within as relate_within
from db.graph.edges import unrelate as unrelate
from db.graph.edges import unrelate_held as unrelate_held
from db.graph.seeding import seed as seed
