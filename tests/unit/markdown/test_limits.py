"""Limits: a document that is too large says so, and everything else gives forms."""

import time
from contextlib import suppress

import pytest

from app import markdown, sx
from app.markdown import NODE_LIMIT, TEXT_LIMIT, Oversize
from tests.unit.markdown.shown import shown


def test_a_text_over_the_limit_is_refused() -> None:
    with pytest.raises(Oversize) as fault:
        shown("é" * (TEXT_LIMIT // 2 + 1024))
    assert str(fault.value) == "the text has 258 KiB, a document may have 256"


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(Oversize) as fault:
        shown("*a*b" * NODE_LIMIT)
    assert str(fault.value) == (
        "the document has more than 10,000 elements and texts; the last of them ends in line 1"
    )


def test_code_that_makes_a_document_too_large_is_not_highlighted() -> None:
    block = "```python\n" + "a = 1\n" * 1000 + "```\n"
    assert "span" in shown(block)
    assert "span" not in shown(block * 10)


def test_checking_gives_the_words_and_knows_the_limits() -> None:
    assert markdown.read_body("# a\n\nb *c*", "markdown").plain == "a\nb c"
    with pytest.raises(Oversize):
        markdown.read_body("*a*b" * NODE_LIMIT, "markdown")


def test_an_sx_document_is_read_as_it_is() -> None:
    text = '(p "a") (p "b")'
    assert markdown.document_forms(text, "sx") == sx.read(sx.Source("x", text))


def test_an_sx_document_that_cannot_be_read_says_where() -> None:
    with pytest.raises(sx.ReadError) as fault:
        markdown.document_forms('(p "a"', "sx", "my-post")
    assert (fault.value.span.source.name, fault.value.span.line) == ("my-post", 1)


def test_forms_know_their_lines() -> None:
    paragraph, code = markdown.document_forms("\na\nb [c](/d)\n\n```\ne\n```", "markdown")
    places = [(form.span.line, form.span.end_line) for form in (paragraph, code)]
    assert places == [(2, 3), (5, 7)]


def test_a_form_inside_a_paragraph_knows_its_line() -> None:
    (paragraph,) = markdown.document_forms("a\nb [c](/d)\n", "markdown")
    assert isinstance(paragraph, sx.Sequence)
    assert paragraph.items[-1].span.line == 2


@pytest.mark.parametrize(
    "text",
    [
        *("<a a='" * 5_000, "<b>" * 10_000, "</b>" * 10_000, "<b></i>" * 5_000, "<li>" * 10_000),
        *("<div><p>" * 4_000, "<table><tr><td>" * 2_000, "<b>" * 3_750 + "</b>" * 3_750),
        *("<pre>" * 3_750 + "</pre>" * 1_250, "<video>" * 2_000 + "</video>" * 2_000),
        *("<i hidden>" * 3_000, "<script>" * 3_750, "a <?" * 7_500, "<a" + " a" * 15_000),
    ],
    ids=lambda text: text[:8],
)
def test_no_html_takes_long(text: str) -> None:
    began = time.process_time()
    with suppress(Oversize):
        shown(text)
    markdown.plain_text(text, "markdown")
    markdown.public_text(text, "markdown", lambda _: ())
    assert time.process_time() - began < 5
