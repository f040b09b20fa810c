"""Author text to forms: Markdown and SX documents in, the forms that the compiler takes out.

`read_body` serves what is saved, `document_forms` the pages; `take_title` and `adapt`
turn somebody's file into a body. HTML is never made here. Knows nothing of the
web and of the database.
"""

from app.markdown.adapt import LinkTargets as LinkTargets
from app.markdown.adapt import adapt as adapt
from app.markdown.body import Body as Body
from app.markdown.body import Link as Link
from app.markdown.body import read_body as read_body
from app.markdown.comments import UnclosedComment as UnclosedComment
from app.markdown.comments import strip_comments as strip_comments
from app.markdown.document import document_forms as document_forms
from app.markdown.document import plain_text as plain_text
from app.markdown.fingerprint import fingerprint as fingerprint
from app.markdown.from_html import html_to_markdown as html_to_markdown
from app.markdown.html_tokens import LeftOut as LeftOut
from app.markdown.outline import anchor as anchor
from app.markdown.parser import NODE_LIMIT as NODE_LIMIT
from app.markdown.parser import TEXT_LIMIT as TEXT_LIMIT
from app.markdown.parser import Oversize as Oversize
from app.markdown.parser import left_out as left_out
from app.markdown.plain import WORDS_RULE as WORDS_RULE
from app.markdown.printer import write_markdown as write_markdown
from app.markdown.public import public_text as public_text
from app.markdown.title import TitleAndText as TitleAndText
from app.markdown.title import take_title as take_title
