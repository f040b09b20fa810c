"""Trees to XML documents, serialized with ElementTree."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response

from app.web.http.packing import deliver, version_of

#: A feed or a site map may be a few minutes old.
CACHING = "public, max-age=300"

#: Characters that XML 1.0 cannot represent.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, name: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
    """Add a child with this text; characters that XML cannot have become U+FFFD."""
    child = SubElement(parent, name, dict(attributes or {}))
    child.text = _UNWRITABLE.sub("\ufffd", text)


def moment(when: datetime) -> str:
    """Format a time as RFC 3339 requires, in UTC."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def xml_response(root: Element, mimetype: str) -> Response:
    """Send a document, or 304 to a reader that has it already."""
    text = tostring(root, encoding="utf-8", xml_declaration=True)
    response = Response(text, mimetype=mimetype)
    response.headers["Cache-Control"] = CACHING
    return deliver(response, version_of(text))
