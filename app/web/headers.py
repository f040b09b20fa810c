"""Headers of every response: what a browser may do with it, and who may cache it."""

from collections.abc import Mapping

from flask import Response, g

from app.config import Settings
from app.service import Access
from app.web.site import current_route, current_site

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: https:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

WITH_HSTS = {**ALWAYS, "Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def headers_of_all(settings: Settings) -> Mapping[str, str]:
    """Return the headers of every response of a site."""
    return WITH_HSTS if settings.is_production else ALWAYS


def add_headers(response: Response) -> Response:
    """Add the headers of every response; one without a cache policy is `no-store`."""
    response.headers.extend(headers_of_all(current_site().settings))
    response.headers["X-Request-Id"] = g.request_id
    if current_route().access is Access.LINK:
        response.headers.update({"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"})
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
