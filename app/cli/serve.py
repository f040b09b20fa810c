"""`rose-ash serve`: the site by gunicorn.

The site is put together once, before gunicorn forks its workers: what is
wrong stops the start with a sentence, and the workers share the compiled
pages. Connections do not survive a fork, so they are closed before.
"""

import errno
import gc
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http import message

from app.cli.group import main
from app.cli.prepare import prepare
from app.cli.supervisor import Supervisor
from app.cli.worker import Worker
from app.config import Settings, from_env
from app.factory import StartError, create_app, mount, site_of

THREADS = 8
SECONDS = 30
KEEP_ALIVE = 5
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  gunicorn's heartbeat, no data
#: Longer than any address that we answer, so that it is our page that says no.
LONGEST_REQUEST_LINE = 32 * 1024


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with our settings and an application that is made already."""

    def __init__(self, app: Flask, options: Mapping[str, object]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take over the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give the application to a worker."""
        return self._app

    def run(self) -> None:
        """Serve until somebody ends it.

        What was made at the start stays to the end. Unless it is set apart, every process looks
        through all of it for garbage, and once more before it goes: a second or longer.
        """
        gc.freeze()
        super().run()


@main.command()
@click.option("--prepare", "prepares", is_flag=True, help="Run `rose-ash prepare` before.")
@click.option("--reload", "reloads", is_flag=True, help="Take up changes of Python files, too.")
@click.pass_context
def serve(context: click.Context, prepares: bool, reloads: bool) -> None:
    """Serve the site on HOST and PORT with WEB_CONCURRENCY processes."""
    settings = from_env()
    with bound(settings) as listener:
        if prepares:
            context.invoke(prepare)
        if reloads and not settings.is_production:
            context.exit(Supervisor(listener, settings.instance / "python-fault.json").run())
    run(settings, options_for(settings))


def serve_on(listener: int, note: Path, ready: Callable[[], None]) -> None:
    """Serve on a socket that is open already, for as long as the Python files stay as they are.

    Connections are not kept, nor waited for: what a browser asks next is for the next server.
    """
    settings = replace(from_env(), python_fault=note)

    def when_ready(_server: object) -> None:
        announce(settings)
        ready()

    own = {"bind": f"fd://{listener}", "keepalive": 0, "graceful_timeout": 1}
    run(settings, {**options_for(settings), **own, "when_ready": when_ready})


def run(settings: Settings, options: Mapping[str, object]) -> None:
    """Put the site together and serve it."""
    app = create_app(settings, mount(settings.services))
    site_of(app).database.dispose()
    message.MAX_REQUEST_LINE = LONGEST_REQUEST_LINE
    Server(app, options).run()


def bound(settings: Settings) -> socket.socket:
    """Take the address of the site; raise StartError if nobody could listen there."""
    where = f"{settings.host}:{settings.port}"
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with ExitStack() as stack:
            listener = stack.enter_context(socket.socket(family, kind))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            stack.pop_all()
        return listener
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise StartError(
                f"Another program listens on {where} already: stop it, or set another PORT."
            ) from None
        raise StartError(
            f"Nobody can listen on {where} ({fault.strerror}): set HOST and PORT."
        ) from None


def options_for(settings: Settings) -> dict[str, object]:
    """Give the settings of gunicorn for this site."""
    return {
        "bind": _place(settings),
        "worker_class": Worker,
        "workers": settings.workers,
        "threads": THREADS,
        "timeout": SECONDS,
        "graceful_timeout": SECONDS,
        "keepalive": KEEP_ALIVE,
        "worker_tmp_dir": str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None,
        "limit_request_line": LONGEST_REQUEST_LINE,
        "control_socket_disable": True,
        # Whom to believe is said by TRUSTED_PROXIES alone.
        "forwarded_allow_ips": "",
        "loglevel": "warning",
        "proc_name": "rose-ash",
        "when_ready": lambda _: announce(settings),
    }


def announce(settings: Settings) -> None:
    """Say where the site is."""
    click.echo(f"Serving {settings.site_name} on http://{_place(settings)}/")


def _place(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"
