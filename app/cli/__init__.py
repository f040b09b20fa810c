"""The command line, `rose-ash`: each command does one thing or says in a sentence why not."""

from app.cli import accounts, backup, bulk, care, content, export, prepare, routes, serve  # noqa: F401
from app.cli.group import main

__all__ = ["main"]
