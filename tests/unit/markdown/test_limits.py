"""Limits: a document that is too large says so, and everything else gives forms."""

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
    assert markdown.checked_text("# a\n\nb *c*") == "a\nb c"
    with pytest.raises(Oversize):
        markdown.checked_text("*a*b" * NODE_LIMIT)


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
