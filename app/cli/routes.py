"""`rose-ash routes`: the manifests of all services as one table, in Markdown."""

from collections.abc import Iterator

import click

from app.cli.group import main
from app.config import from_env
from app.factory import mount
from app.service import LARGEST_BODY, MountedServices, Route

_TITLE = """\
# Routes

`rose-ash routes` prints this page, from the manifests of what is mounted; the host's is
`app/host.py`. Access says for whom a route is, limit which counter of `RATE_LIMITS` it falls
under, body how much it takes.
"""
_HEAD = ("method", "path", "name", "access", "limit", "body")


@main.command()
def routes() -> None:
    """Print all routes: for whom they are, under which limits."""
    click.echo("\n".join(lines(mount(from_env().services))))


def lines(mounted: MountedServices) -> Iterator[str]:
    """Write the page line by line."""
    yield _TITLE
    for row in (_HEAD, ("---",) * len(_HEAD), *map(_row, mounted.routes)):
        yield f"| {' | '.join(row)} |"


def _row(route: Route) -> tuple[str, ...]:
    words = route.method, f"`{route.path}`", f"`{route.name}`", route.access.value
    return *words, route.limit or "", _size(route)


def _size(route: Route) -> str:
    if route.method == "GET":
        return ""
    return "1 MB" if route.largest_body == LARGEST_BODY else f"{route.largest_body:,} B"
