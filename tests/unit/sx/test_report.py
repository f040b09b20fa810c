"""A fault as its author reads it."""

import pytest

from app import sx


def test_a_report_has_message_place_line_caret_and_hint() -> None:
    with pytest.raises(sx.Faults) as caught:
        sx.compile_program(sx.Source("app/a.sx", "(div\n  (spna titel))"), ("title",))
    reports = [sx.report(fault) for fault in caught.value.faults]
    assert reports == [
        "compile error: unknown element or function `spna`\n"
        "  --> app/a.sx:2:4\n"
        "2 |   (spna titel))\n"
        "  |    ^^^^\n"
        "  hint: did you mean `span`?",
        "compile error: unknown name `titel`\n"
        "  --> app/a.sx:2:9\n"
        "2 |   (spna titel))\n"
        "  |         ^^^^^\n"
        "  hint: did you mean `title`?",
    ]


def test_an_expand_error_names_the_components_around_it_innermost_first() -> None:
    text = "\n".join(
        (
            "(defcomp ~inner (&key post) (p post.titel))",
            "(defcomp ~outer (&key post) (div (~inner :post post)))",
            "(~outer :post post)",
        )
    )
    with pytest.raises(sx.ExpandError) as caught:
        sx.expand_program(sx.Source("a.sx", text), {"post": {"title": "x"}})
    assert sx.report(caught.value) == (
        "expand error: no field `titel`\n"
        "  --> a.sx:1:32\n"
        "1 | (defcomp ~inner (&key post) (p post.titel))\n"
        "  |                                ^^^^^^^^^^\n"
        "  hint: did you mean `title`?\n"
        "  in ~inner, called from a.sx:2:34\n"
        "  in ~outer, called from a.sx:3:1"
    )


def test_the_report_is_the_same_when_nothing_is_inlined() -> None:
    text = "(defcomp ~a (&key x) (p (nth x 3)))\n(defcomp ~b (&key x) (~a :x x))\n(~b :x x)"
    reports = []
    for inlining in (True, False):
        with pytest.raises(sx.ExpandError) as caught:
            sx.expand_program(sx.Source("a.sx", text), {"x": [1]}, inlining=inlining)
        reports.append(sx.report(caught.value))
    assert reports[0] == reports[1]


def test_a_component_that_calls_itself_is_named_once() -> None:
    text = "(defcomp ~r (&key n) (div (~r :n (+ n 1))))\n(~r :n 1)"
    with pytest.raises(sx.ExpandError) as caught:
        sx.expand_program(sx.Source("a.sx", text), {})
    assert sx.report(caught.value).split("\n")[4:] == [
        "  hint: let the recursion end",
        "  in ~r, called from a.sx:1:27 (149 times)",
        "  in ~r, called from a.sx:2:1",
    ]


def test_a_long_chain_of_components_is_shortened() -> None:
    pairs = "(defcomp ~{0} (&key n) (~{1} :n n))\n"
    text = "".join(pairs.format(f"c{n}", f"c{n + 1}") for n in range(30))
    text += "(defcomp ~c30 (&key n) (p (nth n 1)))\n(~c0 :n (list))"
    with pytest.raises(sx.ExpandError) as caught:
        sx.expand_program(sx.Source("a.sx", text), {})
    lines = sx.report(caught.value).split("\n")
    assert len(lines) == 18
    assert lines[-3:] == [
        "  in ~c20, called from a.sx:20:24",
        "  ... and 19 more",
        "  in ~c0, called from a.sx:32:1",
    ]


def test_a_long_line_is_shown_around_the_caret() -> None:
    text = "(p " + '"word" ' * 100 + "tilte " + '"word" ' * 100 + ")"
    with pytest.raises(sx.Faults) as caught:
        sx.compile_program(sx.Source("a.sx", text), ("title",))
    shown, caret = sx.report(caught.value.faults[0]).split("\n")[2:4]
    assert (len(shown), shown[:7], shown[-3:]) == (170, "1 | ...", "...")
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "tilte"


TWICE_MADE = """
(defmacro times (x) `(* ,x 2))
(defmacro twice (x) `(times ,x))
(defcomp ~price (&key amount) (b (twice amount)))
(defmacro shop (amount) `(~price :amount ,amount))
(div (shop price))
"""


@pytest.mark.parametrize("inlining", [True, False])
def test_macros_are_named_where_they_stand_among_the_components(inlining: bool) -> None:
    with pytest.raises(sx.ExpandError) as caught:
        sx.expand_program(sx.Source("a.sx", TWICE_MADE), {"price": "5"}, inlining=inlining)
    assert sx.report(caught.value).split("\n") == [
        "expand error: expected a number, got a string",
        "  --> a.sx:4:41",
        "4 | (defcomp ~price (&key amount) (b (twice amount)))",
        "  |                                         ^^^^^^",
        "  hint: give a number, not a text of digits",
        "  in the macro `times`, called from a.sx:4:34",
        "  in the macro `twice`, called from a.sx:4:34",
        "  in ~price, called from a.sx:6:6",
        "  in the macro `shop`, called from a.sx:6:6",
    ]


def test_a_macro_that_expands_into_itself_is_named_once() -> None:
    with pytest.raises(sx.Faults) as caught:
        sx.compile_program(sx.Source("a.sx", "(defmacro m (x) `(m ,x))\n(m 1)"), ())
    assert sx.report(caught.value.faults[0]).split("\n")[5:] == [
        "  in the macro `m`, called from a.sx:2:1 (101 times)"
    ]


def test_of_many_faults_of_a_kind_a_hundred_are_printed_and_all_are_counted() -> None:
    names = "\n".join(f"name-{number}" for number in range(3000))
    with pytest.raises(sx.Faults) as caught:
        sx.compile_program(sx.Source("many.sx", f"(div {names} (dvi))"), [])
    printed = sx.report(caught.value)
    assert printed.count("compile error: unknown name `") == 100
    assert "compile error: unknown element or function `dvi`" in printed
    assert printed.endswith(
        "compile error: unknown name ...: 3,000 faults of this kind, the first 100 are shown"
    )


def test_a_fault_of_another_kind_is_not_counted_with_many() -> None:
    with pytest.raises(sx.Faults) as caught:
        sx.compile_program(sx.Source("few.sx", "(div one two (p :clas three))"), [])
    assert "faults of this kind" not in sx.report(caught.value)
