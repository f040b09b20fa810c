"""The question of an editor's open page, asked every few seconds: what on it has changed.

The answer is the changed regions out of band, or nothing. How often is asked, and
that hidden pages do not ask, is the business of `static/regions.js`.
"""

from flask import Response, request

from app.regions import MissingError
from app.web.http.htmx_request import whole_number
from app.web.pages.current_page import place_of
from app.web.pages.respond import respond_news, with_position
from app.web.pages.viewer import current_viewer
from app.web.site import current_site
from db.log import changes


def changed() -> Response:
    """Send what changed on `page` after the position `after`; visitors hear of nothing."""
    if current_viewer() is None:
        return Response(status=204)
    place = place_of(request.args.get("page"))
    after = whole_number(request.args.get("after", ""))
    with current_site().database.reading():
        head, topics = changes.news(after)
    if place is None or not topics:
        return with_position(Response(status=204), head)
    try:
        return respond_news(place, topics, head)
    except MissingError:
        return with_position(Response(status=204), head)
