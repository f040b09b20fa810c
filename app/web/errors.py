"""Everything that goes wrong, to a page that says so in plain words.

The page is SX like all others. Those for faults of ours (500, 503) are
expanded at the start and kept, so that they come even when nothing else does.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from app import regions, sx
from app.web import developer
from app.web.addresses import post_path
from app.web.asked import SAFE_METHODS, Answer, is_htmx, wanted, wants_swaps
from app.web.documents import report
from app.web.helpers import helpers_for
from app.web.moved import moved
from app.web.notices import Notice, leave_notice
from app.web.places import current_path
from app.web.policy import policy
from app.web.respond import go_to, page_response, respond, respond_refusal
from app.web.site import Site, current_site
from db import errors as db_errors
from db import queries

PAGE = "error"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What the error page shows."""

    status: int
    heading: str
    message: str
    request_id: str | None
    q: str


#: Heading and sentence by status; a refusal may bring a sentence of its own.
WORDS: Mapping[int, tuple[str, str]] = {
    400: ("This address makes no sense", "Something in the request cannot be understood."),
    403: ("This is not allowed", "You may not do this, or not from where you came."),
    404: ("There is no such page", "It may have moved, or the address may have a slip in it."),
    405: ("This cannot be done here", "The address is right, but not for this kind of request."),
    409: ("Somebody was faster", "What you changed has changed in the meantime."),
    413: ("This is too much", "The request is larger than this site takes."),
    422: ("This cannot be saved", "Something in what you sent is not right."),
    429: ("Too many requests", "Please wait a moment, then try again."),
    500: ("Something broke", "The fault is ours, and it is in our log. Please try again later."),
    503: ("Back in a moment", "The site cannot reach its data. Please try again in a moment."),
}

KEPT = (500, 503)

NOT_DONE = "You were signed out, so {what}. Please do it again."
#: How much of what a form names is repeated.
LONGEST_NAME = 100

#: Seconds after which somebody who met a 503 may well try again.
AWAY = 5

#: What the database says no with.
REFUSALS: Mapping[type[db_errors.DbError], int] = {
    db_errors.NotAllowed: 403,
    db_errors.NotFound: 404,
    db_errors.Conflict: 409,
    db_errors.Invalid: 422,
    db_errors.UnknownKind: 400,
}

_log = logging.getLogger("rose_ash.errors")


def install_errors(app: Flask) -> None:
    """Answer every exception with a page."""
    app.register_error_handler(HTTPException, _refusal)
    app.register_error_handler(regions.MissingError, lambda _: _missing())
    app.register_error_handler(regions.BadInputError, lambda fault: _page(400, str(fault)))
    app.register_error_handler(regions.LoginNeededError, lambda _: to_login())
    app.register_error_handler(db_errors.Unavailable, _unavailable)
    for kind, status in REFUSALS.items():
        app.register_error_handler(kind, partial(_refused, status))
    app.register_error_handler(Exception, _fault)


def keep_apologies(site: Site) -> None:
    """Expand the pages for faults of ours: as a document, for navigation, for a widget."""
    for status in KEPT:
        heading, message = WORDS[status]
        visit = regions.Visit(
            page=PAGE,
            parameters={},
            viewer=None,
            helpers=helpers_for(site, None, "/"),
            given=ErrorPage(status, heading, message, None, ""),
        )
        notice = partial(Notice, message)
        told = replace(visit, helpers=helpers_for(site, None, "/", notice))
        for answer, made in (
            (Answer.DOCUMENT, regions.expand_page(site.supplies, visit)),
            (Answer.NAVIGATION, regions.expand_page(site.supplies, visit, navigation=True)),
            (Answer.SWAPS, regions.expand_changed(site.supplies, told, ())),
        ):
            site.apologies[status, answer] = made.html


