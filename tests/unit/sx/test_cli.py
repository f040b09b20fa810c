"""The command line of the language, as a person calls it."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.sx.tools import main

ROOT = Path(__file__).parents[3]
HELPERS = 'from app.sx import Helper\nDECLARED = (Helper("shout", ("text",), 1),)\n'


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_expand_prints_the_last_expression(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "a.sx", '(define n 2)\n(p "a" n x)')
    assert run(capsys, "expand", file, "--data", '{"x": "<"}') == (0, "<p>a2&lt;</p>\n", "")


def test_expand_calls_a_component_with_the_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "a.sx", "(defcomp ~card (&key first-line n) (p first-line n))\n\n")
    data = '{"first_line": "a", "n": 1}'
    assert run(capsys, "expand", file, "--data", data, "--call", "~card") == (0, "<p>a1</p>\n", "")


def test_expand_calls_a_component_of_a_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "components/b.sx", "(defcomp ~b/y (&key items) (when items (for (i items) i)))")
    file = write(
        tmp_path, "components/a.sx", "(defcomp ~a/x (&key all-items) (~b/y :items all-items))"
    )
    data = '{"all_items": ["<", 1]}'
    assert run(capsys, "expand", file, "--data", data, "--call", "~a/x") == (0, "&lt;1\n", "")
    nothing = '{"all_items": null}'
    assert run(capsys, "expand", file, "--data", nothing, "--call", "~a/x") == (0, "\n", "")


def test_expand_calls_a_component_of_the_site(capsys: pytest.CaptureFixture[str]) -> None:
    file = "app/components/blog/card.sx"
    data = '{"tags": [{"slug": "ash", "title": "Ash", "url": null}]}'
    assert run(capsys, "expand", file, "--data", data, "--call", "~blog:card/tags") == (
        0,
        '<ul class="tag-list"><li><a class="tag" dir="auto" href="/ash">Ash</a></li></ul>\n',
        "",
    )


def test_expand_shows_the_report_of_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "a.sx", "(p\n  (/ 1 0))")
    assert run(capsys, "expand", file) == (
        1,
        "",
        f"expand error: division by zero\n  --> {file}:2:8\n2 |   (/ 1 0))\n  |        ^\n"
        "  hint: test for 0 first\n\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--data", "{"), "the data is no JSON: "),
        (("--data", "[1]"), "the data is no JSON object\n"),
    ],
)
def test_expand_wants_json(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    status, out, err = run(capsys, "expand", write(tmp_path, "a.sx", "1"), *arguments)
    assert (status, out, err[: len(message)]) == (1, "", message)


def test_test_counts_and_shows_what_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(
        tmp_path, "cases/good.sx", ";;; one\n1\n;=> 1\n\n;;; two\n(br 1)\n;!! compile 1:1\n"
    )
    bad = write(tmp_path, "cases/bad.sx", "; cases\n;;; three\n1\n;=> 2\n")
    assert run(capsys, "test", good) == (0, "2 passed, 0 failed\n", "")
    assert run(capsys, "test", str(tmp_path / "cases")) == (
        1,
        "2 passed, 1 failed\n",
        f"{bad}:2 three\n     expected ;=> 2\n     got ;=> 1\n\n",
    )


def test_check_shows_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "components/a.sx", "(defcomp ~a/x () (p nobody))")
    write(tmp_path, "components/b/c.sx", "(defcomp ~b:c/x () (dvi (~a/x :y 1)))")
    status, out, err = run(capsys, "check", str(tmp_path / "components"))
    reports = [line for line in err.splitlines() if "error:" in line]
    assert (status, out) == (1, "")
    assert reports == [
        "compile error: unknown name `nobody`",
        "compile error: unknown element or function `dvi`",
        "compile error: unknown argument `y` of `~a/x`",
    ]
    assert err.endswith("\n3 faults\n")


def test_check_is_silent_when_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = write(tmp_path, "components/a.sx", '(defcomp ~a/x () (~b/y "x"))')
    write(tmp_path, "components/b.sx", "(defcomp ~b/y (&rest children) (p children))")
    assert run(capsys, "check", str(tmp_path / "components")) == (0, "", "")
    assert run(capsys, "check", one) == (0, "", "")


def test_check_takes_the_helpers_of_a_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "components/a.sx", '(defcomp ~a/x () (p (shout "x")))')
    write(tmp_path, "declared.py", HELPERS)
    monkeypatch.syspath_prepend(tmp_path)
    folder = str(tmp_path / "components")
    assert run(capsys, "check", folder)[0] == 1
    assert run(capsys, "check", "--helpers", "declared:DECLARED", folder) == (0, "", "")
    assert run(capsys, "check", "--helpers", "declared:NOTHING", folder) == (
        1,
        "",
        "no helpers at declared:NOTHING: module 'declared' has no attribute 'NOTHING'\n",
    )


@pytest.mark.parametrize("command", ["test", "check", "expand"])
def test_a_path_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    missing = str(tmp_path / "none.sx")
    assert run(capsys, command, missing) == (1, "", f"there is no {missing}\n")


def test_bytes_that_are_no_text_are_a_read_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.sx"
    path.write_bytes(b'(p "\xff")')
    status, _, err = run(capsys, "expand", str(path))
    assert (status, err.splitlines()[0]) == (1, "read error: the file is not valid UTF-8")


def test_an_unknown_command_ends_with_one() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.sx", "sing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("usage: python -m app.sx")


def test_the_command_line_needs_neither_flask_nor_a_database() -> None:
    code = (
        "import sys, app.sx.tools; "
        "print([name for name in ('flask', 'sqlalchemy', 'redis', 'db') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_fmt_lays_files_out_and_names_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = write(tmp_path, "a.sx", "(p   1)")
    two = write(tmp_path, "b/c.sx", "(p 2)\n")
    assert run(capsys, "fmt", str(tmp_path)) == (0, "", f"laid out {one}\n")
    assert (Path(one).read_text(), Path(two).read_text()) == ("(p 1)\n", "(p 2)\n")
    assert run(capsys, "fmt", str(tmp_path)) == (0, "", "")


def test_fmt_check_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, "a.sx", "(p   1)")
    assert run(capsys, "fmt", "--check", file) == (1, "", f"would lay out {file}\n")
    assert Path(file).read_text() == "(p   1)"


def test_fmt_goes_on_after_a_file_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(tmp_path, "a.sx", "(p")
    good = write(tmp_path, "b.sx", "(p  1)")
    status, _, err = run(capsys, "fmt", str(tmp_path))
    assert (status, Path(good).read_text()) == (1, "(p 1)\n")
    assert err == (
        f"read error: `(` is not closed\n  --> {bad}:1:1\n1 | (p\n  | ^\n"
        f"  hint: add the missing `)`\n\nlaid out {good}\n"
    )


SITE = {
    "app/components/a.sx": '(defcomp ~a/x () (p (shout "x")))\n(deftest "one" 1 1)',
    "app/components/blog/b.sx": '(defcomp ~blog:b/y () (~a/x))\n(defexample ~/y "it" (~/y))',
    "app/pages/p.sx": "(defpage p :layout (~blog:b/y))",
    "app/notes.sx": '(define n (list 1 2))\n(deftest "two" (count n) 2)',
    "tests/cases.sx": ";;; a case\n(p 1)\n;=> <p>1</p>\n",
    "declared.py": HELPERS,
    "pyproject.toml": '[tool.sx]\nhelpers = "declared:DECLARED"\n',
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site, and we in its folder."""
    for name, text in SITE.items():
        write(tmp_path, name, text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "declared", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "passed"),
    [
        (".", 4),
        ("app", 3),
        ("app/components", 2),
        ("app/components/blog", 1),
        ("app/components/blog/b.sx", 1),
        ("app/pages", 0),
        ("app/notes.sx", 1),
        ("tests", 1),
    ],
)
def test_any_folder_and_file_of_a_site_is_compiled_with_the_site(
    site: Path, capsys: pytest.CaptureFixture[str], path: str, passed: int
) -> None:
    for each in (path, str(site / path)):
        assert run(capsys, "test", each) == (0, f"{passed} passed, 0 failed\n", "")
        if path != "tests":
            assert run(capsys, "check", each) == (0, "", "")


