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
        "  hint: did you mean `span`?"
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


def test_a_long_chain_of_components_is_shortened() -> None:
    text = "(defcomp ~r (&key n) (div (~r :n (+ n 1))))\n(~r :n 1)"
    with pytest.raises(sx.ExpandError) as caught:
        sx.expand_program(sx.Source("a.sx", text), {})
    lines = sx.report(caught.value).split("\n")
    assert lines[0] == "expand error: calls are nested deeper than 150"
    assert len(lines) == 18
    assert lines[-2:] == ["  ... and 138 more", "  in ~r, called from a.sx:2:1"]
