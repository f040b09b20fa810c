"""The body of a post as it was written."""

from flask import Blueprint, Response

from app.pages.post import visible_post
from app.regions import MissingError
from app.web.packing import deliver, version_of
from app.web.respond import PAGE_CACHING
from app.web.site import current_site
from app.web.viewer import current_viewer

bp = Blueprint("source", __name__)


@bp.get("/<slug:slug>/source")
def source(slug: str) -> Response:
    """Send the body as plain text, to whoever may see the post."""
    viewer = current_viewer()
    with current_site().database.reading():
        post = visible_post(viewer, slug)
    if post is None:
        raise MissingError
    response = Response(post.body, mimetype="text/plain")
    response.headers["Cache-Control"] = PAGE_CACHING
    return deliver(response, version_of(response.get_data()))
