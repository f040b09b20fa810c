"""Author text to forms: Markdown and SX documents in, the forms that the compiler takes out.

`document_forms` and `plain_text` serve the pages; `take_title` and `adapt`
turn somebody's file into a body. HTML is never made here. Knows nothing of the
web and of the database.
"""

from app.markdown.adapt import Adapted, Titled, adapt, take_title
from app.markdown.document import check, document_forms, plain_text
from app.markdown.from_html import clean_html
from app.markdown.from_html_inline import Addresses
from app.markdown.outline import anchor
from app.markdown.parser import NODE_LIMIT, TEXT_LIMIT, Oversize

__all__ = [
    "NODE_LIMIT",
    "TEXT_LIMIT",
    "Adapted",
    "Addresses",
    "Oversize",
    "Titled",
    "adapt",
    "anchor",
    "check",
    "clean_html",
    "document_forms",
    "plain_text",
    "take_title",
]