def test_the_faults_of_a_folder_above_are_those_of_the_site_and_of_what_else_is_there(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(site, "app/components/blog/b.sx", "(defcomp ~blog:b/y () (~a/z))")
    write(site, "app/notes.sx", "(p title)")
    told = []
    for path in ("app", ".", "app/components/blog", "app/pages"):
        status, _, err = run(capsys, "check", path)
        told.append((status, [line for line in err.split("\n") if "-->" in line]))
    in_site = "  --> app/components/blog/b.sx:1:24"
    assert told[0] == told[1] == (1, [in_site, "  --> app/notes.sx:1:4"])
    assert told[2] == told[3] == (1, [in_site])


@pytest.mark.parametrize(
    "path", ["there", "there/app", "there/app/pages", "there/app/components/a"]
)
def test_a_site_in_another_folder_is_compiled_as_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    site = tmp_path / "there" / "app"
    write(site, "components/a/x.sx", '(defcomp ~a:x/x () (~b/y))\n(deftest "a" 1 1)')
    write(site, "components/b.sx", "(defcomp ~b/y () (p 1))")
    write(site, "pages/p.sx", "(defpage p :layout (~a:x/x))")
    assert run(capsys, "check", str(tmp_path / path)) == (0, "", "")
    passed = int("pages" not in path)
    assert run(capsys, "test", str(tmp_path / path)) == (0, f"{passed} passed, 0 failed\n", "")


@pytest.mark.usefixtures("site")
def test_doc_takes_a_folder_above_the_components(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "doc", "--in", "app", "~blog:b/y")
    assert (status, out.split("\n")[0]) == (0, "(~blog:b/y)")
