"""The newest posts as an Atom feed (RFC 4287), each with its whole text."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement

from flask import Blueprint, Response

from app.pages.post import describe
from app.pages.xml import add, moment, xml_response
from app.web.addresses import post_path
from app.web.site import Site, current_site
from db import queries
from db.queries import PostView

bp = Blueprint("feeds", __name__)

NAMESPACE = "http://www.w3.org/2005/Atom"
NEWEST = 20
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@bp.get("/feed.xml")
def feed() -> Response:
    """Send the newest posts."""
    site = current_site()
    with site.database.reading():
        posts = queries.feed(NEWEST)
    base = site.settings.base_url
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en", "xml:base": f"{base}/"})
    add(root, "id", f"{base}/")
    add(root, "title", site.settings.site_name)
    add(root, "subtitle", site.settings.site_description)
    add(root, "updated", moment(max((post.updated for post in posts), default=BEGINNING)))
    SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{base}/feed.xml")
    SubElement(root, "link", rel="alternate", type="text/html", href=f"{base}/")
    add(SubElement(root, "author"), "name", site.settings.site_name)
    for post in posts:
        _add_entry(root, site, post)
    return xml_response(root, "application/atom+xml")


def _add_entry(root: Element, site: Site, post: PostView) -> None:
    address = f"{site.settings.base_url}{post_path(post.slug)}"
    entry = SubElement(root, "entry")
    add(entry, "id", address)
    add(entry, "title", post.title)
    add(entry, "published", moment(post.published or post.updated))
    add(entry, "updated", moment(post.updated))
    SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    if post.author:
        add(SubElement(entry, "author"), "name", post.author)
    add(entry, "summary", describe(post))
    text = site.supplies.document(post.body, post.format)
    add(entry, "content", text.text, {"type": "html", "xml:base": address})
