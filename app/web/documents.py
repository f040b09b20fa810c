"""Bodies of posts to documents: rendered once, with links to the posts that their names mean now.

Documents are cached in memory, and in files that other processes share and that outlive this one.
What the names mean is looked up each time, in one query; if that has changed, the document is
rendered again.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from app import markdown, sx
from app.web.http.addresses import post_path
from db.kernel.records import Extract, StoredLink
from db.posts import names

MOST_DOCUMENTS = 1000
MOST_SAVES_AT_ONCE = 4
APOLOGY = '(p (em "This text cannot be shown at the moment."))'

#: What a body may be refused for.
FAULTS = (sx.SxError, sx.Faults, markdown.Oversize, markdown.UnclosedComment)

_log = logging.getLogger("rose_ash.documents")


@dataclass(slots=True)
class _LatestDocument:
    """The document of a text as it was last rendered, None before."""

    rendered: sx.RenderedDocument | None


def document_maker(library: sx.Library, folder: Path) -> Callable[[str, str], sx.Document]:
    """Return the function that loaders get as `document`, for the lifetime of this library.

    If a text has links by name it queries the database, in the open session. Documents are stored
    in `folder`, for other processes and for the next start.
    """
    files = sx.DocumentFiles(folder, f"{library.fingerprint} {markdown.fingerprint()}")
    files.prune()

    @lru_cache(MOST_DOCUMENTS)
    def latest(text: str, body_format: str) -> _LatestDocument:
        return _LatestDocument(files.read(text, body_format))

    def document(text: str, body_format: str) -> sx.Document:
        last = latest(text, body_format)
        rendered = last.rendered
        if rendered is None or rendered.links != _addresses(rendered.links):
            rendered = last.rendered = _rendered(library, files, text, body_format)
        return rendered.document

    return document


def _rendered(
    library: sx.Library, files: sx.DocumentFiles, text: str, body_format: str
) -> sx.RenderedDocument:
    """Render a text and store its document, unless the text has faults."""
    try:
        _, compiled = _read_and_compiled(library, text, body_format)
        rendered = _linked(compiled)
    except FAULTS:
        return _without_faults(library, text, body_format)
    files.write(text, body_format, rendered)
    return rendered


def _linked(compiled: sx.CompiledDocument) -> sx.RenderedDocument:
    links = _addresses(compiled.names)
    return sx.RenderedDocument(links, compiled.document(links))


def _addresses(linked_names: Collection[str]) -> Mapping[str, str | None]:
    """Look up the address of the post that each name means, None where it means none."""
    slugs = names.resolve(linked_names) if linked_names else {}
    return {name: post_path(slugs[name]) if name in slugs else None for name in linked_names}


def _without_faults(library: sx.Library, text: str, body_format: str) -> sx.RenderedDocument:
    """Log the faults of a text; render it without broken embeds, or else an apology."""
    try:
        forms = markdown.document_forms(text, body_format)
        trusted = body_format == "markdown"
        return _linked(library.compile_document(forms, trusted, _left_out))
    except FAULTS as fault:
        _log.error("document", extra={"fields": {"report": report(fault)}})
        return _linked(library.compile_document(sx.read(sx.Source("apology", APOLOGY))))


def checked_body(library: sx.Library, text: str, body_format: str) -> markdown.Body:
    """Read a body and compile it as a page would; raise one of FAULTS.

    A comment that never ends is one of them, because it silently hides what follows.
    """
    body, _ = _read_and_compiled(library, text, body_format)
    if body.unclosed is not None:
        raise markdown.UnclosedComment(
            f"the comment that begins in line {body.unclosed:,} never ends, and hides what follows:"
            " end it, or put a backslash in front of it to show it"
        )
    return body


# A save checks a text before it writes, and renders it afterwards.
@lru_cache(MOST_SAVES_AT_ONCE)
def _read_and_compiled(
    library: sx.Library, text: str, body_format: str
) -> tuple[markdown.Body, sx.CompiledDocument]:
    body = markdown.read_body(text, body_format)
    return body, library.compile_document(body.forms, trusted=body_format == "markdown")


def extract_of(body: markdown.Body, base_url: str) -> Extract:
    """Return what is stored of a body on the site at this address."""
    outline = tuple((each.level, each.id, each.text) for each in body.outline)
    pictures = tuple((each.address, each.words) for each in body.pictures)
    links = (_stored(link, urlsplit(base_url).netloc) for link in body.links)
    return Extract(outline, pictures, tuple(link for link in links if link is not None))


def _stored(link: markdown.Link, host: str) -> StoredLink | None:
    """Tell what a link leads to; one inside of its own page is none."""
    if link.is_name:
        return StoredLink("name", link.target)
    try:
        parts = urlsplit(link.target.strip())
    except ValueError:
        return StoredLink("url", link.target)
    if parts.netloc in ("", host) and parts.scheme in ("", "http", "https"):
        return StoredLink("path", link.target) if parts.path else None
    return StoredLink("url", link.target) if parts.netloc else None


def _left_out(faults: sx.Faults) -> None:
    _log.error("embed", extra={"fields": {"report": report(faults)}})


def report(fault: Exception) -> str:
    """Say what is wrong with SX, to its author or to the log."""
    match fault:
        case sx.Faults() | sx.SxError():
            return sx.report(fault)
        case _:
            return str(fault)
