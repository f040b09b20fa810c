"""The routes of mounted services to Flask: each answers under its own name."""

from functools import partial

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from app.service import MountedServices
from app.web.pages.respond import show
from db.posts.slugs import spelling


class Slug(BaseConverter):
    """A path parameter: the name of a post, in the one spelling of a slug."""

    #: Everything that may be a slug; ASCII punctuation is left to other routes.
    regex = "[^\\W_][^\0-,./:-@\\[-`{-\x7f]*"

    def to_python(self, value: str) -> str:
        """Return the slug in its one spelling; raise ValidationError for an invalid one."""
        slug = spelling(value)
        if slug is None:
            raise ValidationError
        return slug


def add_routes(app: Flask, mounted: MountedServices) -> None:
    """Register the slug converter, take every path as written, and add all routes."""
    app.url_map.converters["slug"] = Slug
    app.url_map.merge_slashes = False
    for route in mounted.routes:
        rule = route.path.replace("<slug>", "<slug:slug>")
        view = route.view or partial(show, route.name)
        app.add_url_rule(rule, route.name, view, methods=[route.method])
