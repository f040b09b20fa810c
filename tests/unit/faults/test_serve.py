"""How the site is served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT
from tests.e2e.server import free_port
from tests.setups import SetUp

SERVE = """
import gc, sys
from app.cli.serve import Server, options_for
from app.config import from_env
from app.factory import create_app

settings = from_env()
told = {"when_ready": lambda _: sys.exit(f"{gc.get_freeze_count()}")}
Server(create_app(settings), {**options_for(settings), **told}).run()
"""


@pytest.mark.slow
def test_what_the_site_stands_on_is_not_looked_through_for_garbage(
    small: SetUp, tmp_path: Path
) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": small.copy(tmp_path).database_url,
        "INSTANCE_PATH": str(tmp_path),
        "PORT": str(free_port()),
    }
    done = subprocess.run(
        [sys.executable, "-c", SERVE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert int(done.stderr) > 50_000
