"""The graph: edges written and read, types and kinds, what pickers offer, undo."""

from db.graph.edges import editing as editing
from db.graph.edges import find_or_create as find_or_create
from db.graph.edges import relate as relate
from db.graph.edges import unrelate as unrelate
from db.graph.seeding import seed as seed
from db.graph.undo import take_back as take_back
