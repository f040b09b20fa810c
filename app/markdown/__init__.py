"""Author text to forms: Markdown and SX documents in, the forms that the compiler takes out.

`document_forms` and `plain_text` serve the pages; `take_title` and `adapt`
turn somebody's file into a body. HTML is never made here. Knows nothing of the
web and of the database.
"""

from app.markdown.adapt import Addresses, adapt
from app.markdown.comments import Unclosed, strip_comments
from app.markdown.document import checked_text, document_forms, plain_text
from app.markdown.from_html import html_to_markdown
from app.markdown.html_tokens import LeftOut
from app.markdown.outline import anchor
from app.markdown.parser import NODE_LIMIT, TEXT_LIMIT, Oversize, left_out
from app.markdown.plain import WORDS_RULE
from app.markdown.printer import write_markdown
from app.markdown.public import public_text
from app.markdown.title import Titled, take_title

__all__ = [
    "NODE_LIMIT",
    "TEXT_LIMIT",
    "WORDS_RULE",
    "Addresses",
    "LeftOut",
    "Oversize",
    "Titled",
    "Unclosed",
    "adapt",
    "anchor",
    "checked_text",
    "document_forms",
    "html_to_markdown",
    "left_out",
    "plain_text",
    "public_text",
    "strip_comments",
    "take_title",
    "write_markdown",
]
