"""The body of a post as it was written; for strangers without what no page shows."""

from flask import Response

from app import markdown
from app.pages.post import visible_post
from app.regions import MissingError
from app.web.http.packing import deliver, version_of
from app.web.pages.respond import PAGE_CACHING
from app.web.pages.viewer import current_viewer
from app.web.site import current_site
from db.kernel.records import PostView
from db.posts import names


def source(slug: str) -> Response:
    """Send the body as plain text, to whoever may see the post."""
    viewer = current_viewer()
    with current_site().database.reading():
        post = visible_post(viewer, slug)
        if post is None:
            raise MissingError
        text = post.body if viewer is not None and viewer.editor else _public(post)
    response = Response(text, mimetype="text/plain")
    response.headers["Cache-Control"] = PAGE_CACHING
    return deliver(response, version_of(response.get_data()))


def _public(post: PostView) -> str:
    try:
        return markdown.public_text(post.body, post.format, names.resolve)
    except markdown.Oversize:
        return ""
