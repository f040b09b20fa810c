"""Which addresses may stand in a document as a link or a picture.

The compiler of documents refuses the others; here they are found first, and
their text is shown without a link, so that any Markdown gives a page.
"""

import re

#: What browsers drop before they look at an address.
_IGNORED = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_DATA_IMAGE = re.compile(r"data:image/(png|gif|jpeg|webp|avif)[;,]", re.IGNORECASE)
_LINK_SCHEMES = {"http", "https", "mailto", "tel"}
_IMAGE_SCHEMES = {"https"}


def _scheme(address: str) -> str:
    match = _SCHEME.match(_IGNORED.sub("", address))
    return match[1].lower() if match else ""


def may_link(address: str) -> bool:
    """Return whether a link may lead there; an empty address leads nowhere."""
    scheme = _scheme(address)
    return bool(address.strip()) and (scheme in _LINK_SCHEMES or not scheme)


def may_show(address: str) -> bool:
    """Return whether a picture may come from there; pages refuse pictures over plain http."""
    if not address.strip():
        return False
    scheme = _scheme(address)
    return scheme in _IMAGE_SCHEMES or not scheme or bool(_DATA_IMAGE.match(address))
