"""What the orchard's widget talks to, and views for other sorts of visitors."""

from flask import Response, request

from app.web.pages.current_page import PageRef
from app.web.pages.flash import Notice
from app.web.pages.respond import Outcome, respond_outcome
from app.web.pages.viewer import actor
from app.web.site import current_site
from tests.unit.web.orchard import trees


def plant() -> Response:
    """Plant a tree, and show the trees."""
    name = request.form["other"]
    with current_site().database.writing(actor(), "plant"):
        trees.plant(name)
    page = PageRef("orchard/trees", {})
    return respond_outcome(Outcome(Notice(f"“{name}” was planted."), page, own=("trees",)))


def count() -> Response:
    """Count the trees."""
    with current_site().database.reading():
        return Response(str(len(trees.orchard_trees().names)), mimetype="text/plain")


def harvest(key: str) -> Response:
    """Send what somebody who has the link may take: nothing, if there is no tree."""
    with current_site().database.reading():
        first, *_ = trees.orchard_trees().names
    return Response(first, mimetype="text/plain")


def size() -> Response:
    """Tell how much came."""
    return Response(str(len(request.get_data())), mimetype="text/plain")
