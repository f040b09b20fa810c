"""Static files: for a year under an address with their hash, else asked for each time."""

from flask import Response, request
from werkzeug.exceptions import NotFound

from app.web.http.packing import deliver
from app.web.site import current_site

LASTING = "public, max-age=31536000, immutable"
CHECKED = "public, no-cache"


def static(name: str) -> Response:
    """Send a file of the site, packed if the browser can unpack it."""
    asset = current_site().assets.asset_by_name.get(name)
    if asset is None:
        raise NotFound
    response = Response(asset.content, mimetype=asset.mimetype)
    lasts = request.args.get("v") == asset.hash
    response.headers["Cache-Control"] = LASTING if lasts else CHECKED
    if asset.packed is not None:
        return deliver(response, asset.hash, asset.packed)
    response.set_etag(asset.hash)
    response.make_conditional(request)
    return response


def relate_picker() -> Response:
    """Send the picker's script under the address that editors' browsers know."""
    return static("relate-picker.js")


def icon() -> Response:
    """Send the icon to browsers that show something else than a page."""
    return static("favicon.svg")
