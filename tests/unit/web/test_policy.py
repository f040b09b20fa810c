"""The policy table: every route has a row, and every cell of it is what happens."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.config import Settings
from app.factory import StartError, check_policies, create_app, site_of
from app.web.policy import POLICIES, Who

VISITOR, EDITOR = "visitor", "editor"
#: A post in each state that a post can be in, and one that is not there.
SLUGS = {"published": "ash", "draft": "secret", "absent": "nobody-wrote-this"}

#: What a form holds that would be taken.
SENT = {
    "edit.save": {"title": "Ash", "body": "Ash.", "format": "markdown", "status": "draft"},
    "relate.relate": {"kind": "related", "other": "birch"},
    "relate.unrelate": {"kind": "related", "other": "birch"},
    "relate.move": {"kind": "related", "other": "birch", "before": ""},
    "relate.undo": {"op": "1"},
}
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
    if status >= 500:
        return "broken"
    return "missing" if status == 404 else "let in"


@pytest.mark.parametrize("viewer", [VISITOR, EDITOR])
def test_each_cell_is_what_happens(garden: Flask, viewer: str) -> None:
    client = signed_in(garden) if viewer == EDITOR else garden.test_client()
    # A deleted post is gone, and whoever logs out is a visitor from then on.
    last = ["edit.delete", "account.logout"]
    rows = sorted(POLICIES, key=lambda row: last.index(row[0]) if row[0] in last else -1)
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
            data=SENT.get(endpoint),
            query_string=QUERY.get(endpoint),
        )
        found = outcome(answer.status_code, answer.headers.get("Location", ""))
        if found != expected(endpoint, method, viewer, state, has_slug):
            yield endpoint, method, state, found


def path_of(app: Flask, rule: Rule, state: str) -> str:
    """The address of a route for a post in this state."""
    values = {"slug": SLUGS[state], "name": "site.css", "number": 1}
    given = {name: values[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, given)


def signed_in(app: Flask) -> FlaskClient:
    """A browser of an editor."""
    client = app.test_client()
    data = {"username": "editor", "password": "rose and ash"}
    assert client.post("/login", data=data).status_code == 303
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
