"""The routes of mounted services to Flask: each answers under its own name."""

from functools import partial

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from app.service import MountedServices
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


def add_routes(app: Flask, mounted: MountedServices) -> None:
    """Make slugs known, take every path as it is written, and add all routes."""
    app.url_map.converters["slug"] = Slug
    app.url_map.merge_slashes = False
    for route in mounted.routes:
        rule = route.path.replace("<slug>", "<slug:slug>")
        view = route.view or partial(show, route.name)
        app.add_url_rule(rule, route.name, view, methods=[route.method])
