"""Python's own traceback of what goes wrong in a page: it leads through the `.sx` files."""

import traceback
from pathlib import Path

import pytest

from app import sx
from tests.unit.sx.programs import DATA, FILES, HELPERS, LOADERS, POST, library, write_files

CHAIN = """(define (shout word) (str (upper word) "!"))
(defcomp ~inner (&key post) (p "übergrößé → " post.titel))
(defcomp ~outer (&key post) (div (~inner :post post)))
(<> (shout (get post :kind))
  (~outer :post post))
"""


def caught(text: str, inlining: bool = True, **data: object) -> BaseException:
    """Give what expanding a program raises."""
    with pytest.raises(Exception) as found:  # noqa: PT011 - any at all
        sx.expand_program(sx.Source("app/components/x.sx", text), data, inlining=inlining)
    return found.value


def steps(fault: BaseException) -> list[tuple[str, int | None, str, str]]:
    """Give the steps of a traceback in `.sx` files: file, line, in what, and what is underlined."""
    found = []
    for step in traceback.extract_tb(fault.__traceback__):
        if step.filename.endswith(".sx"):
            printed = "".join(traceback.format_list([step])).split("\n")
            line, caret = printed[1], printed[2]
            # Python takes `date-iso` for a difference and underlines it as `~~~~^~~~`.
            marked = line[len(caret) - len(caret.lstrip()) : len(caret)]
            found.append((step.filename, step.lineno, step.name, marked))
    return found


@pytest.mark.parametrize("inlining", [True, False])
def test_a_traceback_leads_through_the_components_with_carets(inlining: bool) -> None:
    fault = caught(CHAIN, inlining, post={"title": "x", "kind": "a"})
    assert steps(fault) == [
        ("app/components/x.sx", 5, "program", "(~outer :post post)"),
        ("app/components/x.sx", 3, "~outer", "(~inner :post post)"),
        ("app/components/x.sx", 2, "~inner", "post.titel"),
    ]
    assert "".join(traceback.format_exception(fault)).splitlines()[-5:] == [
        '  File "app/components/x.sx", line 2, in ~inner',
        '    (defcomp ~inner (&key post) (p "übergrößé → " post.titel))',
        "                                                  ^^^^^^^^^^",
        "app.sx.syntax.errors.ExpandError: no field `titel`",
        "hint: did you mean `title`?",
    ]


@pytest.mark.parametrize("inlining", [True, False])
def test_it_names_functions_and_points_at_the_argument(inlining: bool) -> None:
    fault = caught(CHAIN, inlining, post={"title": "x", "kind": 5})
    assert steps(fault) == [
        ("app/components/x.sx", 4, "program", "(shout (get post :kind))"),
        ("app/components/x.sx", 1, "shout", "word"),
    ]


def test_nothing_of_the_engine_stands_behind_the_first_step_in_a_page() -> None:
    fault = caught("(b (map (fn (x) (+ x 1)) words))", words=["a"])
    files = [step.filename for step in traceback.extract_tb(fault.__traceback__)]
    first = files.index("app/components/x.sx")
    assert set(files[first:]) == {"app/components/x.sx"}
    assert steps(fault)[-1][3] == "x"


def test_macros_are_steps_too() -> None:
    text = "(defmacro next-of (x) `(+ ,x 1))\n(defcomp ~n (&key x) (b (next-of x)))\n(p (~n :x x))"
    assert steps(caught(text, x="a")) == [
        ("app/components/x.sx", 3, "program", "(~n :x x)"),
        ("app/components/x.sx", 2, "~n", "(next-of x)"),
        ("app/components/x.sx", 2, "the macro `next-of`", "x"),
    ]


def test_a_place_of_several_lines_is_kept_whole() -> None:
    fault = caught('(b "→" (+ 1\n  (nth words\n    9)) "end")', words=["a"])
    assert steps(fault)[-1][1:] == (3, "program", "9")
    fault = caught('(defcomp ~a (&key x) (b x.y))\n(b "→" (~a\n  :x words) "end")', words={"z": 1})
    call = traceback.extract_tb(fault.__traceback__)[-2]
    assert (call.lineno, call.end_lineno, call.colno, call.end_colno) == (2, 3, 9, 11)


@pytest.mark.parametrize("end", ["\u2028", "\x85", "\f", "\r"])
def test_what_ends_a_line_for_python_alone_moves_no_caret(end: str) -> None:
    text = f'(p "one{end}two"\n  "a{end}b" (upper number) "c")'
    assert steps(caught(text, number=5))[-1][1:] == (2, "program", "number")


def test_recursion_is_told_once() -> None:
    fault = caught("(defcomp ~r (&key n) (div (~r :n (+ n 1))))\n(~r :n 1)")
    told = "".join(traceback.format_exception(fault))
    assert told.count("(defcomp ~r") <= 4
    assert "[Previous line repeated 147 more times]" in told


def test_the_faults_of_a_library_are_in_the_traceback(tmp_path: Path) -> None:
    bad = "".join(f"(defcomp ~bad/c{n} () (p tilte))\n" for n in range(12))
    with pytest.raises(sx.Faults) as found:
        library(tmp_path, {**FILES, "components/bad.sx": bad})
    told = "".join(traceback.format_exception(found.value))
    assert told.count("compile error: unknown name `tilte`") == 10
    assert "\n  --> app/components/bad.sx:10:24\n" in told
    assert "app.sx.syntax.errors.Faults: 12 faults" in told


def test_a_fault_in_a_helper_is_shown_with_the_page_that_called_it(tmp_path: Path) -> None:
    def broken() -> str:
        raise LookupError("the helper's own")

    with pytest.raises(LookupError) as found:
        library(tmp_path).aser_slot("blog/post", DATA, {"current-path": broken})
    assert steps(found.value) == [
        ("app/pages/post.sx", 5, "blog/post", "(~layout/page :title (upper name))"),
        ("app/components/layout.sx", 4, "~layout/page", "(current-path)"),
    ]
    last = traceback.extract_tb(found.value.__traceback__)[-1]
    assert (last.name, last.line) == ("broken", 'raise LookupError("the helper\'s own")')


def test_a_page_from_the_store_tells_the_same(tmp_path: Path) -> None:
    tag = "(defcomp ~blog/tag (&key tag) (li (upper tag)))"
    blog = POST.replace("(li tag)", "(~blog/tag :tag tag)") + tag
    roots = write_files(tmp_path, {**FILES, "components/blog.sx": blog})
    data, calls = {**DATA, "tags": {"tags": [5]}}, {"current-path": lambda: "/rose/"}
    told = []
    for _ in range(2):
        site = sx.Library.load(roots, HELPERS, LOADERS, store=tmp_path / "store")
        with pytest.raises(sx.ExpandError) as found:
            site.aser_slot("blog/post", data, calls)
        told.append(steps(found.value))
    assert told[0] == told[1]
    named = [name for _, _, name, _ in told[0]]
    assert named == ["blog/post", "blog/post", "~blog/tags", "~blog/tag"]
