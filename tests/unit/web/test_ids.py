"""The ids of the site's own pages, beside which no heading of a text may have its own."""

import re

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from app.markdown.outline import SITE_FAMILIES, SITE_IDS, own_id

PAGES = (
    *(
        "/",
        "/ash/",
        "/trees/",
        "/tag/",
        "/article/",
        "/tags/",
        "/types/",
        "/search?q=ash",
        "/login",
    ),
    *("/new", "/ash/edit", "/trees/edit", "/related/edit", "/drafts/", "/nowhere/"),
    *("/ash/edit?find=tagged&q=x", "/?page=2"),
)


def _ids(client: FlaskClient, path: str) -> set[str]:
    page = LexborHTMLParser(client.get(path).text)
    ids = {str(node.attributes["id"]) for node in page.css("[id]")}
    return ids - {str(node.attributes["id"]) for node in page.css(".prose [id]")}


@pytest.mark.parametrize("path", PAGES)
def test_every_id_of_a_page_is_told_apart_from_those_of_texts(
    visitor: FlaskClient, editor: FlaskClient, path: str
) -> None:
    ids = _ids(visitor, path) | _ids(editor, path)
    assert "main" in ids
    assert {name for name in ids if own_id(name) == name} == set()


def test_no_id_is_told_apart_that_no_page_has(visitor: FlaskClient, editor: FlaskClient) -> None:
    ids = {name for path in PAGES for client in (visitor, editor) for name in _ids(client, path)}
    #: Of an open list, a refusal, a page for developers; or in front of what stands in texts.
    elsewhere = {"developer-report", "problem", "option-", "user-", "text-"}
    families = {family for family in SITE_FAMILIES if any(name.startswith(family) for name in ids)}
    assert SITE_IDS - ids <= elsewhere
    assert set(SITE_FAMILIES) - families <= elsewhere


def test_a_heading_like_an_id_of_the_page_has_another(visitor: FlaskClient) -> None:
    ids = re.findall(' id="([^"]+)"', visitor.get("/ash/").text)
    assert len(ids) == len(set(ids))