def to_login() -> Response:
    """Send somebody who must be an editor to the login, and back here afterwards.

    What a write would have done is not done, and the page that opens then says so.
    """
    if request.method not in SAFE_METHODS:
        leave_notice(Notice(NOT_DONE.format(what=_not_done())))
    return go_to(current_site().addresses.url("account/login", {"next": _here()}))


def _not_done() -> str:
    """Say what a write would have done."""
    form = request.form
    named = form.get("create") or _public_name(form.get("other") or form.get("earlier") or "it")
    sentence = policy(request.endpoint, request.method).not_done
    return sentence.format(post=named[:LONGEST_NAME])


def _public_name(slug: str) -> str:
    """Give the title of a post; a stranger reads this, who is told no title of a draft."""
    with current_site().database.reading():
        post = queries.post(slug)
    return post.title if post is not None and post.status == "published" else slug


def _here() -> str:
    """Give the address of the page that a person sees: a write has none but that of its form."""
    if request.method in SAFE_METHODS and not wants_swaps():
        return f"{quote(request.path)}?{request.query_string.decode('ascii', 'ignore')}".rstrip("?")
    slug = (request.view_args or {}).get("slug")
    return current_path() or (f"{post_path(slug)}edit" if slug else quote(request.path))


def _refused(status: int, fault: db_errors.DbError) -> Response:
    return _page(status, f"{fault.message[:1].upper()}{fault.message[1:]}.")


def _refusal(fault: HTTPException) -> Response:
    status = fault.code or 500
    if status >= 500:
        return _apology(status)
    if status == 404:
        return _missing()
    own = fault.description if fault.description != type(fault).description else None
    response = _page(status, own)
    response.headers.extend(
        (name, value) for name, value in fault.get_headers() if name in ("Allow", "Retry-After")
    )
    return response


def _fault(fault: Exception) -> Response:
    """Log a fault of ours with all that is known of it, and apologise."""
    fields = {"request_id": g.get("request_id"), "path": request.path}
    if isinstance(fault, sx.SxError | sx.Faults):
        _log.error("page", extra={"fields": {**fields, "report": report(fault)}})
        return _apology(500) if current_site().settings.is_production else _shown(fault)
    _log.error("fault", exc_info=fault, extra={"fields": fields})
    return _apology(500)


def _shown(fault: sx.SxError | sx.Faults) -> Response:
    """Show a developer what is wrong, as text alone if the page for that is wrong, too."""
    try:
        response = respond(developer.PAGE, given=developer.report_page(fault), status=500)
    except sx.SxError:
        if is_htmx():
            return _apology(500)
        return Response(f"{report(fault)}\n", 500, mimetype="text/plain")
    if is_htmx():
        # The answer fills the overlay out of band; page and address stay as they are.
        response.headers.update({"HX-Reswap": "none", "HX-Push-Url": "false"})
    return response


def _unavailable(fault: db_errors.Unavailable) -> Response:
    _log.error("database", extra={"fields": {"request_id": g.request_id, "reason": fault.message}})
    return _apology(503)


def _apology(status: int) -> Response:
    known = status if status in KEPT else 500
    response = page_response(current_site().apologies[known, wanted()], known)
    if known == 503:
        response.headers["Retry-After"] = str(AWAY)
    return response


def _missing() -> Response:
    """Answer where routes and posts gave 404: an old address leads on."""
    try:
        return moved() or _page(404)
    except db_errors.Unavailable as fault:
        return _unavailable(fault)


def _page(status: int, message: str | None = None) -> Response:
    heading, sentence = WORDS.get(status, WORDS[400])
    words = request.path.strip("/").replace("-", " ").replace("/", " ")[:100]
    given = ErrorPage(
        status=status,
        heading=heading,
        message=message or sentence,
        request_id=g.request_id,
        q=words if status == 404 and words.isprintable() else "",
    )
    if wants_swaps():
        return respond_refusal(PAGE, given, Notice(given.message), status)
    return respond(PAGE, given=given, status=status)
