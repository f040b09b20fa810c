"""The prompt: piped, and on a terminal."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from app.sx import Helper, Source
from app.sx.syntax.errors import Faults
from app.sx.tools.session import Session

ROOT = Path(__file__).parents[3]


def answers(*entries: str) -> list[str]:
    session = Session([Helper("site", sample=lambda: {"name": "Rose"})])
    return [line for entry in entries for line in session.enter(Source("input", entry))]


def test_values_and_html_are_printed() -> None:
    assert answers("(+ 1 2)", '"a\\nb"', "(list 1 {:a nil})", '(p "<" (b 1))', ":a 'b", "inc") == [
        "3",
        '"a\\nb"',
        "(list 1 {:a nil})",
        "<p>&lt;<b>1</b></p>",
        '"a"',
        "b",
        "<inc>",
    ]


def test_definitions_are_kept_and_replaced() -> None:
    assert answers("(define n 2)", "(define (f x) (* x n))", "(f 4)", "(define n 3)", "(f 4)") == [
        "; n",
        "; f",
        "8",
        "; n",
        "12",
    ]


def test_components_macros_tests_and_helpers_work() -> None:
    assert answers(
        "(defcomp ~card (&key title) (h2 title))",
        "(~card :title (get (site) :name))",
        "(defmacro twice (x) `(<> ,x ,x))",
        "(twice (b 1))",
        '(deftest "one" (~card :title 1) "<h2>1</h2>")',
        '(deftest "two" 1 2)',
        '(trusted "me")',
        '(raw! "<i>")',
    ) == [
        "; ~card",
        "<h2>Rose</h2>",
        "; twice",
        "<b>1</b><b>1</b>",
        "; passed",
        "expected 2\ngot 1",
        "; trusted",
        "<i>",
    ]


def test_a_definition_with_a_fault_changes_nothing() -> None:
    session = Session()
    list(session.enter(Source("input", "(define (f) 1)")))
    with pytest.raises(Faults):
        list(session.enter(Source("input", "(define (f) nobody)")))
    assert list(session.enter(Source("input", "(f)"))) == ["1"]


def test_a_definition_that_needs_itself_is_refused() -> None:
    session = Session()
    list(session.enter(Source("input", "(define one 1)")))
    with pytest.raises(Faults) as found:
        list(session.enter(Source("input", "(define one one)")))
    assert [fault.message for fault in found.value.faults] == [
        "the definition `one` needs its own value"
    ]
    assert list(session.enter(Source("input", "one"))) == ["1"]


def piped(text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.sx", "repl", "--in", "tests"],
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_form_may_take_several_lines() -> None:
    done = piped('(define (f x)\n  (* x 2))\n\n(p\n  (f 2)\n  "a\n  b")\n1 2\n:quit\n(never)\n')
    assert (done.returncode, done.stdout, done.stderr) == (0, "; f\n<p>4a\n  b</p>\n1\n2\n", "")


def test_a_fault_is_reported_and_the_next_form_is_read() -> None:
    done = piped("(p (/ 1 0))\n)\n(+ 1 1)\n(p")
    assert (done.returncode, done.stdout) == (1, "2\n")
    assert [line for line in done.stderr.splitlines() if "error" in line or "-->" in line] == [
        "expand error: division by zero",
        "  --> input 1:1:9",
        "read error: unexpected `)`",
        "  --> input 2:1:1",
        "read error: `(` is not closed",
        "  --> input 4:1:1",
    ]


def test_a_terminal_has_a_prompt() -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.sx", "repl", "--in", "tests"],
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "dumb", "INPUTRC": "/dev/null"},
    )
    os.close(theirs)
    os.write(ours, b"(+ 1\n 2)\n:quit\n")
    seen = b""
    while b"3\r\nsx> " not in seen.replace(b":quit\r\n", b""):
        seen += os.read(ours, 1024)
    assert process.wait(20) == 0
    os.close(ours)
    assert b"sx> " in seen
    assert b"... " in seen
