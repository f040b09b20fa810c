"""The values at a fault: what the innermost component was given, short and harmless."""

from dataclasses import dataclass
from datetime import date

import pytest

from app import sx
from app.sx.format_value import glimpse
from app.sx.values import Markup


@dataclass(frozen=True)
class Member:
    """A record with something to hide."""

    full_name: str
    password_hash: str


class Loud:
    """An object that must not be asked anything."""

    def __repr__(self) -> str:
        raise RuntimeError("asked")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nil"),
        (True, "true"),
        (1.5, "1.5"),
        (float("inf"), "a large number"),
        (1 << 20_000, "a large number"),
        ("rose", '"rose"'),
        ('a "b"\n\x00', '"a \\"b\\"\\n\ufffd"'),
        ("x" * 70, f'"{"x" * 60}..." and 10 more'),
        (date(2026, 1, 2), "2026-01-02"),
        ([], "(list)"),
        (list(range(7)), "(list 0 1 2 3 4 ... 2 more)"),
        ([[[[1]]]], "(list (list (list (list of 1))))"),
        ({"title": "Rose", 3: 4}, '{:title "Rose" a number ...}'),
        ({"token": "abc"}, "{:token hidden}"),
        (Member("Ash", "argon2"), '{:full-name "Ash" :password-hash hidden}'),
        (Markup("<p></p>"), "markup of 7 characters"),
        (len, "a function"),
        (Loud(), "an object"),
    ],
    ids=range(18),
)
def test_a_value_is_shown_in_the_words_of_the_language(value: object, text: str) -> None:
    assert glimpse(value) == text


CARD = (
    "(defcomp ~card (&key title (compact false) (header nil)) (h2 header (upper title) compact))\n"
)


@pytest.mark.parametrize("inlining", [True, False])
def test_a_fault_tells_what_the_component_was_given(inlining: bool) -> None:
    source = sx.Source("a.sx", f"{CARD}(div (~card :title title :header (b)))")
    with pytest.raises(sx.ExpandError) as caught:
        sx.expand_program(source, {"title": ["Rose"]}, inlining=inlining)
    assert caught.value.values == (
        ("title", '(list "Rose")'),
        ("compact", "false"),
        ("header", "markup"),
    )


def test_a_fault_outside_of_components_tells_the_data() -> None:
    with pytest.raises(sx.ExpandError) as caught:
        sx.expand_program(sx.Source("a.sx", "(p post.titel)"), {"post": {"title": "Rose"}})
    assert caught.value.values == (("post", '{:title "Rose"}'),)


def test_a_fault_inside_a_loop_and_a_function_still_knows_the_component() -> None:
    text = (
        "(defcomp ~list (&key items) (ul (for (x items) (li (nth (map (fn (y) (nth y 1)) x) 0)))))"
    )
    with pytest.raises(sx.ExpandError) as caught:
        sx.expand_program(sx.Source("a.sx", f"{text}\n(~list :items items)"), {"items": [[[1]]]})
    assert caught.value.values == (("items", "(list (list (list 1)))"),)
