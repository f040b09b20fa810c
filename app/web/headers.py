"""Headers that every response has: what a browser may do with it, and who may keep it."""

from flask import Response, g

from app.web.site import current_site

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

HSTS = "max-age=31536000; includeSubDomains"


def add_headers(response: Response) -> Response:
    """Add what every response says; one that names no cache may be kept by nobody."""
    response.headers.extend(ALWAYS)
    response.headers["X-Request-Id"] = g.request_id
    response.headers.setdefault("Cache-Control", "private, no-store")
    if current_site().settings.is_production:
        response.headers["Strict-Transport-Security"] = HSTS
    return response
