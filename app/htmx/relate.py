"""Widgets that change the graph: relate, unrelate, move, take back.

Each request is a plain form. What it did is said in one sentence; which regions that
changes, on whatever page it was sent from, is derived from the log.
"""

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from app.web.notices import Notice
from app.web.places import Place
from app.web.respond import Outcome, respond_outcome
from app.web.site import current_site
from app.web.viewer import actor
from db import graph
from db.vocabulary import RELATED

bp = Blueprint("relate", __name__)

PAGE = "blog/edit"


@bp.post("/<slug:slug>/relate")
def relate(slug: str) -> Response:
    """Add an edge; twice is once."""
    kind, other = _kind(), _named("other")
    with current_site().database.writing(actor(), "relate") as written:
        made = graph.relate(slug, kind, other)
    said = f"“{other}” was added." if made else f"“{other}” was there already."
    return respond_outcome(_outcome(slug, kind, Notice(said), written.topics))


@bp.post("/<slug:slug>/unrelate")
def unrelate(slug: str) -> Response:
    """Remove the edge of one kind."""
    kind, other = _kind(), _named("other")
    with current_site().database.writing(actor(), "unrelate") as written:
        gone = graph.unrelate(slug, kind, other)
    said = f"“{other}” was removed." if gone else f"“{other}” was not there."
    return respond_outcome(_outcome(slug, kind, Notice(said), written.topics))


def _outcome(slug: str, kind: str, notice: Notice, changed: frozenset[str]) -> Outcome:
    return Outcome(
        notice=notice,
        place=Place(PAGE, {"slug": slug, "page": None}),
        own=(f"chips-{kind}",),
        changed=changed,
        anchor=f"#picker-{kind}",
    )


def _kind() -> str:
    return request.form.get("kind", RELATED)


def _named(field: str) -> str:
    value = request.form.get(field, "")
    if not value:
        raise BadRequest(f"The request does not say which post: `{field}` is missing.")
    return value
