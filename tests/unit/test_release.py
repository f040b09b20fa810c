"""A release: refused unless all is in order; what is packed is installed and runs anywhere."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT
from tests.e2e.server import fetch, free_port, wait_until_ready

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="releases are made from a repository"),
]

PATIENCE = 60
AUTHOR = ("-c", "user.name=A", "-c", "user.email=a@example.org")
PASSES, FAILS = "exit 0", "exit 1"


def run(*command: str | Path, folder: Path = ROOT, **variables: str) -> str:
    """Run a command to its end and give what it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is tracked, as it stands here, packed."""
    commit = run("git", *AUTHOR, "stash", "create") or "HEAD"
    return Path(run("tools/sdist.sh", commit, tmp_path_factory.mktemp("dist")))


@pytest.fixture(scope="module")
def commands(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment of its own, in which the archive was installed."""
    environment = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", environment)
    [libraries] = environment.glob("lib/python*/site-packages")
    # What it depends on is here already.
    (libraries / "here.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n", "utf-8")
    python = environment / "bin" / "python"
    offline = ("--no-index", "--no-deps", "--no-build-isolation")
    run(sys.executable, "-m", "pip", "--python", python, "install", *offline, archive)
    return python.parent


def test_an_archive_runs_from_an_empty_folder(commands: Path, tmp_path: Path) -> None:
    command, port = commands / "rose-ash", free_port()
    variables = {"PORT": str(port), "PYTHONPATH": "", "LOG_LEVEL": "ERROR"}
    assert "Usage: rose-ash" in run(command, "--help", folder=tmp_path)
    assert "demo content" in run(command, "prepare", folder=tmp_path, **variables)
    assert [path.name for path in tmp_path.iterdir()] == ["instance"]
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [command, "serve"],
            cwd=tmp_path,
            env={**os.environ, **variables},
            stdout=output,
            stderr=output,
        )
    try:
        wait_until_ready(process, f"http://127.0.0.1:{port}", log)
        pages = ("/", "/static/site.css", "/types/")
        assert [fetch(f"http://127.0.0.1:{port}{page}").status for page in pages] == [200] * 3
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_an_archive_holds_all_that_the_repository_holds(archive: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(archive, tmp_path)
    [folder] = tmp_path.iterdir()
    packed = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert packed == {*run("git", "-c", "core.quotePath=off", "ls-files").splitlines(), "PKG-INFO"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit of a version that may be released."""
    folder = tmp_path / "repository"
    (folder / "tools").mkdir(parents=True)
    for name in ("tools/release.sh", "tools/sdist.sh"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "pyproject.toml").write_text('version = "1.2.3"\n', "utf-8")
    (folder / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.3\n", "utf-8")
    (folder / ".gitignore").write_text("/dist/\n", "utf-8")
    run("git", "init", "--quiet", folder=folder)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Commit all that is there."""
    run("git", "add", "--all", folder=folder)
    run("git", *AUTHOR, "commit", "--quiet", "--message", "All", folder=folder)


def release(folder: Path, checks: str = PASSES) -> tuple[int, str]:
    """Make a release where the checks end in this way; give the exit status and what was said."""
    make = folder.parent / "bin" / "make"
    make.parent.mkdir(exist_ok=True)
    make.write_text(f"#!/bin/sh\n{checks}\n", "utf-8")
    make.chmod(0o755)
    who = {f"GIT_COMMITTER_{name}": "a@example.org" for name in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["tools/release.sh"],
        cwd=folder,
        env={**os.environ, **who, "PATH": f"{make.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_release_is_tagged_and_packed(repository: Path) -> None:
    said = "v1.2.3 is tagged and packed: dist/rose_ash-1.2.3.tar.gz\n"
    assert release(repository) == (0, said)
    assert run("git", "tag", folder=repository) == "v1.2.3"
    assert (repository / "dist" / "rose_ash-1.2.3.tar.gz").is_file()
    assert release(repository) == (
        1,
        "No release: v1.2.3 is there already: set another version in pyproject.toml.\n",
    )


def test_nothing_is_released_unless_all_is_in_order(repository: Path) -> None:
    assert release(repository, FAILS) == (1, "No release: not all checks pass.\n")
    (repository / "new.txt").write_text("new\n", "utf-8")
    refused = "No release: there are changes that are not committed.\n"
    assert release(repository) == (1, refused)
    (repository / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.2\n", "utf-8")
    commit(repository)
    refused = "No release: CHANGELOG.md has no section `## 1.2.3`.\n"
    assert release(repository) == (1, refused)
    assert run("git", "tag", folder=repository) == ""
