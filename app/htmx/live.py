"""The question of an editor's open page, asked every few seconds: what on it has changed.

The answer is the changed regions out of band, or nothing. How often is asked, and
that hidden pages do not ask, is the business of `static/regions.js`.
"""

from flask import Blueprint, Response, request

from app.regions import MissingError
from app.web.places import place_of
from app.web.respond import respond_news, with_position
from app.web.site import current_site
from app.web.viewer import current_viewer
from db import changes

bp = Blueprint("live", __name__)


@bp.get("/_live")
def changed() -> Response:
    """Send what changed on `page` after the position `after`; visitors hear of nothing."""
    if current_viewer() is None:
        return Response(status=204)
    place, after = place_of(request.args.get("page")), _after()
    with current_site().database.reading():
        head = changes.head()
        topics = changes.since(after) if head > after else frozenset()
    if place is None or not topics:
        return with_position(Response(status=204), head)
    try:
        return respond_news(place, topics, head)
    except MissingError:
        return with_position(Response(status=204), head)


def _after() -> int:
    """Read a position; what is none is the beginning of the log."""
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
