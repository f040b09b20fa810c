"""`rose-ash import`: folders of Markdown to posts."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from app import importing
from app.cli.care import render_bodies
from app.cli.group import console, main, opened, progress
from app.importing import ImportOptions, Report
from db.engine import Database


@main.command("import")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--folder-tags", is_flag=True, help="Tag each post with the name of its folder.")
@click.option(
    "--base-url",
    "base_urls",
    multiple=True,
    metavar="URL",
    help="Where the folders stand on the web: links there lead to the posts.",
)
@click.option("--skip-readme", is_flag=True, help="Leave out the README of the folder named.")
def import_(
    paths: tuple[Path, ...], folder_tags: bool, base_urls: tuple[str, ...], skip_readme: bool
) -> None:
    """Read folders of Markdown into posts; running it again changes only what has changed."""
    with opened() as (settings, database):
        options = ImportOptions(folder_tags, base_urls, skip_readme, settings.base_url)
        report = import_posts(database, paths, options)
        render_bodies(settings, database)
    for line in report.lines():
        console.print(line, markup=False)
    sys.exit(0 if report.found else 1)


def import_posts(database: Database, paths: Iterable[Path], options: ImportOptions) -> Report:
    """Import, with a bar that shows how far it is."""
    with progress() as bar:
        task = bar.add_task("Importing", total=None)
        return importing.run(
            database,
            paths,
            options,
            lambda done, total, _: bar.update(task, completed=done, total=total),
        )
