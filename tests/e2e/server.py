"""Starts the site as a user would, on a database of its own, and stops it."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("rose-ash")
SECONDS_TO_START = 60
SECONDS_TO_STOP = 60
EDITOR_PASSWORD = "a long password for tests"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a plain request got."""

    status: int
    headers: dict[str, str]
    text: str


def fetch(url: str, headers: dict[str, str] | None = None) -> Answer:
    """Get a page without a browser; an error status is an answer too."""
    request = urllib.request.Request(url, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as response:
            return _answer(response.status, response.headers.items(), response.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return _answer(refused.code, refused.headers.items(), refused.read())


def _answer(status: int, headers: object, body: bytes) -> Answer:
    assert not isinstance(headers, str)
    pairs = dict(headers)  # type: ignore[call-overload]
    return Answer(status, {name.lower(): value for name, value in pairs.items()}, body.decode())


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def settings(folder: Path, port: int) -> dict[str, str]:
    """The environment of a site that keeps everything in one folder."""
    return {
        **os.environ,
        "INSTANCE_PATH": str(folder / "instance"),
        "DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
        "SECRET_KEY": "a secret key for tests alone",
        "EDITOR_PASSWORD": EDITOR_PASSWORD,
        "RATE_LIMITS": "off",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2",
        "LOG_LEVEL": "WARNING",
    }


def command(environment: dict[str, str], *arguments: str) -> None:
    """Run a command of the site to its end; its output is shown when it fails."""
    ended = subprocess.run(
        [COMMAND, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, f"rose-ash {' '.join(arguments)}:\n{ended.stdout}{ended.stderr}"


def wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return when the site answers; fail when its process ends or takes too long."""
    for _ in range(SECONDS_TO_START * 20):
        try:
            if fetch(f"{url}/readyz").status == 200:
                return
        except OSError:
            pass
        try:
            process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"the site did not start:\n{log.read_text('utf-8', 'replace')}")


@contextmanager
def running(folder: Path, posts: Path, **variables: str) -> Iterator[str]:
    """The address of a site that holds the demo content and these posts, set up by variables."""
    port = free_port()
    environment = {**settings(folder, port), **variables}
    command(environment, "prepare")
    command(environment, "import", str(posts), "--folder-tags")
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [COMMAND, "serve"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(process, url, log)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=SECONDS_TO_STOP)
