"""A path that no page has to the post that had it once, for who may see that post.

Asked only where routes and posts gave 404. Leads to the post's own address and no further,
so there is no chain. The query is dropped: what it meant, it meant at the old place.
"""

from flask import Response, request

from app.web.http.addresses import post_path
from app.web.http.htmx_request import SAFE_METHODS
from app.web.pages.viewer import current_viewer
from app.web.site import current_site
from db.graph import queries
from db.posts import addresses

#: Browsers ask each time: the post may get the old address back, or be hidden.
HEADERS = {"Cache-Control": "no-cache", "Vary": "Cookie"}


def moved() -> Response | None:
    """Return the redirect from an old address; None where there is none. Raises Unavailable."""
    is_read, public = request.method in SAFE_METHODS, current_viewer() is None
    with current_site().database.reading():
        location = (_post(public) if is_read else None) or _below(public)
    if location is None:
        return None
    # A form is sent to the new address as it was to the old one.
    return Response(status=301 if is_read else 308, headers={"Location": location, **HEADERS})


def _post(public: bool) -> str | None:
    """Return the address of the post that had this one."""
    slug = addresses.post_at(request.path, public)
    # A page of a list that is not that long is missing at the post's own address.
    return None if slug is None or request.path == f"/{slug}/" else post_path(slug)


def _below(public: bool) -> str | None:
    """Return the address of what stands below a post, where its slug was another one."""
    old = (request.view_args or {}).get("slug")
    slug = None if old is None or queries.post(old) else addresses.post_at(f"/{old}/", public)
    if slug is None:
        return None
    return f"{post_path(slug)}{request.path.removeprefix(f'/{old}/')}"
