"""A path that no page has to the post that had it once, for who may see that post.

Asked only where routes and posts gave 404. Leads to the post's own address and no further,
so there is no chain. The query is dropped: what it meant, it meant at the old place.
"""

from flask import Response, request

from app.web.http.addresses import post_path
from app.web.http.htmx_request import SAFE_METHODS
from app.web.pages.viewer import current_viewer
from app.web.site import current_site
from db.posts import addresses

#: Browsers ask each time: the post may get the old address back, or be hidden.
HEADERS = {"Cache-Control": "no-cache", "Vary": "Cookie"}


def moved() -> Response | None:
    """Give the redirect from an old address; None where there is none. Raises Unavailable."""
    if request.method not in SAFE_METHODS:
        return None
    public = current_viewer() is None
    with current_site().database.reading():
        slug = addresses.post_at(request.path, public)
    # A page of a list that is not that long is missing at the post's own address.
    if slug is None or request.path == f"/{slug}/":
        return None
    return Response(status=301, headers={"Location": post_path(slug), **HEADERS})
