"""Names of pages and routes to addresses on this site; knows nothing of requests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The path pattern of every page and route, by name."""

    pattern_by_name: Mapping[str, str]

    def url(self, name: str, parameters: Mapping[str, object] | None = None) -> str:
        """Return an address: parameters fill the path, then the query; None is left out."""
        if name not in self.pattern_by_name:
            raise LookupError(f"there is no page or route {name!r}")
        rest = {key: value for key, value in (parameters or {}).items() if value is not None}
        path = _PARAMETER.sub(
            lambda match: quote(str(rest.pop(match[1])), safe=""), self.pattern_by_name[name]
        )
        return f"{path}?{urlencode(rest)}" if rest else path


def post_path(slug: str) -> str:
    """Return the path of a post, percent-encoded."""
    return f"/{quote(slug)}/"


def safe_next(address: str | None) -> str:
    """Return an address to continue at if it is a path on this site, else the home page."""
    if not address or not address.isprintable() or "\\" in address or not address.startswith("/"):
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc or address.startswith("//") else address
