"""Deep nests, any bytes, all of Unicode: forms or a fault, soon and in little memory."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOST_KILOBYTES = 200 * 1024


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for its memory")
@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.long)])
def test_no_text_takes_the_reader_long_or_much(step: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.sx.hard_texts", str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, ""), f"at the text {names[-1]}"
    assert int(names[-1]) < MOST_KILOBYTES
