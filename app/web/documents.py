"""Bodies of posts to documents, each compiled once and kept while it is among the last used."""

import logging
from collections.abc import Callable
from functools import lru_cache

from app import markdown, sx

MOST_DOCUMENTS = 1000
APOLOGY = '(p (em "This text cannot be shown at the moment."))'

#: What a body may be refused for.
FAULTS = (sx.SxError, sx.Faults, markdown.Oversize)

_log = logging.getLogger("rose_ash.documents")


def document_maker(library: sx.Library) -> Callable[[str, str], sx.Document]:
    """Make the function that loaders get as `document`, for as long as this library is in use."""

    @lru_cache(MOST_DOCUMENTS)
    def document(text: str, body_format: str) -> sx.Document:
        try:
            return compile_body(library, text, body_format, _left_out)
        except FAULTS as fault:
            _log.error("document", extra={"fields": {"report": report(fault)}})
            return library.document(sx.read(sx.Source("apology", APOLOGY)))

    return document


def compile_body(
    library: sx.Library,
    text: str,
    body_format: str,
    broken: Callable[[sx.Faults], None] | None = None,
) -> sx.Document:
    """Compile a body; raise one of FAULTS.

    `broken` hears of each embed that does not compile, which is then left out.
    """
    forms = markdown.document_forms(text, body_format)
    return library.document(forms, trusted=body_format == "markdown", broken=broken)


def _left_out(faults: sx.Faults) -> None:
    _log.error("embed", extra={"fields": {"report": report(faults)}})


def report(fault: Exception) -> str:
    """Say what is wrong with SX, to its author or to the log."""
    match fault:
        case sx.Faults() | sx.SxError():
            return sx.report(fault)
        case _:
            return str(fault)
