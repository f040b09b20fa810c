"""Static files: for a year under an address with their hash, else asked for each time."""

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from app.web.site import current_site

bp = Blueprint("files", __name__)

LASTING = "public, max-age=31536000, immutable"
CHECKED = "public, no-cache"


@bp.get("/static/<path:name>")
def static(name: str) -> Response:
    """Send a file of the site."""
    assets = current_site().assets
    if name not in assets.hash_by_name:
        raise NotFound
    response = send_from_directory(assets.folder, name, max_age=0)
    lasts = request.args.get("v") == assets.hash_by_name[name]
    response.headers["Cache-Control"] = LASTING if lasts else CHECKED
    return response


@bp.get("/relate-picker.js")
def relate_picker() -> Response:
    """Send the picker's script under the address that editors' browsers know."""
    return static("relate-picker.js")
