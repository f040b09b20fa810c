"""`rose-ash check --links`: the links of all bodies, compared with those stored, and dead ones.

Knows the routes of the site by their manifests. A page below a post's address is there only if
the post is.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import NoReturn
from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, Rule

from app import markdown
from app.cli.group import all_posts, console, counted, opened
from app.config import Settings
from app.factory import mount
from app.service import MountedServices
from app.web.documents import FAULTS, extract_of
from db.engine import Database
from db.kernel.records import PostView, StoredLink
from db.posts import mentions
from db.posts.mentions import LinkTarget


def check_links() -> NoReturn:
    """Read the links of all bodies; report those stored otherwise, and those to nothing."""
    faults = 0
    with opened() as (settings, database):
        routes = _routes(mount(settings.services))
        for post in all_posts(database):
            for fault in _faults(database, post, settings, routes):
                faults += 1
                console.print(f"/{post.slug}/: {fault}", markup=False)
    console.print(counted(faults, "fault"))
    sys.exit(1 if faults else 0)


def _routes(mounted: MountedServices) -> MapAdapter:
    """Return what tells the route of a path, with or without the slash at its end."""
    rules = (Rule(route.path, endpoint=route.name) for route in mounted.routes)
    return Map(rules, strict_slashes=False).bind("")


def _faults(
    database: Database, post: PostView, settings: Settings, routes: MapAdapter
) -> Iterator[str]:
    with suppress(*FAULTS), database.reading():
        body = markdown.read_body(post.body, post.format, highlight=False)
        targets = mentions.led(extract_of(body, settings.base_url).links)
        if targets != mentions.mentions_of(post.slug):
            yield "its links are stored otherwise: save it again"
        for target in targets:
            if _is_dead(target, routes):
                yield f"a link leads nowhere: {target.link.written}"


def _is_dead(target: LinkTarget, routes: MapAdapter) -> bool:
    """Return whether neither a post nor a page of the site is where a link leads."""
    if target.link.kind == "url" or target.slug is not None:
        return False
    return target.link.kind == "name" or not _is_page(target.link.written, routes)


def _is_page(written: str, routes: MapAdapter) -> bool:
    try:
        _, arguments = routes.match(urlsplit(urljoin("/_/", written)).path)
    except (HTTPException, ValueError):
        return False
    slug = arguments.get("slug")
    if slug is None:
        return True
    (of_post,) = mentions.led([StoredLink("path", f"/{slug}/")])
    return of_post.slug is not None
