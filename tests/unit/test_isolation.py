"""What a bare import loads, in a fresh interpreter.

Import-linter does not see what the parent of a package drags in; running it does.
"""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def loaded_by(module: str) -> set[str]:
    """The top-level names of every module that is there after one import."""
    script = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("app.sx", {"flask", "werkzeug", "jinja2", "sqlalchemy", "redis", "db"}),
        ("app.regions", {"flask", "werkzeug", "sqlalchemy", "db"}),
        ("app.markdown", {"flask", "werkzeug", "sqlalchemy", "db"}),
        ("db.graph.queries", {"flask", "werkzeug", "jinja2", "redis", "lark", "app"}),
    ],
)
def test_an_import_loads_nothing_from_beyond_its_seam(module: str, unwanted: set[str]) -> None:
    assert loaded_by(module) & unwanted == set()
