"""The manifests: every route has a row, and every cell of it is what happens."""

from collections.abc import Iterable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.config import Settings
from app.factory import StartError, check_routes, create_app, site_of
from app.host import HOST
from app.service import Access, Route
from db import posts
from db.graph import queries
from db.kernel.models import Node, OperationRow
from db.kernel.session import session
from db.posts import NewPost, renaming
from tests.unit.web.site_client import NAME, PASSWORD

VISITOR, EDITOR = "visitor", "editor"
#: Posts in states that no page gives yet, and one that has another address now.
LATER = {"scheduled": "in-may", "deleted": "in-the-bin", "gone": "burnt", "moved": "old-ash"}
#: A post in each state that a post can be in, and one that is not there.
SLUGS = {"published": "ash", "draft": "secret", "absent": "nobody-wrote-this", **LATER}
HIDDEN = {"draft", "scheduled", "deleted", "gone"}

#: What a route answers that does what it is asked.
DONE = {200, 204, 303}

#: What a form holds that would be taken, besides what depends on the post.
_WORDS = {"title": "Ash", "body": "Ash.", "format": "markdown", "summary": "", "status": "draft"}
_EDGE = {"kind": "related", "other": "birch"}
SENT = {
    "account/sign-in": {"username": NAME, "password": PASSWORD},
    "blog/create": {**_WORDS, "title": "Rowan"},
    "blog/save": _WORDS,
    "blog/relate": _EDGE,
    "blog/unrelate": _EDGE,
    "blog/move": {**_EDGE, "before": ""},
}
#: What takes from others what they need: an edge, a post, whom the browser is of.
LAST = (
    "blog/move",
    "blog/unrelate",
    "blog/undo",
    "blog/delete",
    "account/sign-in",
    "account/logout",
)
QUERY = {
    "blog/options": {"kind": "related", "q": ""},
    "developer/editor": {"file": "app/pages/post.sx"},
    "live": {"page": "/ash/", "after": "0"},
}


def expected(route: Route, viewer: str, state: str) -> str:
    """What the manifest says: let in, sent to log in, or told that there is nothing."""
    if route.access is Access.EDITORS and viewer == VISITOR:
        return "login"
    if state == "moved" and route.access is Access.READERS:
        return "led on"
    hidden = state in HIDDEN and route.access is Access.READERS and viewer == VISITOR
    return "missing" if has_slug(route) and (state == "absent" or hidden) else "let in"


def has_slug(route: Route) -> bool:
    return "<slug>" in route.path


def outcome(status: int, location: str) -> str:
    """What happened, by the words of `expected`."""
    if status == 303 and location.startswith("/login"):
        return "login"
    if status in DONE:
        return "let in"
    if status == 301:
        return "led on"
    return "missing" if status == 404 else f"refused with {status}"


@pytest.mark.parametrize("viewer", [VISITOR, EDITOR])
def test_each_cell_is_what_happens(garden: Flask, viewer: str) -> None:
    client = signed_in(garden) if viewer == EDITOR else garden.test_client()
    rows = sorted(HOST.routes, key=lambda row: LAST.index(row.name) if row.name in LAST else -1)
    wrong = [cell for row in rows for cell in _wrong_cells(garden, client, row, viewer)]
    assert wrong == []


def test_a_visitor_meets_a_post_in_its_state(garden: Flask) -> None:
    make_later(garden)
    client, rows = garden.test_client(), [row for row in HOST.routes if has_slug(row)]
    wrong = [cell for row in rows for cell in _wrong_cells(garden, client, row, VISITOR, LATER)]
    assert wrong == []


def make_later(app: Flask) -> None:
    """Make the posts of `LATER`."""
    with site_of(app).database.writing("gardener"):
        for slug in LATER.values():
            posts.create(NewPost(slug, body="Moss.", slug=slug, status="published"))
        for status in ("scheduled", "deleted"):
            hidden = update(Node).where(Node.slug == LATER[status])
            session().execute(hidden.values(status=status))
        posts.delete(LATER["gone"])
        renaming.rename(LATER["moved"], "new-ash")


def _wrong_cells(
    app: Flask,
    client: FlaskClient,
    row: Route,
    viewer: str,
    states: Iterable[str] = ("published", "draft", "absent"),
) -> Iterator[tuple[str, str, str]]:
    """Every cell of a row that is not what the manifest says, and what it is."""
    for state in states if has_slug(row) else ("published",):
        answer = client.open(
            path_of(app, row, state),
            method=row.method,
            data={**SENT.get(row.name, {}), **of_post(app, row.name, state)},
            query_string=QUERY.get(row.name),
        )
        found = outcome(answer.status_code, answer.headers.get("Location", ""))
        if found != expected(row, viewer, state):
            yield row.name, state, found


def of_post(app: Flask, endpoint: str, state: str) -> dict[str, str]:
    """What a form holds that depends on the post: it stays as it is shown, and what it is now."""
    last = (
        select(OperationRow.id)
        .join(Node, Node.id == OperationRow.source_id)
        .where(Node.slug == SLUGS[state], ~OperationRow.undone)
        .order_by(OperationRow.id.desc())
    )
    with site_of(app).database.reading():
        post, operation = queries.post(SLUGS[state]), session().scalars(last).first()
    if endpoint == "blog/save" and post is not None:
        return {"rev": str(post.rev), "status": post.status}
    return {"op": str(operation or 0)} if endpoint == "blog/undo" else {}


def path_of(app: Flask, row: Route, state: str) -> str:
    """The address of a route for a post in this state."""
    values = {"slug": SLUGS[state], "name": "site.css", "number": 1}
    (rule,) = app.url_map.iter_rules(row.name)
    given = {name: values[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(row.name, given)


def signed_in(app: Flask) -> FlaskClient:
    """A browser of an editor."""
    client = app.test_client()
    assert client.post("/login", data=SENT["account/sign-in"]).status_code == 303
    return client


def test_a_site_with_a_route_that_nobody_judged_does_not_start(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/back-door", "back_door", lambda: "open")
    with pytest.raises(StartError, match=r"GET /back-door \(back_door\)"):
        check_routes(app)
    site_of(app).database.dispose()


def test_each_write_can_say_that_it_was_not_done() -> None:
    silent = [row.name for row in HOST.routes if row.limit == "writes" and not row.not_done]
    assert silent == []
