"""A document whose steps can be followed: files to write, changes to make, commands, outputs.

A fence says what it is in the words behind its marks: `sx PATH` and `python PATH` are files, `diff
PATH` is a change, `console` is commands and what they print, `html PATH` a part of a page.
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
COPIED = ("app", "db", "static")
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    """One fence: its kind, what it is about, its text, and where the text begins."""

    kind: str
    path: str
    text: str
    start: int


def steps(document: str) -> Iterator[Step]:
    """Find the steps in their order."""
    for found in FENCE.finditer(document):
        yield Step(found[1], found[2] or "", found[3], found.start(3))


def commands(step: Step) -> list[tuple[list[str], str, str]]:
    """Give the arguments, the input and the expected output of each command of a console."""
    found = []
    for match in COMMAND.finditer(step.text):
        given, bar, call = match[1].rpartition(" | ")
        words = shlex.split(call)
        assert words[:3] == ["python", "-m", "app.sx"]
        given_text = f"{shlex.split(given)[1]}\n" if bar else ""
        found.append((words[3:], given_text, match[2]))
    return found


def changed(text: str, change: str) -> str:
    """Make a change: what has no `+` is found once, and becomes what has no `-`."""
    for hunk in re.split(r"^@@\n", change, flags=re.MULTILINE):
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] != "+")
        assert text.count(old) == 1, old
        text = text.replace(old, "".join(line[1:] for line in lines if line[0] != "-"))
    return text


# Answers one JSON line with another: {"arguments", "input"} or {"visit"} gives {"output"}.
_SERVER = """
import contextlib, io, json, sys
from datetime import UTC, datetime
from pathlib import Path
from app import factory
from app.sx.tools import main
from db import posts
from db.engine import Database

def visit(path):
    url = f"sqlite:///{Path('site.db').resolve()}"
    factory.prepare_database(url)
    database = Database(url)
    with database.writing():
        posts.create(posts.NewPost("Ash trees", body="Text.", status="published", slug="ash",
                                   published=datetime(2026, 1, 2, tzinfo=UTC)))
    database.dispose()
    Path("instance").mkdir(exist_ok=True)
    settings = factory.Settings(Path("instance").resolve(), url, "a key for the tutorial")
    return factory.create_app(settings).test_client().get(path).text

for line in sys.stdin:
    asked = json.loads(line)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        if "visit" in asked:
            out.write(visit(asked["visit"]))
        else:
            sys.stdin, kept = io.StringIO(asked["input"]), sys.stdin
            main(asked["arguments"])
            sys.stdin = kept
    sys.__stdout__.write(json.dumps({"output": out.getvalue()}) + "\\n")
    sys.__stdout__.flush()
"""


class Walker:
    """A process in a copy of the tree that does commands one after the other."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._process: subprocess.Popen[str] | None = None

    def ask(self, **question: object) -> str:
        """Have something done; give what it printed."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _SERVER],
                cwd=self.root,
                env={"PYTHONPATH": str(self.root), "PATH": ""},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        output: str = json.loads(self._process.stdout.readline())["output"]
        return output

    def close(self) -> None:
        """End the process, so that the next one sees changed Python."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def walker_in(root: Path) -> Walker:
    """Copy what the commands need of the tree into a folder."""
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return Walker(root)


def take(step: Step, walker: Walker) -> None:
    """Write the file of a step, or make its change."""
    path = walker.root / step.path
    if step.kind in ("sx", "python"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(step.text, "utf-8")
    elif step.kind == "diff":
        path.write_text(changed(path.read_text("utf-8"), step.text), "utf-8")
