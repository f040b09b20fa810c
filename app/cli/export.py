"""`rose-ash export`: every post with its relations, one to a line."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from app.cli.group import all_posts, console, counted, main, opened, private, progress
from app.factory import StartError
from db.engine import Database
from db.graph import queries
from db.kernel.post_fields import FIELDS
from db.kernel.records import PostLink, PostView
from db.posts import addresses, names

Writer = Callable[[Mapping[str, object]], str]


def _json_line(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, default=lambda when: when.isoformat())


#: How a record is written, by the ending of the file's name.
WRITERS: Mapping[str, Writer] = {".jsonl": _json_line}


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write every post to FILE, one to a line, with its tags, types and related posts."""
    writer = WRITERS.get(file.suffix)
    if writer is None:
        raise StartError(f"FILE must end in {' or '.join(WRITERS)}, not {file.name!r}.")
    with opened() as (_, database):
        try:
            written = _write(database, file, writer)
        except OSError as fault:
            raise StartError(f"{file} cannot be written: {fault.strerror}.") from None
    console.print(f"{counted(written, 'post')} in {file}", markup=False)


def _write(database: Database, file: Path, writer: Writer) -> int:
    written = 0
    with open(file, "w", encoding="utf-8", opener=private) as output, progress() as bar:
        task = bar.add_task("Exporting", total=None)
        for post in all_posts(database):
            with database.reading():
                record = _record(post)
            output.write(f"{writer(record)}\n")
            written += 1
            bar.advance(task)
    return written


def _record(post: PostView) -> Mapping[str, object]:
    return {
        **{each.key: getattr(post, each.key) for each in FIELDS},
        "updated": post.updated,
        "author": post.author,
        # With a slash it is an old address, else a name: as front matter has them.
        "aliases": [*addresses.addresses_of(post.slug), *names.aliases_of(post.slug)],
        "tags": _slugs(queries.tags_of(post.slug, public=False)),
        "types": _slugs(queries.types_of(post.slug, public=False)),
        "related": _slugs(queries.related_to(post.slug, public=False)),
    }


def _slugs(links: tuple[PostLink, ...]) -> list[str]:
    return [link.slug for link in links]
