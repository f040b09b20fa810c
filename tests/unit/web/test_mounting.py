"""A service that lies in `services/` is on the site by its name alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT

pytestmark = pytest.mark.slow

ORCHARD = Path(__file__).with_name("orchard")
SHOW = """
from app.config import from_env
from app.factory import create_app
from app.factory import mount

settings = from_env()
app = create_app(settings, mount(settings.services))
print(app.test_client().get("/orchard/").status_code, app.test_client().get("/").status_code)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the orchard in its room for services."""
    folder = tmp_path_factory.mktemp("tree")
    for name in ("app", "db", "services", "static", "content"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    service = folder / "services" / "orchard"
    shutil.copytree(ORCHARD, service)
    for file in service.rglob("*.py"):
        file.write_text(file.read_text().replace("tests.unit.web.orchard", "services.orchard"))
    manifest = service / "service.py"
    manifest.write_text(f"{manifest.read_text()}\nSERVICE = ORCHARD\n")
    return folder


def run(tree: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "SERVICES"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={**clean, "PYTHONPATH": str(tree), "RATE_LIMITS": "off", **variables},
        capture_output=True,
        text=True,
    )


def test_a_developer_has_every_service_that_is_there(tree: Path) -> None:
    table = run(tree, "-m", "app.cli", "routes")
    assert "`/orchard/plant`" in table.stdout, table.stderr
    checked = run(tree, "-m", "app.sx", "check")
    assert checked.returncode == 0, checked.stderr


def test_faults_of_its_pages_are_named(tree: Path) -> None:
    page = next((tree / "services/orchard/pages").rglob("*.sx"))
    text = page.read_text()
    page.write_text(text.replace("~orchard:trees/form", "~orchard:trees/from"))
    assert "~orchard:trees/from" in run(tree, "-m", "app.sx", "check").stderr
    page.write_text(text)


@pytest.mark.parametrize(("services", "status"), [("orchard", 200), ("all", 200), ("none", 404)])
def test_a_site_has_the_services_that_it_names(tree: Path, services: str, status: int) -> None:
    prepared = run(tree, "-m", "app.cli", "prepare", SERVICES=services)
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    shown = run(tree, "-c", SHOW, SERVICES=services)
    assert shown.stdout.endswith(f"\n{status} 200\n"), shown.stdout + shown.stderr


def test_the_words_of_others_are_reserved(tree: Path) -> None:
    asked = "from app.factory import mount; print(*mount(()).words & {'orchard', 'cider'})"
    assert {*run(tree, "-c", asked).stdout.split()} == {"orchard", "cider"}


def test_an_unknown_name_is_refused(tree: Path) -> None:
    refused = run(tree, "-m", "app.cli", "routes", SERVICES="zoo")
    assert "SERVICES must be all, none or names from orchard, not 'zoo'." in refused.stderr
