"""Author text to forms: Markdown and SX documents in, the forms that the compiler takes out.

HTML is never made here. Knows nothing of the web and of the database.
"""

from app.markdown.document import document_forms, plain_text
from app.markdown.parser import NODE_LIMIT, TEXT_LIMIT, Oversize

__all__ = ["NODE_LIMIT", "TEXT_LIMIT", "Oversize", "document_forms", "plain_text"]
