"""The policy table: every route has a row, and every cell of it is what happens."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app.config import Settings
from app.factory import StartError, check_policies, create_app, site_of
from app.web.http.policy import POLICIES, Who
from db.graph import queries
from db.kernel.models import Operation, Post
from db.kernel.session import session
from tests.unit.web.visits import NAME, PASSWORD

VISITOR, EDITOR = "visitor", "editor"
#: A post in each state that a post can be in, and one that is not there.
SLUGS = {"published": "ash", "draft": "secret", "absent": "nobody-wrote-this"}

#: What a route answers that does what it is asked.
DONE = {200, 204, 303}

#: What a form holds that would be taken, besides what depends on the post.
_WORDS = {"title": "Ash", "body": "Ash.", "format": "markdown", "summary": "", "status": "draft"}
_EDGE = {"kind": "related", "other": "birch"}
SENT = {
    "account.login": {"username": NAME, "password": PASSWORD},
    "edit.create": {**_WORDS, "title": "Rowan"},
    "edit.save": _WORDS,
    "relate.relate": _EDGE,
    "relate.unrelate": _EDGE,
    "relate.move": {**_EDGE, "before": ""},
}
#: What takes from others what they need: an edge, a post, whom the browser is of.
LAST = (
    "relate.move",
    "relate.unrelate",
    "relate.undo",
    "edit.delete",
    "account.login",
    "account.logout",
)
QUERY = {
    "options.offered": {"kind": "related", "q": ""},
    "developer.open_editor": {"file": "app/pages/post.sx"},
    "live.changed": {"page": "/ash/", "after": "0"},
}


def expected(endpoint: str, method: str, viewer: str, state: str, has_slug: bool) -> str:
    """What the table says: let in, sent to log in, or told that there is nothing."""
    who = POLICIES[endpoint, method].who
    if who is Who.EDITORS and viewer == VISITOR:
        return "login"
    hidden = state == "draft" and who is Who.READERS and viewer == VISITOR
    return "missing" if has_slug and (state == "absent" or hidden) else "let in"


def outcome(status: int, location: str) -> str:
    """What happened, by the words of `expected`."""
    if status == 303 and location.startswith("/login"):
        return "login"
    if status in DONE:
        return "let in"
    return "missing" if status == 404 else f"refused with {status}"


@pytest.mark.parametrize("viewer", [VISITOR, EDITOR])
def test_each_cell_is_what_happens(garden: Flask, viewer: str) -> None:
    client = signed_in(garden) if viewer == EDITOR else garden.test_client()
    rows = sorted(POLICIES, key=lambda row: LAST.index(row[0]) if row[0] in LAST else -1)
    wrong = [cell for row in rows for cell in _wrong_cells(garden, client, row, viewer)]
    assert wrong == []


def _wrong_cells(
    app: Flask, client: FlaskClient, row: tuple[str, str], viewer: str
) -> Iterator[tuple[str, str, str, str]]:
    """Every cell of a row that is not what the table says, and what it is."""
    endpoint, method = row
    (rule,) = [r for r in app.url_map.iter_rules(endpoint) if method in (r.methods or ())]
    has_slug = "slug" in rule.arguments
    for state in SLUGS if has_slug else ("published",):
        answer = client.open(
            path_of(app, rule, state),
            method=method,
            data={**SENT.get(endpoint, {}), **of_post(app, endpoint, state)},
            query_string=QUERY.get(endpoint),
        )
        found = outcome(answer.status_code, answer.headers.get("Location", ""))
        if found != expected(endpoint, method, viewer, state, has_slug):
            yield endpoint, method, state, found


def of_post(app: Flask, endpoint: str, state: str) -> dict[str, str]:
    """What a form holds that depends on the post: it stays as it is shown, and what it is now."""
    last = (
        select(Operation.id)
        .join(Post, Post.id == Operation.source_id)
        .where(Post.slug == SLUGS[state], ~Operation.undone)
        .order_by(Operation.id.desc())
    )
    with site_of(app).database.reading():
        post, operation = queries.post(SLUGS[state]), session().scalars(last).first()
    if endpoint == "edit.save" and post is not None:
        return {"rev": str(post.rev), "status": post.status}
    return {"op": str(operation or 0)} if endpoint == "relate.undo" else {}


def path_of(app: Flask, rule: Rule, state: str) -> str:
    """The address of a route for a post in this state."""
    values = {"slug": SLUGS[state], "name": "site.css", "number": 1}
    given = {name: values[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, given)


def signed_in(app: Flask) -> FlaskClient:
    """A browser of an editor."""
    client = app.test_client()
    assert client.post("/login", data=SENT["account.login"]).status_code == 303
    return client


def test_a_site_with_a_route_that_nobody_judged_does_not_start(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/back-door", "back_door", lambda: "open")
    with pytest.raises(StartError, match=r"GET /back-door \(back_door\)"):
        check_policies(app)
    site_of(app).database.dispose()


def test_no_row_is_for_a_route_that_is_gone(app: Flask) -> None:
    routes = {(r.endpoint, m) for r in app.url_map.iter_rules() for m in r.methods or ()}
    assert set(POLICIES) - routes == set()


def test_each_write_can_say_that_it_was_not_done() -> None:
    silent = [row for row, policy in POLICIES.items() if policy.counted == "writes"]
    assert [row for row in silent if not POLICIES[row].not_done] == []
