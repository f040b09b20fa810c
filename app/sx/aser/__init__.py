"""Nodes to HTML: the single pass, and the only place where HTML is born.

`generate` turns nodes into Python functions. An `Emitter` (`emit`) is the context of a node and
its destination; `control` has what chooses, binds and repeats, `evaluate` and `functions` what
returns a value, `write`, `elements` and `components` what writes markup. `codegen` builds
Python's `ast`; `module` compiles and links it. `runtime` and `escape` are called by generated
functions; `slot` runs them under the lock, `faults` translates their exceptions, and
`tracebacks` shows them. Knows no text, no files, no requests.
"""

from app.sx.aser.faults import translated
from app.sx.aser.generate import (
    expression_module,
    function_module,
    literal_text,
    page_listing,
    page_module,
)
from app.sx.aser.module import Code, Module, linked
from app.sx.aser.runtime import Document, Helpers, Pass
from app.sx.aser.slot import Expansion, PassLock, Request, finished

__all__ = [
    "Code",
    "Document",
    "Expansion",
    "Helpers",
    "Module",
    "Pass",
    "PassLock",
    "Request",
    "expression_module",
    "finished",
    "function_module",
    "linked",
    "literal_text",
    "page_listing",
    "page_module",
    "translated",
]
