"""A title: the first heading of the first level, taken out of the text."""

import pytest

from app.markdown import TitleAndText, take_title


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("# A *b*\n\nc", "A b", "c"),
        ("\n\n# A #\nc\n", "A", "c\n"),
        ("A\nb\n===\n\nc", "A b", "c"),
        ("c\n\n# A\n\nd", "A", "c\n\nd"),
        ("# [A][r]\n\nb\n\n[r]: /c", "A", "b\n\n[r]: /c"),
        ("# <b> & `<i>`", "<b> & <i>", ""),
        ("# \n\n# A", "A", "#"),
        ("```\n# no\n```", None, "```\n# no\n```"),
        ("> # no", None, "> # no"),
        ("## no", None, "## no"),
    ],
)
def test_the_first_heading_is_the_title(text: str, title: str | None, rest: str) -> None:
    assert take_title(text) == TitleAndText(title, rest)
