"""What all commands share: the group, its plain sentences, settings, database, posts, progress."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.config import Settings, SettingsError, from_env
from app.factory import StartError, mount, open_database
from db.engine import Database
from db.graph import queries
from db.kernel.errors import DbError
from db.kernel.records import PostView

#: Posts that are read in one transaction.
BATCH = 200

console = Console(highlight=False, soft_wrap=True)


class PlainGroup(click.Group):
    """A group whose faults are sentences, not tracebacks."""

    def invoke(self, context: click.Context) -> object:
        """Run the command; say in a sentence what cannot be done, with exit status 1."""
        try:
            return super().invoke(context)
        except (SettingsError, StartError) as fault:
            raise click.ClickException(str(fault)) from fault
        except DbError as fault:
            raise click.ClickException(_sentence(fault.message)) from fault


@click.group(cls=PlainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rose-ash", prog_name="rose-ash")
def main() -> None:
    """Serve, fill and look after a Rose Ash site. Settings come from environment variables."""


@contextmanager
def opened() -> Iterator[tuple[Settings, Database]]:
    """Give the settings and the migrated database, for as long as a command takes."""
    settings = from_env()
    database = open_database(settings, mount(settings.services))
    try:
        yield settings, database
    finally:
        database.dispose()


def private(path: str, flags: int) -> int:
    """Open a new file that its owner alone can read: drafts stand in it."""
    return os.open(path, flags, 0o600)


def progress() -> Progress:
    """Make a progress bar; in a pipe it stays silent."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write `1 post`, `2 posts`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:].rstrip('.?!')}."


def all_posts(database: Database) -> Iterator[PostView]:
    """Yield every post, drafts too, a batch at a time."""
    offset = 0
    while True:
        with database.reading():
            batch = queries.bodies(offset, BATCH)
        if not batch:
            return
        yield from batch
        offset += len(batch)
