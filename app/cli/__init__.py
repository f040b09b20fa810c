"""The command line, `rose-ash`: each command does one thing or says in a sentence why not."""

from app.cli import accounts, backup, bulk, care, content, export, prepare, routes, serve
from app.cli.group import main

__all__ = ["main"]

for module in (serve, prepare, content, export, backup, bulk, accounts, care, routes):
    for command in module.COMMANDS:
        main.add_command(command)
