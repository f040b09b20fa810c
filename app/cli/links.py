"""`rose-ash check --links`: the links of all bodies, compared with those stored, and dead ones.

Knows the routes of the site by their manifests. A page below a post's address is there only if
the post is.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import NoReturn
from urllib.parse import urljoin, urlsplit

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
        mounted = mount(settings.services)
        for post in all_posts(database):
            for fault in _faults(database, post, settings, mounted):
                faults += 1
                console.print(f"/{post.slug}/: {fault}", markup=False)
    console.print(counted(faults, "fault"))
    sys.exit(1 if faults else 0)


def _faults(
    database: Database, post: PostView, settings: Settings, mounted: MountedServices
) -> Iterator[str]:
    with suppress(*FAULTS), database.reading():
        body = markdown.read_body(post.body, post.format, highlight=False)
        targets = mentions.led(extract_of(body, settings.base_url).links)
        if targets != mentions.mentions_of(post.slug):
            yield "its links are stored otherwise: save it again"
        for target in targets:
            if _is_dead(target, mounted):
                yield f"a link leads nowhere: {target.link.written}"


def _is_dead(target: LinkTarget, mounted: MountedServices) -> bool:
    """Return whether neither a post nor a page of the site is where a link leads."""
    if target.link.kind == "url" or target.slug is not None:
        return False
    return target.link.kind == "name" or not _is_page(target.link.written, mounted)


def _is_page(written: str, mounted: MountedServices) -> bool:
    try:
        parameters = mounted.parameters_at(urlsplit(urljoin("/_/", written)).path)
    except ValueError:
        return False
    if parameters is None or "slug" not in parameters:
        return parameters is not None
    slug = parameters["slug"]
    (of_post,) = mentions.led([StoredLink("path", f"/{slug}/")])
    return of_post.slug is not None
