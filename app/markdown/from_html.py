"""Whole HTML from elsewhere to Markdown: `html_to_markdown` is the door.

The only user of nh3, which reads it as a browser does and takes out what runs. What is left
becomes forms by the rules for HTML that authors write, and the forms are printed.
"""

import re
from typing import Final

import nh3

from app.markdown.document import html_forms
from app.markdown.html_tags import ALLOWED, BOXES, EMBEDS, GONE, INVISIBLE, SPELLINGS, WRITTEN
from app.markdown.printer import write_markdown
from app.sx import Form, Sequence, Symbol

_KEPT: Final = ALLOWED | (BOXES - {"html", "body"}) | EMBEDS | INVISIBLE | SPELLINGS.keys()
_SCHEMES: Final = {"http", "https", "mailto", "tel", "data"}
_MEANT: Final = {"b": "strong", "i": "em", "s": "del"}
_SURROGATES = re.compile("[\ud800-\udfff]")


def html_to_markdown(html: str) -> str:
    """Turn HTML into Markdown; whatever could run is gone."""
    cleaned = nh3.clean(
        _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", html),
        tags=set(_KEPT),
        clean_content_tags=set(GONE),
        attributes={"*": {*WRITTEN, "hidden", "style"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    return write_markdown(map(_renamed, html_forms(cleaned)))


def _renamed(form: Form) -> Form:
    """Say emphasis as Markdown does, whatever tag an editor elsewhere has for it."""
    if not isinstance(form, Sequence):
        return form
    head, *rest = form.items
    name = _MEANT.get(head.name, head.name) if isinstance(head, Symbol) else ""
    return Sequence((Symbol(name, head.span), *map(_renamed, rest)), form.span)
