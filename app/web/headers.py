"""Headers that every response has: what a browser may do with it, and who may keep it."""

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
    """Give what every response of a site says."""
    return WITH_HSTS if settings.is_production else ALWAYS


def add_headers(response: Response) -> Response:
    """Add what every response says; one that names no cache may be kept by nobody."""
    response.headers.extend(headers_of_all(current_site().settings))
    response.headers["X-Request-Id"] = g.request_id
    if current_route().access is Access.LINK:
        response.headers.update({"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"})
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
