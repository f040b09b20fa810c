"""Bodies of posts to documents: compiled once, linked to the posts that their names mean now.

The last used compiled bodies are cached. The posts of their links are looked up each time, in one
query, so the result depends on the topics of that query.
"""

import logging
from collections.abc import Callable
from functools import lru_cache

from app import markdown, sx
from app.web.http.addresses import post_path
from db.posts import names

MOST_DOCUMENTS = 1000
APOLOGY = '(p (em "This text cannot be shown at the moment."))'

#: What a body may be refused for.
FAULTS = (sx.SxError, sx.Faults, markdown.Oversize, markdown.UnclosedComment)

_log = logging.getLogger("rose_ash.documents")


def document_maker(library: sx.Library) -> Callable[[str, str], sx.Document]:
    """Return the function that loaders get as `document`, for the lifetime of this library.

    If a text has links by name it queries the database, in the open session.
    """

    @lru_cache(MOST_DOCUMENTS)
    def compiled(text: str, body_format: str) -> sx.CompiledDocument:
        try:
            return compile_body(library, text, body_format, _left_out)
        except FAULTS as fault:
            _log.error("document", extra={"fields": {"report": report(fault)}})
            return library.compile_document(sx.read(sx.Source("apology", APOLOGY)))

    def document(text: str, body_format: str) -> sx.Document:
        body = compiled(text, body_format)
        slugs = names.resolve(body.names) if body.names else {}
        return body.document({name: post_path(slug) for name, slug in slugs.items()})

    return document


def compile_body(
    library: sx.Library,
    text: str,
    body_format: str,
    broken: Callable[[sx.Faults], None] | None = None,
) -> sx.CompiledDocument:
    """Compile a body; raise one of FAULTS.

    `broken` is called with the faults of an embed, which is then left out.
    """
    forms = markdown.document_forms(text, body_format)
    return library.compile_document(forms, trusted=body_format == "markdown", broken=broken)


def checked_body(library: sx.Library, text: str, body_format: str) -> markdown.Body:
    """Read a body and compile it as a page would; raise one of FAULTS.

    A comment that never ends is one of them, because it silently hides what follows.
    """
    body = markdown.read_body(text, body_format)
    library.compile_document(body.forms, trusted=body_format == "markdown")
    if body.unclosed is not None:
        raise markdown.UnclosedComment(
            f"the comment that begins in line {body.unclosed:,} never ends, and hides what follows:"
            " end it, or put a backslash in front of it to show it"
        )
    return body


def _left_out(faults: sx.Faults) -> None:
    _log.error("embed", extra={"fields": {"report": report(faults)}})


def report(fault: Exception) -> str:
    """Say what is wrong with SX, to its author or to the log."""
    match fault:
        case sx.Faults() | sx.SxError():
            return sx.report(fault)
        case _:
            return str(fault)
