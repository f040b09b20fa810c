"""`rose-ash users`: who may edit."""

import secrets
import sys

import click
from rich.table import Table

from app.cli.group import console, counted, main, opened
from db import accounts


@main.group()
def users() -> None:
    """Add users, change their passwords, list them, end their sessions, remove them."""


def _password(from_stdin: bool, random: bool) -> str:
    """Get a password: a random one, a line from standard input, or asked for twice."""
    if random:
        password = secrets.token_urlsafe(12)
        console.print(f"The password, shown only now: {password}", markup=False)
        return password
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


_FROM_STDIN = click.option("--stdin", "from_stdin", is_flag=True, help="Read the password there.")
_RANDOM = click.option("--random", is_flag=True, help="Make a password and show it once.")


@users.command()
@click.argument("name")
@_FROM_STDIN
@_RANDOM
def add(name: str, from_stdin: bool, random: bool) -> None:
    """Make the user NAME, who may edit everything."""
    with opened() as (_, database):
        password = _password(from_stdin, random)
        with database.writing():
            accounts.add_user(name, password)
    console.print(f"The user {name} was made.", markup=False)


@users.command()
@click.argument("name")
@_FROM_STDIN
@_RANDOM
def passwd(name: str, from_stdin: bool, random: bool) -> None:
    """Give the user NAME another password, and end all their sessions."""
    with opened() as (_, database):
        password = _password(from_stdin, random)
        with database.writing():
            accounts.set_password(name, password)
    console.print(f"The password of {name} was changed.", markup=False)


@users.command()
@click.argument("name")
def logout(name: str) -> None:
    """End all sessions of the user NAME, in every browser."""
    with opened() as (_, database), database.writing():
        accounts.end_sessions(name)
    console.print(f"All sessions of {name} are ended.", markup=False)


@users.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove the user NAME; what they wrote stays."""
    with opened() as (_, database), database.writing():
        accounts.remove_user(name)
    console.print(f"The user {name} was removed.", markup=False)


@users.command("list")
def list_users() -> None:
    """List the users."""
    with opened() as (_, database), database.reading():
        found = accounts.users()
    table = Table("Name", "Since", box=None)
    for user in found:
        table.add_row(user.name, f"{user.created:%Y-%m-%d}")
    console.print(table)
    console.print(counted(len(found), "user"))
