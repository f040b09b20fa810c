"""Deep programs: what is legal compiles, what never ends is stopped."""

import pytest

from app import sx
from tests.unit.sx.programs import expand, faults


def expand_fault(text: str, /, **data: object) -> str:
    """Expand a program that fails; give the message."""
    with pytest.raises(sx.ExpandError) as caught:
        expand(text, **data)
    return caught.value.message


@pytest.mark.parametrize("inlining", [True, False])
def test_a_thousand_elements_nest_through_components(inlining: bool) -> None:
    text = ""
    for index in range(10):
        inner = "children" if index == 9 else f"(~n{index + 1} children)"
        text += f"(defcomp ~n{index} (&rest children) {'(div ' * 100}{inner}{')' * 100})\n"
    source = sx.Source("deep.sx", text + '(~n0 "x")')
    html = sx.expand_program(source, {}, inlining=inlining)
    assert html == "<div>" * 1000 + "x" + "</div>" * 1000


def test_twenty_five_loops_nest_as_markup_and_as_values() -> None:
    loops = "".join(f"(for (x{index} xs) " for index in range(25))
    assert expand(f"{loops}x24{')' * 25}", xs=[7]) == "7"
    assert expand(f"(list {loops}(str x24){')' * 26}", xs=[7]) == "7"


def test_a_slot_in_both_branches_sixteen_deep_stays_small() -> None:
    component = "(defcomp ~b (&key on &rest children) (if on (i children) (b children)))\n"
    text = component + "(~b :on on " * 16 + '"x"' + ")" * 16
    assert expand(text, on=True) == "<i>" * 16 + "x" + "</i>" * 16
    assert expand(text, on=None) == "<b>" * 16 + "x" + "</b>" * 16


@pytest.mark.parametrize("call", ["str", "+ 1", "if a", "do", "list", "b", "->"])
def test_a_form_nests_to_the_limit_of_the_reader(call: str) -> None:
    assert "9" in expand(f"({call} " * 199 + "9" + ")" * 199, a=True) or call == "+ 1"


def test_a_macro_that_calls_itself_twice_is_one_fault() -> None:
    text = "(defmacro m (x) `(do (m ,x) (m ,x))) (p (m 1))"
    assert faults(text) == ["1:41 the macro `m` expands into itself"]
    text = "(defmacro m (x) `(do (n ,x) (n ,x))) (defmacro n (x) `(do (m ,x) (m ,x))) (p (m 1))"
    assert faults(text) == ["1:78 the macro `n` expands into itself"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "(defmacro d (x) `(do ,x ,x))" + "(p " + "(d " * 40 + "1" + ")" * 41,
        "".join(f"(defmacro m{n} (x) `(do (m{n + 1} ,x) (m{n + 1} ,x)))" for n in range(40))
        + "(defmacro m40 (x) x) (p (m0 1))",
    ],
    ids=["in an argument", "in a row"],
)
def test_macros_that_double_what_they_are_given_are_stopped(text: str) -> None:
    [fault] = faults(text)
    assert fault.endswith(" macros made more than 100000 forms")


def test_a_component_that_calls_itself_for_ever_is_stopped() -> None:
    message = expand_fault("(defcomp ~r (&key n) (b (~r :n (+ n 1))))\n(~r :n 1)")
    assert message == "calls are nested deeper than 150"


def test_a_function_that_calls_itself_for_ever_is_stopped() -> None:
    message = "calls are nested deeper than 150"
    assert expand_fault("(define (f n) (f (+ n 1)))\n(f 1)") == message
    assert expand_fault("(let loop ((i 0)) (+ 1 (loop (+ i 1))))") == message


def test_a_named_let_in_tail_position_does_not_grow_the_stack() -> None:
    assert expand("(let loop ((i 0)) (if (< i 20000) (loop (+ i 1)) i))") == "20000"


def test_turns_are_counted_through_nested_loops() -> None:
    text = "(for (a (range 1001)) (for (b (range 1000)) nil))"
    assert expand_fault(text) == "a pass takes at most 1000000 turns"


@pytest.mark.slow
def test_calls_of_functions_without_a_name_are_counted() -> None:
    text = "(let ((f (fn (f n) {}))) (f f 1))"
    assert expand_fault(text.format("(f f n)")) == "calls are nested deeper than 150"
    twice = text.format("(if (= n 30) 1 (+ (f f (+ n 1)) (f f (+ n 1))))")
    assert expand_fault(twice) == "a pass takes at most 1000000 turns"


@pytest.mark.slow
@pytest.mark.parametrize("inner", ["(list x)", "(list 'b x)", "{:a x}"])
def test_what_a_macro_makes_is_not_nested_too_deeply(inner: str) -> None:
    macro = f"(defmacro m (n) (let go ((i 0) (x 1)) (if (= i n) x (go (+ i 1) {inner}))))"
    at = len(macro) + 2
    for depth in (201, 5_000):
        assert faults(f"{macro} (m {depth})") == [
            f"1:{at} a macro made forms nested deeper than 200"
        ]
    assert "deeper" not in "".join(faults(f"{macro} (m 200)"))


@pytest.mark.slow
def test_a_macro_takes_fewer_turns_and_each_expansion_its_own() -> None:
    macro = "(defmacro m (n) (let loop ((i 0)) (if (< i n) (loop (+ i 1)) i)))"
    assert expand(f"{macro} (list {'(m 90000)' * 12})") == "90000" * 12
    assert faults(f"{macro} (m 100001)") == [
        "1:67 in the macro `m`: a pass takes at most 100000 turns"
    ]


def test_output_is_bounded() -> None:
    text = "(for (a (range 1000)) (for (b (range 100)) text))"
    assert expand_fault(text, text="x" * 100) == "the output is larger than 8 MiB"
