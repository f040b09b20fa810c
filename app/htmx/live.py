"""The question of an editor's open page, asked every few seconds: what on it has changed.

The answer is the changed regions out of band, or nothing. A page of a post sends its UUID,
because the post may have another address by now, and its old address another post.
`static/regions.js` decides how often to ask, and that hidden pages do not.
"""

from flask import Response, request

from app.regions import MissingError
from app.web.http.htmx_request import whole_number
from app.web.pages.current_page import PageRef, place_of
from app.web.pages.respond import respond_news, with_position
from app.web.pages.viewer import current_viewer
from app.web.site import current_site
from db.log import changes
from db.posts import addresses


def changed() -> Response:
    """Send what changed on `page` after the position `after`; visitors hear of nothing."""
    if current_viewer() is None:
        return Response(status=204)
    place = place_of(request.args.get("page"))
    after = whole_number(request.args.get("after", ""))
    with current_site().database.reading():
        head, topics = changes.news(after)
        if topics and place is not None:
            place = _of_post(place, request.args.get("of"))
    if place is None or not topics:
        return with_position(Response(status=204), head)
    try:
        return respond_news(place, topics, head)
    except MissingError:
        return with_position(Response(status=204), head)


def _of_post(place: PageRef, uuid: str | None) -> PageRef | None:
    """Return the page as it is for the post that it was opened for; None when that is gone."""
    if not uuid or "slug" not in place.parameters:
        return place
    slug = addresses.slug_of(uuid)
    return None if slug is None else PageRef(place.page, {**place.parameters, "slug": slug})
