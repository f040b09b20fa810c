"""Nodes to HTML: the single pass, and the only place where HTML is born.

`generate` turns nodes into Python functions (`evaluate` where a value is
wanted, `write` where text is, `elements`, `components`, `functions`,
`patterns`); `runtime` and `escape` are what those functions call; `slot` runs
them under the lock and `faults` says where it went wrong. Knows no text, no
files, no requests.
"""

from app.sx.aser.generate import (
    Code,
    Program,
    expression_code,
    function_code,
    literal_text,
    page_code,
)
from app.sx.aser.runtime import Document, Pass
from app.sx.aser.slot import Expansion, Request, Slot, finished, translated

__all__ = [
    "Code",
    "Document",
    "Expansion",
    "Pass",
    "Program",
    "Request",
    "Slot",
    "expression_code",
    "finished",
    "function_code",
    "literal_text",
    "page_code",
    "translated",
]
