"""Examples and tests that stand beside components, as `python -m app.sx test` runs them."""

from pathlib import Path

import pytest

from app.sx import Helper, Source
from app.sx.format_value import shown
from app.sx.library.examples import program_trials, samples
from app.sx.syntax.errors import Faults
from app.sx.tools import main
from app.sx.values import Function, Markup

HELPERS = (Helper("site", sample=lambda: {"name": "Rose"}), Helper("viewer"))


def complaints(text: str) -> list[str | None]:
    _, _, trials = program_trials(Source("a.sx", text), HELPERS)
    return [trial.complaint(samples(HELPERS)) for trial in trials]


def faults(text: str) -> list[str]:
    with pytest.raises(Faults) as found:
        program_trials(Source("a.sx", text), HELPERS)
    return [f"{f.span.line}:{f.span.column} {f.message}" for f in found.value.faults]


@pytest.mark.parametrize(
    "text",
    [
        '(deftest "html" (p :class "a" 1) #|<p class="a">1</p>|)',
        '(deftest "markup" (p "a" "b") (p (str "a" "b")))',
        '(deftest "values" (list 1 {:a nil}) (list 1.0 {:a nil}))',
        '(deftest "a boolean is no text" (= 1 1) true)',
        '(define (shout s) (upper s)) (deftest "functions" (shout "a") "A")',
        '(deftest "a helper has its sample" (get (site) :name) "Rose")',
        '(deftest "a helper without one gives nil" (viewer) nil)',
        '(defcomp ~a (&key x) (p x)) (defexample ~a "one" (~a :x 1))',
        '(defcomp ~a (&key x) (when x (p x))) (defexample ~a "nothing" (~a :x nil))',
        '(defcomp ~a (&key x) (p x)) (defexample ~a "several" (~a :x 1) (~a :x 2))',
    ],
)
def test_what_passes(text: str) -> None:
    assert complaints(text) == [None]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('(deftest "a" (p "a") "<p>b</p>")', "expected <p>b</p>\ngot <p>a</p>"),
        ('(deftest "a" (p "a") (p "b"))', "expected <p>b</p>\ngot <p>a</p>"),
        ('(deftest "a" (= 1 2) true)', "expected true\ngot false"),
        ('(deftest "a" (str 1) 1)', 'expected 1\ngot "1"'),
        ('(deftest "a" (list "x" nil) (list))', 'expected (list)\ngot (list "x" nil)'),
        (
            '(defcomp ~a () "x" (p)) (defexample ~a "no markup" "text")',
            'expected markup\ngot "text"',
        ),
        (
            '(deftest "a" (/ 1 0) 0)',
            "expand error: division by zero\n  --> a.sx:1:19\n"
            '1 | (deftest "a" (/ 1 0) 0)\n  |                   ^\n'
            "  hint: test for 0 first",
        ),
    ],
)
def test_what_fails(text: str, complaint: str) -> None:
    assert complaints(text) == [complaint]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('(deftest "a" (p))', "1:1 `deftest` takes 3 arguments, got 2"),
        ("(deftest a (p) (p))", "1:10 expected a title, got `a`"),
        ('(deftest "a" (p nobody) "")', "1:17 unknown name `nobody`"),
        ('(defexample ~nobody "a" (p))', "1:13 unknown component `~nobody`"),
        ("(defcomp ~a () (p)) (defexample ~a 1 (p))", "1:36 expected a title, got a number"),
        ("(p nobody)", "1:4 unknown name `nobody`"),
    ],
)
def test_what_does_not_compile(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_values_are_shown_as_they_are_written() -> None:
    double = Function(lambda x: x, 1, 1, "double")
    values = ['a\n"', 1.0, None, True, [1, ("x",)], {"a": {}}, Markup("<b>"), double]
    assert [shown(value) for value in values] == [
        '"a\\n\\""',
        "1.0",
        "nil",
        "true",
        '(list 1 (list "x"))',
        "{:a {}}",
        "<b>",
        "<double>",
    ]
    assert len(shown(list(range(1000)))) < 400


def site(tmp_path: Path) -> Path:
    folder = tmp_path / "components"
    folder.mkdir()
    (folder / "a.sx").write_text(
        '(defcomp ~a/x (&key n) (p n))\n(defexample ~a/x "one" (~/x :n 1))\n'
        '(deftest "two" (~/x :n 2) "<p>3</p>")\n'
    )
    (folder / "b.sx").write_text('(deftest "far" (~a/x :n 1) "<p>1</p>")\n')
    return folder


def test_a_folder_is_tested_and_what_failed_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = site(tmp_path)
    status = main(["test", str(folder)])
    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "2 passed, 1 failed\n")
    assert printed.err.endswith(
        "components/a.sx:3 two\n     expected <p>3</p>\n     got <p>2</p>\n\n"
    )


def test_one_file_of_a_folder_is_tested_with_all_that_stand_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["test", str(site(tmp_path) / "b.sx")]) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


def test_cases_and_tests_are_counted_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cases.sx").write_text(";;; one\n1\n;=> 1\n")
    (tmp_path / "tests.sx").write_text('(deftest "two" 2 2)\n')
    assert main(["test", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "2 passed, 0 failed\n"


def test_a_file_that_does_not_compile_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.sx").write_text('(deftest "two" two 2)\n')
    assert main(["test", str(tmp_path / "a.sx")]) == 1
    printed = capsys.readouterr()
    assert printed.out == "0 passed, 1 failed\n"
    assert "a.sx:1 does not compile\n     compile error: unknown name `two`\n" in printed.err


def test_the_site_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test"]) == 0
    assert capsys.readouterr().out.endswith(" passed, 0 failed\n")
