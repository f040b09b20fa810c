"""The functions that SX pages call besides the builtins: addresses, the viewer, the site.

Each is declared to the library by name and signature, and created for a request from what was
loaded before the pass: none of them queries anything.
"""

from collections.abc import Callable, Mapping
from functools import partial

from app import sx
from app.web.pages.flash import Notice, as_data
from app.web.pages.viewer import SignedIn
from app.web.site import Site

SAMPLE_SITE = {
    "name": "Rose Ash",
    "base-url": "https://example.org",
    "description": "A garden.",
    "development": False,
}

SAMPLE_NAVIGATION = [
    {"page": "home", "label": "Posts", "editors": False},
    {"page": "tag/index", "label": "Tags", "editors": False},
]


def sample_url(page: str, parameters: Mapping[str, object] | None = None) -> str:
    """Stand in for the address of a page, with its parameters as a path."""
    return f"/{'/'.join(str(value) for value in (parameters or {}).values())}"


HELPERS = (
    sx.Helper("url-for", ("page", "parameters"), required=1, sample=sample_url),
    sx.Helper("asset-url", ("name",), required=1, sample=lambda name: f"/static/{name}"),
    sx.Helper(
        "absolute-url", ("path",), required=1, sample=lambda path: f"https://example.org{path}"
    ),
    sx.Helper("site", (), sample=lambda: SAMPLE_SITE),
    sx.Helper("navigation", (), sample=lambda: SAMPLE_NAVIGATION),
    sx.Helper("viewer", (), personal=True),
    sx.Helper("return-address", (), personal=True, sample=lambda: "/"),
    sx.Helper("notice", (), personal=True),
    sx.Helper("log-position", (), personal=True, sample=lambda: 0),
)


def helpers_for(
    site: Site,
    viewer: SignedIn | None,
    address: str,
    notice: Callable[[], Notice | None] = lambda: None,
) -> Mapping[str, Callable[..., object]]:
    """Return the helpers of one request; `address` is where a login leads back to."""
    settings = site.settings
    about = {
        "name": settings.site_name,
        "base-url": settings.base_url,
        "description": settings.site_description,
        "development": not settings.is_production,
    }
    who = None if viewer is None else {"name": viewer.name, "editor": viewer.editor}
    return {
        "url-for": partial(_url_for, site),
        "asset-url": partial(_asset_url, site),
        "absolute-url": lambda path: f"{settings.base_url}{_text(path)}",
        "site": lambda: about,
        "navigation": lambda: site.mounted.navigation,
        "viewer": lambda: who,
        "return-address": lambda: address,
        "notice": lambda: as_data(notice()),
        # `app.regions` replaces it where a page depends on the log.
        "log-position": lambda: 0,
    }


# A page's mistake is reported in the words of the language, at the argument.
def _url_for(site: Site, page: object, parameters: object = None) -> str:
    name = _text(page)
    patterns = site.addresses.pattern_by_name
    if name not in patterns:
        raise sx.Fault(f"unknown page `{name}`", sx.did_you_mean(name, patterns), 0)
    if not isinstance(parameters, Mapping | None):
        raise sx.Fault("expected a dict", "write it as `{:slug post.slug}`", 1)
    try:
        return site.addresses.url(name, parameters)
    except KeyError as missing:
        (parameter,) = missing.args
        message = f"the address of `{name}` needs `{parameter}`"
        argument = None if parameters is None else 1
        raise sx.Fault(message, f"give it: `{{:{parameter} ...}}`", argument) from None


def _asset_url(site: Site, file: object) -> str:
    name = _text(file)
    assets = site.assets.asset_by_name
    if name not in assets:
        raise sx.Fault(f"unknown file `{name}`", sx.did_you_mean(name, assets), 0)
    return site.assets.url(name)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise sx.Fault("expected a string", "give a literal or a field that holds text", 0)
    return value
