"""A fenced block ` ```sx embed ` in Markdown: the author's SX, judged by the language."""

from app import markdown, sx

BODY = """\
before

```sx embed
(p "one" (em "two"))
```

```sx
(p "shown")
```
"""


def test_an_embed_is_given_to_the_language_as_text_with_its_line() -> None:
    _, embed, _ = markdown.document_forms(BODY, "markdown")
    assert (sx.write(embed), embed.span.line) == (
        '(embed "(p \\"one\\" (em \\"two\\"))\\n")',
        4,
    )


def test_an_embed_is_found_by_its_words_and_shown_sx_by_its_code() -> None:
    assert markdown.plain_text(BODY, "markdown") == 'before\nonetwo\n(p "shown")'


def test_an_embed_that_is_no_sx_has_no_words() -> None:
    assert markdown.plain_text("```sx embed\n(p\n```", "markdown") == ""
