"""A text to the reason why it is no Markdown, whatever its name says.

What other programs write for each other is never a page: exports hold people's addresses,
keys are keys. Knows nothing of front matter but that some of it is JSON.
"""

import json
import re

_BEGINNINGS = (
    (re.compile(r"<\?xml\b", re.I), "it is XML"),
    (re.compile(r"<(?:!doctype\s+html|html)\b", re.I), "it is a page of HTML"),
    (re.compile(r"-----BEGIN [A-Z ]*(?:PRIVATE KEY|CERTIFICATE|MESSAGE)"), "it is a key"),
    (re.compile(r"%PDF-|\{\\rtf"), "it is a document of another program"),
    (re.compile(r"(?:BEGIN:V(?:CARD|CALENDAR)|From \S+ .*\d{4}$)", re.M), "it is a mail"),
    (re.compile(r"SQLite format 3|PRAGMA foreign_keys|-- (?:MySQL|PostgreSQL)[\w ]* dump", re.I),
     "it is a database"),
)  # fmt: skip


def reason(text: str) -> str:
    """Say why a text is no Markdown; empty when it may be."""
    bare = text.lstrip()
    for beginning, words in _BEGINNINGS:
        if beginning.match(bare):
            return words
    return "it is JSON" if bare[:1] in ("{", "[") and _is_json(bare) else ""


def _is_json(text: str) -> bool:
    """Tell JSON from the front matter of a page without a text, which has a title."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return not isinstance(value, dict) or not any(str(name).lower() == "title" for name in value)
