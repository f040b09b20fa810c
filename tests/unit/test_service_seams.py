"""Who may import whom where there are services: a rule that is broken is reported, and no other."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ADMITTED = """
import app.service, app.web.pages.respond, app.regions, app.sx, db.posts
import flask
"""


def broken_contracts(tree: Path) -> set[str]:
    """The contracts of the project that a tree breaks."""
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-logo", "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": str(tree), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    assert "Contracts: " in done.stdout, done.stdout + done.stderr
    return {name.strip() for name in re.findall(r"^(.*) BROKEN$", done.stdout, re.MULTILINE)}


def tree_with(folder: Path, slips: dict[str, str]) -> Path:
    """The project with two services that are as they should be, and then these lines in files."""
    for name in ("app", "db", "services"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for service in ("events", "shop"):
        for file, text in (("__init__", ""), ("service", ADMITTED), ("db", "import sqlalchemy\n")):
            path = folder / "services" / service / f"{file}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f'"""A part of {service}."""\n{text}')
    for name, line in slips.items():
        with (folder / name).open("a") as module:
            module.write(f"\n{line}\n")
    return folder


def test_services_that_keep_to_what_they_may_import_break_nothing(tmp_path: Path) -> None:
    assert broken_contracts(tree_with(tmp_path, {})) == set()


def test_each_slip_is_reported(tmp_path: Path) -> None:
    slips = {
        "app/factory.py": "import services.shop.service",
        "services/shop/service.py": "import services.events.db\nimport sqlalchemy",
        "services/events/service.py": "import app.pages.home",
    }
    assert broken_contracts(tree_with(tmp_path, slips)) == {
        "the host knows no service",
        "services know nothing of each other",
        "only db knows SQLAlchemy",
        "a service stands on the manifest, the web layer, regions, sx and db",
    }
