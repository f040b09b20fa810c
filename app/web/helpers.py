"""The functions that SX pages call besides the builtins: addresses, the viewer, the site.

Each is declared to the library by name and signature, and made for a request
from what was loaded before the pass: none of them looks anything up.
"""

from collections.abc import Callable, Mapping

from app import sx
from app.web.site import Site
from app.web.viewer import Viewer

SAMPLE_SITE = {
    "name": "Rose Ash",
    "base-url": "https://example.org",
    "description": "A garden.",
    "development": False,
}


def sample_url(page: str, parameters: Mapping[str, object] | None = None) -> str:
    """Stand in for the address of a page: its parameters as a path."""
    return f"/{'/'.join(str(value) for value in (parameters or {}).values())}"


HELPERS = (
    sx.Helper("url-for", ("page", "parameters"), required=1, sample=sample_url),
    sx.Helper("asset-url", ("name",), required=1, sample=lambda name: f"/static/{name}"),
    sx.Helper(
        "absolute-url", ("path",), required=1, sample=lambda path: f"https://example.org{path}"
    ),
    sx.Helper("site", (), sample=lambda: SAMPLE_SITE),
    sx.Helper("viewer", (), personal=True),
    sx.Helper("current-path", (), personal=True, sample=lambda: "/"),
)


def helpers_for(
    site: Site, viewer: Viewer | None, path: str
) -> Mapping[str, Callable[..., object]]:
    """Make the helpers of one request."""
    settings = site.settings
    about = {
        "name": settings.site_name,
        "base-url": settings.base_url,
        "description": settings.site_description,
        "development": not settings.is_production,
    }
    who = None if viewer is None else {"name": viewer.name, "editor": viewer.editor}
    return {
        "url-for": site.addresses.url,
        "asset-url": site.assets.url,
        "absolute-url": lambda path: f"{settings.base_url}{path}",
        "site": lambda: about,
        "viewer": lambda: who,
        "current-path": lambda: path,
    }
