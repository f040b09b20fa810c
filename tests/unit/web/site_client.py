"""What tests of the web share: a browser that says where it comes from, and how to read a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from app import factory, sx
from app.config import Settings
from app.factory import MOUNTED
from app.service import MountedServices
from db.engine import Database

NAME = "editor"
PASSWORD = "rose and ash"

#: What htmx 4 sends when a link replaces #main.
NAVIGATION = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Boosted": "true"}


class SameOriginClient(FlaskClient):
    """A browser on a page of the site: its requests say so, as browsers do."""

    def open(self, *args: object, **options: object) -> TestResponse:
        """Send a request with `Sec-Fetch-Site`, unless the test gives one."""
        headers = Headers(options.pop("headers", None))  # type: ignore[arg-type]
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        return super().open(*args, headers=headers, **options)  # type: ignore[arg-type]


@contextmanager
def assembled(
    settings: Settings, library: sx.Library, mounted: MountedServices = MOUNTED
) -> Iterator[Flask]:
    """Put a site together and close its database afterwards."""
    database = Database(settings.database_url)
    app = factory.assemble(settings, database, library, mounted)
    app.test_client_class = SameOriginClient
    yield app
    database.dispose()


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as somebody reads it."""

    status: int
    title: str
    headings: list[str]


def read(response: TestResponse) -> Reading:
    """Take a page apart: status, title, and the text of each h1."""
    tree = LexborHTMLParser(response.text)
    title = tree.css_first("title")
    headings = [node.text(deep=True).strip() for node in tree.css("h1")]
    return Reading(response.status_code, title.text() if title else "", headings)


def visit(client: FlaskClient, written: str) -> TestResponse:
    """Ask for a path exactly as it is written, as a browser may."""
    path, _, query = written.partition("?")
    bare = unquote(path, encoding="latin-1")
    raw = {"PATH_INFO": bare, "RAW_URI": written, "QUERY_STRING": query}
    return client.get("/", environ_overrides=raw)


def texts(response: TestResponse, selector: str) -> list[str]:
    """Give the text of every element that a selector finds."""
    tree = LexborHTMLParser(response.text)
    return [" ".join(node.text(deep=True).split()) for node in tree.css(selector)]


def check_html(response: TestResponse) -> None:
    """Fail where a document is not what the HTML standard wants."""
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.text)
