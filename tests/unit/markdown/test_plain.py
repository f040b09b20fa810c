"""Plain text: the words of a body, for search and descriptions."""

from app import markdown
from tests.unit.markdown.shown import lines


def test_markdown_gives_a_line_for_each_block() -> None:
    text = "# A *b*\n\nc [d](/e) `f`\ng ![h](/i.png)\n\n- j\n- k\n\n| l | m |\n|---|---|\n\n    n\n"
    assert markdown.plain_text(text, "markdown") == lines(
        "A b", "c d f", "g h", "j", "k", "l", "m", "n"
    )


def test_sx_gives_the_strings_that_are_shown() -> None:
    text = '(h2 "A " (em "b")) (ul (li "c") (li "d" 1)) (p (a :href "/e" "f") "g")'
    assert markdown.plain_text(text, "sx") == lines("A b", "c", "d", "fg")
