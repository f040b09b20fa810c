"""SX, the language of pages: s-expressions to HTML, by components, in a single pass.

The front door. `read` turns text into forms; a `Library` compiles a folder of
them and expands its pages; `report` prints a fault. Knows no Flask, no
database and no cache, and loads none of them.
"""

from app.sx.aser import Document, Expansion
from app.sx.core.known import Helper, Loader
from app.sx.core.page_spec import Page, Region, RegionItem, region_items
from app.sx.library.definitions import FileFacts
from app.sx.library.library import Library
from app.sx.library.program import Compiled, CompiledDocument, compile_program, expand_program
from app.sx.syntax.errors import (
    CompileError,
    ExpandError,
    Faults,
    Frame,
    ReadError,
    Source,
    Span,
    SxError,
)
from app.sx.syntax.forms import Form, Keyword, Literal, Mapping, Sequence, Symbol
from app.sx.syntax.printer import write
from app.sx.syntax.reader import read
from app.sx.syntax.report import report
from app.sx.values import Fault, did_you_mean

__all__ = [
    "CompileError",
    "Compiled",
    "CompiledDocument",
    "Document",
    "ExpandError",
    "Expansion",
    "Fault",
    "Faults",
    "FileFacts",
    "Form",
    "Frame",
    "Helper",
    "Keyword",
    "Library",
    "Literal",
    "Loader",
    "Mapping",
    "Page",
    "ReadError",
    "Region",
    "RegionItem",
    "Sequence",
    "Source",
    "Span",
    "SxError",
    "Symbol",
    "compile_program",
    "did_you_mean",
    "expand_program",
    "read",
    "region_items",
    "report",
    "write",
]
