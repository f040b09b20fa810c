"""The newest posts as an Atom feed (RFC 4287), each with its whole text.

Ids are tag URIs (RFC 4151): a reader knows an entry again when the site or the post moves.
"""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

from flask import Response

from app.pages.post import describe
from app.web.http.addresses import post_path
from app.web.pages.xml import add, moment, xml_response
from app.web.site import Site, current_site
from db.graph import queries
from db.kernel import site_facts
from db.kernel.records import PostView

NAMESPACE = "http://www.w3.org/2005/Atom"
NEWEST = 20
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def feed() -> Response:
    """Send the newest posts."""
    site = current_site()
    with site.database.reading():
        posts = [(post, _text(site, post)) for post in queries.feed(NEWEST)]
        authority = site_facts.tag_authority()
    authority = authority or _name_authority(site)
    base = site.settings.base_url
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en", "xml:base": f"{base}/"})
    add(root, "id", f"tag:{authority}/feed")
    add(root, "title", site.settings.site_name)
    add(root, "subtitle", site.settings.site_description)
    add(root, "updated", moment(max((post.updated for post, _ in posts), default=BEGINNING)))
    SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{base}/feed.xml")
    SubElement(root, "link", rel="alternate", type="text/html", href=f"{base}/")
    add(SubElement(root, "author"), "name", site.settings.site_name)
    for post, text in posts:
        _add_entry(root, site, post, text, f"tag:{authority}/post/{post.node}")
    return xml_response(root, "application/atom+xml")


def _text(site: Site, post: PostView) -> str:
    return site.render_context.document(post.body, post.format).text


def _name_authority(site: Site) -> str:
    """Name the site after the host that it has now, at the first visit of a feed reader."""
    host = urlsplit(site.settings.base_url).hostname or ""
    with site.database.writing():
        return site_facts.name_tag_authority(host if HOST_NAME.fullmatch(host) else "localhost")


def _add_entry(root: Element, site: Site, post: PostView, text: str, entry_id: str) -> None:
    address = f"{site.settings.base_url}{post_path(post.slug)}"
    entry = SubElement(root, "entry", {"xml:lang": post.lang} if post.lang else {})
    add(entry, "id", entry_id)
    add(entry, "title", post.title)
    add(entry, "published", moment(post.published or post.updated))
    add(entry, "updated", moment(post.updated))
    SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    if post.author:
        add(SubElement(entry, "author"), "name", post.author)
    add(entry, "summary", describe(post))
    add(entry, "content", text, {"type": "html", "xml:base": address})
