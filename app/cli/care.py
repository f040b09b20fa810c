"""`rose-ash check`, `graph check` and `cache`: looking after what the site holds."""

import sys
from collections.abc import Callable, Iterator

import click

from app.cli.group import all_posts, console, counted, main, opened, progress
from app.cli.links import check_links
from app.config import Settings, from_env
from app.factory import load_library, mount, open_documents
from app.regions.cache import LONG_PATIENCE, CacheError, RedisCache, SharedRedis
from app.web.documents import FAULTS, checked_body, report
from db.engine import Database
from db.graph import queries
from db.graph.seeds import SEEDS
from db.kernel.well_known import DECLARES, IS_A, RELATED, SUBTYPE_OF, TAGGED

KINDS = frozenset({RELATED, TAGGED, IS_A, SUBTYPE_OF, DECLARES})


@main.command()
@click.option("--links", is_flag=True, help="Look at the links in the bodies instead.")
def check(links: bool) -> None:
    """Compile all pages, components and bodies of posts; report everything that does not."""
    if links:
        check_links()
    library = load_library(mounted=mount(from_env().services))
    faults = total = 0
    with opened() as (_, database), progress() as bar:
        task = bar.add_task("Compiling", total=None)
        for post in all_posts(database):
            total += 1
            bar.advance(task)
            try:
                checked_body(library, post.body, post.format)
            except FAULTS as fault:
                faults += 1
                console.print(f"/{post.slug}/\n{report(fault)}\n", markup=False)
    console.print(f"{counted(total, 'body', 'bodies')}, {counted(faults, 'fault')}")
    sys.exit(1 if faults else 0)


def render_bodies(settings: Settings, database: Database) -> None:
    """Render every body that has no stored document, so that no reader has to wait for that."""
    library = load_library((), settings.instance / "compiled", mount(settings.services))
    document = open_documents(settings, library)
    with progress() as bar:
        for post in bar.track(all_posts(database), description="Rendering"):
            with database.reading():
                document(post.body, post.format)


@main.group()
def graph() -> None:
    """Look after posts and edges."""


@graph.command("check")
def check_graph() -> None:
    """Report what should not be: posts of the seed that are gone, relations that go one way."""
    with opened() as (_, database):
        faults = list(_graph_faults(database))
    for fault in faults:
        console.print(fault, markup=False)
    console.print(counted(len(faults), "fault"))
    sys.exit(1 if faults else 0)


def _graph_faults(database: Database) -> Iterator[str]:
    with database.reading():
        for seed in SEEDS:
            if queries.post(seed.slug) is None:
                yield f"/{seed.slug}/ is gone: `rose-ash migrate` brings it back"
        for kind in KINDS - {kind.slug for kind in queries.kinds()}:
            yield f"/{kind}/ is no relation any more"
    for post in all_posts(database):
        with database.reading():
            for other in queries.related_to(post.slug, public=False):
                back = queries.related_to(other.slug, public=False)
                if post.slug not in {link.slug for link in back}:
                    yield f"/{post.slug}/ is related to /{other.slug}/, but not the other way"


@main.group()
def cache() -> None:
    """Look at the fragment cache, or empty it."""


LOCAL = "Without REDIS_URL each process of the site keeps fragments for itself, while it runs."


@cache.command()
def stats() -> None:
    """Say how many fragments are kept."""
    shared = _shared_cache()
    if shared is None:
        console.print(LOCAL)
    else:
        console.print(counted(_answered(shared.count), "fragment"))


@cache.command()
def clear() -> None:
    """Forget every fragment."""
    shared = _shared_cache()
    if shared is None:
        console.print(f"{LOCAL} Restart the site to empty them.")
    else:
        console.print(f"{counted(_answered(shared.clear), 'fragment')} forgotten")


def _shared_cache() -> RedisCache | None:
    settings = from_env()
    if settings.redis_url is None:
        return None
    return RedisCache(SharedRedis(settings.redis_url, LONG_PATIENCE), settings.secret_key)


def _answered(ask: Callable[[], int]) -> int:
    try:
        return ask()
    except CacheError as fault:
        raise click.ClickException(f"REDIS_URL does not answer: {fault}.") from None
