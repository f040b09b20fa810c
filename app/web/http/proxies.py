"""The headers of a trusted proxy to the visitor's address and scheme.

The first middleware, so that limits, throttle and access log mean the same visitor. Headers from
an untrusted peer are ignored. Of the forwarded addresses (`Forwarded`, RFC 7239, or
`X-Forwarded-For`) the rightmost untrusted one is the visitor's: anybody may have written what is
left of it. A proxy knows one of the two headers and passes the other on unread, so if both are
present they must agree, or neither counts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from app.config import Network

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Address = IPv4Address | IPv6Address

_SCHEMES = ("http", "https")

#: A pair of `Forwarded` and its separator; some write an address with a port unquoted.
_NAME = r"[\w!#$%&'*+.^`|~-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PAIR = re.compile(
    rf"[ \t]*(?:({_NAME})=({_QUOTED}|[\w!#$%&'*+.^`|~:\[\]-]+)[ \t]*)?([;,]|\Z)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Hop:
    """For whom a proxy sent a request, and by which scheme, as it wrote it."""

    sender: str | None = None
    scheme: str | None = None


class Proxies:
    """Sets `REMOTE_ADDR` and `wsgi.url_scheme` to the visitor's."""

    def __init__(self, site: "WSGIApplication", trusted: Sequence[Network]) -> None:
        self.site = site
        self._trusted = trusted

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Set the visitor's address, and let the site answer."""
        if self._trusted or ":" in environ.get("REMOTE_ADDR", ""):
            self._name_visitor(environ)
        return self.site(environ, start_response)

    def _name_visitor(self, environ: "WSGIEnvironment") -> None:
        peer = address_of(environ.get("REMOTE_ADDR", ""))
        if peer is None:
            return
        visitor, scheme = peer, None
        if self._trusts(peer):
            visitor, scheme = self._visitor(peer, environ)
        environ["REMOTE_ADDR"] = str(visitor)
        if scheme is not None:
            environ["wsgi.url_scheme"] = scheme

    def _visitor(self, peer: Address, environ: "WSGIEnvironment") -> tuple[Address, str | None]:
        told = [self._walk(peer, hops) for hops in told_hops(environ)]
        if len({visitor for visitor, _ in told}) != 1:
            return peer, None
        schemes = {scheme for _, scheme in told if scheme in _SCHEMES}
        return told[0][0], schemes.pop() if len(schemes) == 1 else None

    def _walk(self, peer: Address, hops: Sequence[Hop]) -> tuple[Address, str | None]:
        """Go back from proxy to proxy, up to the first that is not trusted or not named."""
        visitor, scheme = peer, hops[-1].scheme
        for hop in reversed(hops):
            sender = address_of(hop.sender or "")
            if sender is None:
                break
            visitor, scheme = sender, hop.scheme or scheme
            if not self._trusts(sender):
                break
        return visitor, scheme

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def address_of(text: str) -> Address | None:
    """Parse an address, with a port or without; IPv4-mapped ones become IPv4."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def told_hops(environ: Mapping[str, object]) -> Iterator[Sequence[Hop]]:
    """Return the hops of each header, the nearest last; an invalid header has none.

    `X-Forwarded-Proto` goes with `X-Forwarded-For`: it has one value for each hop, or one.
    """
    forwarded = environ.get("HTTP_FORWARDED")
    if isinstance(forwarded, str):
        yield _forwarded(forwarded) or (Hop(),)
    senders = _listed(environ.get("HTTP_X_FORWARDED_FOR"))
    schemes = _listed(environ.get("HTTP_X_FORWARDED_PROTO"))
    if senders or (schemes and not isinstance(forwarded, str)):
        senders = senders or [""]
        if len(schemes) != len(senders):
            schemes = schemes[-1:] * len(senders) or [""] * len(senders)
        yield [Hop(*hop) for hop in zip(senders, schemes, strict=True)]


def _listed(value: object) -> list[str]:
    return [each.strip() for each in value.split(",")] if isinstance(value, str) else []


def _forwarded(value: str) -> Sequence[Hop]:
    """Parse `Forwarded`; return nothing unless it follows RFC 7239.

    A quote that a stranger leaves open must not swallow what the proxy wrote after it.
    """
    hops, pairs, place = [], dict[str, str](), 0
    while place <= len(value):
        part = _PAIR.match(value, place)
        if part is None:
            return ()
        if part[1]:
            pairs[part[1].lower()] = re.sub(r"\\(.)", r"\1", part[2].strip('"'))
        if part[3] != ";":
            hops.append(Hop(pairs.get("for"), pairs.get("proto", "").lower()))
            pairs = {}
        place = part.end() + (not part[3])
    return hops
