"""Code: highlighted by the language that was named, and never by a guess."""

import pytest

from app.markdown.code import CODE_LIMIT, pieces
from tests.unit.markdown.shown import shown


def test_code_is_cut_into_classes() -> None:
    assert shown('```python\ndef f(x):  # "y"\n    return 1\n```') == (
        '(pre :tabindex "0" (code :class "language-python" (span :class "k" "def") " "'
        ' (span :class "nf" "f") "(x):  " (span :class "c1" "# \\"y\\"") "\\n    "'
        ' (span :class "k" "return") " " (span :class "mi" "1")))'
    )


def test_sx_is_highlighted() -> None:
    assert pieces('(p :class "x" 1)', "sx") == (
        ("", "("),
        ("nf", "p"),
        ("", " "),
        ("ss", ":class"),
        ("", " "),
        ("s", '"x"'),
        ("", " "),
        ("mi", "1"),
        ("", ")"),
    )


def test_an_unknown_language_is_plain() -> None:
    assert shown("```klingon+\nnuqneH\n```") == (
        '(pre :tabindex "0" (code :class "language-klingon+" "nuqneH"))'
    )


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ("Python", "language-python"),
        ("python title=x", "language-python"),
        ("{.python}", "language-python"),
        ("c++", "language-c++"),
        ("html+jinja", "language-html+jinja"),
        ('"><x', "language-x"),
    ],
)
def test_the_first_word_behind_the_fence_names_the_language(info: str, name: str) -> None:
    assert f':class "{name}"' in shown(f"```{info}\n```")


def test_a_fence_without_language_has_no_class() -> None:
    assert shown("```\n\na\n```") == '(pre :tabindex "0" (code "\\na"))'


@pytest.mark.parametrize("text", ["x" * 1000, "x\n" * CODE_LIMIT, "x" + "\n" * 100])
def test_text_that_could_be_slow_stays_plain(text: str) -> None:
    assert pieces(text, "c") == (("", text),)


def test_what_the_lexer_cannot_read_stays_as_it_is() -> None:
    assert "".join(text for _, text in pieces("int é\x00 ¬ ;\n\n", "c")) == "int é\x00 ¬ ;\n\n"
