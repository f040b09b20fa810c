"""What search engines are told: the site map, in parts where it is long, and robots.txt."""

from datetime import datetime
from math import ceil
from xml.etree.ElementTree import Element, SubElement

from flask import Response

from app.regions import MissingError
from app.web.http.addresses import post_path
from app.web.pages.xml import CACHING, add, moment, xml_response
from app.web.site import current_site
from db.graph import queries

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: The most addresses that one file may hold.
MOST = 50_000
LISTS = ("/", "/tags/", "/types/")


def whole() -> Response:
    """Send the map, or the index of its parts."""
    with current_site().database.reading():
        posts = queries.published_count()
        if posts + len(LISTS) <= MOST:
            return _map(LISTS, queries.sitemap(0, posts))
    root = Element("sitemapindex", xmlns=NAMESPACE)
    for number in range(1, _parts(posts) + 1):
        add(SubElement(root, "sitemap"), "loc", _absolute(f"/sitemap-{number}.xml"))
    return xml_response(root, "application/xml")


def part(number: int) -> Response:
    """Send a part of the map; the first one has the lists too."""
    with current_site().database.reading():
        if not 1 <= number <= _parts(queries.published_count()):
            raise MissingError
        size = MOST - len(LISTS)
        posts = queries.sitemap((number - 1) * size, size)
    return _map(LISTS if number == 1 else (), posts)


def robots() -> Response:
    """Keep robots out of the search, and show them the map."""
    lines = (
        "User-agent: *",
        "Disallow: /search",
        "Disallow: /login",
        "",
        f"Sitemap: {_absolute('/sitemap.xml')}",
        "",
    )
    response = Response("\n".join(lines), mimetype="text/plain")
    response.headers["Cache-Control"] = CACHING
    return response


def _map(paths: tuple[str, ...], posts: tuple[tuple[str, datetime], ...]) -> Response:
    root = Element("urlset", xmlns=NAMESPACE)
    for path in paths:
        add(SubElement(root, "url"), "loc", _absolute(path))
    for slug, updated in posts:
        url = SubElement(root, "url")
        add(url, "loc", _absolute(post_path(slug)))
        add(url, "lastmod", moment(updated))
    return xml_response(root, "application/xml")


def _parts(posts: int) -> int:
    return max(1, ceil(posts / (MOST - len(LISTS))))


def _absolute(path: str) -> str:
    return f"{current_site().settings.base_url}{path}"
