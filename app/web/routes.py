"""The library's pages to routes: each page with a path answers GET under its own name."""

from collections.abc import Mapping
from functools import partial

from flask import Flask
from werkzeug.routing import BaseConverter

from app import sx
from app.web.respond import show


class Slug(BaseConverter):
    """The part of a path that names a post."""

    regex = "[a-z0-9][a-z0-9-]*"


def prepare_routing(app: Flask) -> None:
    """Make slugs known, and take every path as it is written."""
    app.url_map.converters["slug"] = Slug
    app.url_map.merge_slashes = False


def add_pages(app: Flask, pages: Mapping[str, sx.Page]) -> None:
    """Make a route of each page that has a path."""
    for page in pages.values():
        if page.path is not None:
            rule = page.path.replace("<slug>", "<slug:slug>")
            app.add_url_rule(rule, page.name, partial(show, page.name), methods=["GET"])
