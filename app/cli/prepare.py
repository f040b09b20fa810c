"""`rose-ash migrate` and `rose-ash prepare`: an empty folder to a site that can be served."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from app import markdown
from app.cli.care import render_bodies
from app.cli.content import import_posts
from app.cli.group import all_posts, console, counted, main, opened
from app.config import ROOT, Settings, from_env, make_private
from app.factory import StartError, mount, prepare_database, usable
from app.importing import ImportOptions
from app.web.documents import FAULTS, extract_of
from db import accounts, posts
from db.engine import Database
from db.graph import queries
from db.graph.seeds import SEEDS
from db.kernel import site_facts
from db.kernel.errors import Invalid

DEMO = ROOT / "content"
EDITOR = "editor"


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema, and the graph to its seed."""
    settings = from_env()
    make_folder(settings.instance)
    with usable():
        renames = prepare_database(settings.database_url, mount(settings.services))
    tell_renames(renames)
    with opened() as (settings, database):
        renew_words(database, settings.base_url)


def tell_renames(renames: Iterable[tuple[str, str]]) -> None:
    """Say which posts have another address now, as the site needs theirs."""
    for old, new in renames:
        console.print(
            f"The post at /{old}/ is at /{new}/ now: the site has a page of its own there.",
            markup=False,
        )


def renew_words(database: Database, base_url: str) -> None:
    """Take the words out of all bodies anew, if those that are kept were made by another rule."""
    with database.reading():
        is_current = site_facts.words_rule() == markdown.WORDS_RULE
    if is_current:
        return
    for post in all_posts(database):
        with suppress(*FAULTS), database.writing():
            body = markdown.read_body(post.body, post.format, highlight=False)
            posts.renew_words(post.slug, body.plain, extract_of(body, base_url))
    with database.writing():
        site_facts.note_words_rule(markdown.WORDS_RULE)


@main.command()
@click.pass_context
def prepare(context: click.Context) -> None:
    """Make everything ready to serve: database, demo content in an empty site, the user editor."""
    context.invoke(migrate)
    with opened() as (settings, database):
        fill(database, settings)
        make_editor(database, settings)


def make_folder(folder: Path) -> None:
    """Make the site's own folder; raise StartError if that cannot be."""
    try:
        make_private(folder)
    except OSError as fault:
        raise StartError(
            f"The folder {folder} cannot be made ({fault.strerror}): "
            "make it yourself, or set INSTANCE_PATH."
        ) from None


def fill(database: Database, settings: Settings) -> None:
    """Put the demo content into a site that nobody has written in."""
    with database.reading():
        is_empty = not queries.bodies(len(SEEDS), 1)
    if is_empty and DEMO.is_dir():
        report = import_posts(database, (DEMO,), ImportOptions(origin=settings.base_url))
        render_bodies(settings, database)
        console.print(f"The demo content was put in: {counted(report.found, 'post')}.")


def make_editor(database: Database, settings: Settings) -> None:
    """Make the first user; without EDITOR_PASSWORD its password is random and shown once."""
    with database.reading():
        # An editor who was removed while there are others does not come back.
        if accounts.users():
            return
    password = settings.editor_password or secrets.token_urlsafe(12)
    try:
        with database.writing():
            accounts.add_user(EDITOR, password)
    except Invalid as fault:
        raise StartError(f"EDITOR_PASSWORD cannot be used: {fault.message}.") from None
    if settings.editor_password is None:
        console.print(f"The user {EDITOR} was made. Its password, shown only now: {password}")
