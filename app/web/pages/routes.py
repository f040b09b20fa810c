"""The library's pages to routes: each page with a path answers GET under its own name."""

from collections.abc import Mapping
from functools import partial

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from app import sx
from app.web.pages.respond import show
from db.posts.slugs import spelling


class Slug(BaseConverter):
    """The part of a path that names a post, in the one spelling that a slug has."""

    #: All that may be a slug; the signs of ASCII are left to other routes.
    regex = "[^\\W_][^\0-,./:-@\\[-`{-\x7f]*"

    def to_python(self, value: str) -> str:
        """Give the slug, however its letters were written; raise ValidationError for none."""
        slug = spelling(value)
        if slug is None:
            raise ValidationError
        return slug


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
