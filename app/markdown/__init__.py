"""Author text to forms: Markdown and SX documents in, the forms that the compiler takes out.

`read_body` serves what is saved, `document_forms` the pages; `take_title` and `adapt`
turn somebody's file into a body. HTML is never made here. Knows nothing of the
web and of the database.
"""

from app.markdown.adapt import LinkTargets, adapt
from app.markdown.body import Body, read_body
from app.markdown.comments import UnclosedComment, strip_comments
from app.markdown.document import document_forms, plain_text
from app.markdown.from_html import html_to_markdown
from app.markdown.html_tokens import LeftOut
from app.markdown.outline import anchor
from app.markdown.parser import NODE_LIMIT, TEXT_LIMIT, Oversize, left_out
from app.markdown.plain import WORDS_RULE
from app.markdown.printer import write_markdown
from app.markdown.public import public_text
from app.markdown.title import TitleAndText, take_title

__all__ = [
    "NODE_LIMIT",
    "TEXT_LIMIT",
    "WORDS_RULE",
    "Body",
    "LeftOut",
    "LinkTargets",
    "Oversize",
    "TitleAndText",
    "UnclosedComment",
    "adapt",
    "anchor",
    "document_forms",
    "html_to_markdown",
    "left_out",
    "plain_text",
    "public_text",
    "read_body",
    "strip_comments",
    "take_title",
    "write_markdown",
]
