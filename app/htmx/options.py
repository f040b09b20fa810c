"""What a picker offers: rows of a list box, a page at a time, best first.

Never kept: what is offered depends on what was typed.
"""

from dataclasses import dataclass

from flask import Response, request

from app.htmx.relate import slug_now
from app.web.http.htmx_request import whole_number
from app.web.pages.respond import respond_rows
from app.web.site import current_site
from db.graph import suggestions
from db.kernel.records import SuggestionPage
from db.kernel.well_known import RELATED

PAGE = "blog/rows"
SIZE = 20


@dataclass(frozen=True, slots=True)
class PickerRows:
    """A page of what is offered; `next` is where the page after it begins."""

    slug: str
    #: The UUID of the post, where the picker says it.
    of: str | None
    kind: str
    q: str
    offset: int
    options: SuggestionPage
    next: int | None


def offered(slug: str) -> Response:
    """Send the rows that match `q`, from `offset` on."""
    kind, q = request.args.get("kind", RELATED), request.args.get("q", "")
    offset = whole_number(request.args.get("offset", ""), longest=9)
    of = request.args.get("of")
    with current_site().database.reading():
        slug = slug_now(slug, of)
        page = suggestions.options(slug, kind, q, offset, SIZE)
    after = offset + len(page.items) if page.more else None
    return respond_rows(PAGE, PickerRows(slug, of, kind, q, offset, page, after))
