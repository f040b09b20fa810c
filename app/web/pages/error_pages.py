"""Exceptions to pages that say in plain words what is wrong.

The page is SX like all others. Those for errors of ours (500, 503) are expanded at the start, so
that they can be sent when nothing else works.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from app import regions, sx
from app.service import Access
from app.web.dev import error_page
from app.web.documents import report
from app.web.http.addresses import post_path
from app.web.http.htmx_request import SAFE_METHODS, ResponseKind, is_htmx, wanted, wants_swaps
from app.web.pages.current_page import current_path
from app.web.pages.flash import Notice, leave_notice
from app.web.pages.helpers import helpers_for
from app.web.pages.moved import moved
from app.web.pages.respond import go_to, page_response, respond, respond_refusal
from app.web.pages.viewer import look_no_further
from app.web.site import Site, current_route, current_site
from db.graph import queries
from db.kernel import errors as db_errors

PAGE = "error"


@dataclass(frozen=True, slots=True)
class WayBack:
    """A link to where the typed text is available again."""

    address: str
    label: str


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The fields of the error page."""

    status: int
    heading: str
    message: str
    request_id: str | None
    q: str
    way_back: WayBack | None = None


#: Heading and sentence by status; a refusal may have a sentence of its own.
WORDS: Mapping[int, tuple[str, str]] = {
    400: ("This address makes no sense", "Something in the request cannot be understood."),
    403: ("This is not allowed", "You may not do this, or not from where you came."),
    404: ("There is no such page", "It may have moved, or the address may have a slip in it."),
    405: ("This cannot be done here", "The address is right, but not for this kind of request."),
    409: ("Somebody was faster", "What you changed has changed in the meantime."),
    410: ("This is gone", "It was here once, and was deleted."),
    413: ("This is too much", "The request is larger than this site takes."),
    422: ("This cannot be saved", "Something in what you sent is not right."),
    429: ("Too many requests", "Please wait a moment, then try again."),
    500: ("Something broke", "The fault is ours, and it is in our log. Please try again later."),
    503: ("Back in a moment", "The site cannot reach its data. Please try again in a moment."),
}

KEPT = (500, 503)

NOT_DONE = "You were signed out, so {what}. Please do it again."
#: The most characters of a form's title that are repeated.
LONGEST_NAME = 100

#: Seconds after which a request may be retried after a 503.
AWAY = 5

#: The errors by which the database refuses.
REFUSALS: Mapping[type[db_errors.DbError], int] = {
    db_errors.NotAllowed: 403,
    db_errors.NotFound: 404,
    db_errors.Conflict: 409,
    db_errors.Invalid: 422,
    db_errors.UnknownKind: 400,
}

_log = logging.getLogger("rose_ash.errors")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sender of a failed request is told."""

    status: int
    heading: str
    message: str
    #: Headers for machines.
    headers: tuple[tuple[str, str], ...] = ()
    #: The place of the fault in SX; only developers see it.
    report: str | None = None
    #: Where what was typed is there again.
    way_back: WayBack | None = None


def install_errors(app: Flask) -> None:
    """Answer every exception with a page."""
    app.register_error_handler(Exception, _answer_by_route)


def _answer_by_route(fault: Exception) -> Response:
    """Let a route that has its own answer give it."""
    return (current_route().on_fault or answer)(fault)


def answer(
    fault: Exception, verdict: Verdict | None = None, way_back: WayBack | None = None
) -> Response:
    """Build the response to a failed request; `way_back` leads to what its sender typed."""
    if isinstance(fault, regions.LoginNeededError):
        return to_login()
    verdict = replace(verdict or judge(fault), way_back=way_back)
    if verdict.status == 404:
        return _missing(verdict)
    if isinstance(fault, sx.SxError | sx.Faults) and not current_site().settings.is_production:
        return _shown(fault)
    return _told(verdict)


def _missing(verdict: Verdict) -> Response:
    """Answer a 404: an old address redirects."""
    try:
        return moved() or _told(verdict)
    except db_errors.Unavailable as away:
        return _told(replace(judge(away), way_back=verdict.way_back))


def _told(verdict: Verdict) -> Response:
    """Build the error page; with nothing typed, use the page expanded at the start."""
    if verdict.status in KEPT and verdict.way_back is None and not _searched():
        return _apology(verdict)
    try:
        return _page(verdict)
    except Exception:
        if verdict.status not in KEPT:
            raise
        return _apology(verdict)


def show_verdict(verdict: Verdict, page: str, override: object) -> Response:
    """Build the response of a page that shows a verdict; an error of ours reads no data."""
    if verdict.status >= 500:
        look_no_further()
    response = respond(page, override=override, status=verdict.status)
    response.headers.extend(verdict.headers)
    return response


def judge(fault: Exception) -> Verdict:
    """Return the verdict on an exception, in words; log it if it is an error of ours."""
    match fault:
        case HTTPException():
            return _refusal(fault)
        case regions.MissingError():
            return _verdict(404)
        case regions.BadInputError():
            return _verdict(400, str(fault))
        case db_errors.Unavailable():
            fields = {"request_id": g.request_id, "reason": fault.message}
            _log.error("database", extra={"fields": fields})
            return _verdict(503)
        case db_errors.DbError():
            status = next(REFUSALS[kind] for kind in type(fault).__mro__ if kind in REFUSALS)
            return _verdict(status, f"{fault.message[:1].upper()}{fault.message[1:]}.")
        case _:
            return _fault(fault)


def _verdict(status: int, message: str | None = None) -> Verdict:
    heading, sentence = WORDS.get(status, WORDS[400])
    headers = (("Retry-After", str(AWAY)),) if status == 503 else ()
    return Verdict(status, heading, message or sentence, headers)


def _refusal(fault: HTTPException) -> Verdict:
    status = fault.code or 500
    if status >= 500:
        return _verdict(status if status in KEPT else 500)
    own = fault.description if fault.description != type(fault).description else None
    headers = (
        (name, value) for name, value in fault.get_headers() if name in ("Allow", "Retry-After")
    )
    return replace(_verdict(status, own), headers=tuple(headers))


def _fault(fault: Exception) -> Verdict:
    """Log an error of ours with everything known about it."""
    route = current_route()
    path = route.path if route.access is Access.LINK else request.path
    fields = {"request_id": g.get("request_id"), "path": path}
    if not isinstance(fault, sx.SxError | sx.Faults):
        _log.error("fault", exc_info=fault, extra={"fields": fields})
        return _verdict(500)
    told = report(fault)
    _log.error("page", extra={"fields": {**fields, "report": told}})
    is_private = current_site().settings.is_production
    return replace(_verdict(500), report=None if is_private else told)


def keep_apologies(site: Site) -> None:
    """Expand the pages for errors of ours: as document, as navigation, and for a widget."""
    for status in KEPT:
        heading, message = WORDS[status]
        page_request = regions.PageRequest(
            page=PAGE,
            parameters={},
            viewer=None,
            helpers=helpers_for(site, None, "/"),
            override=ErrorPage(status, heading, message, None, ""),
        )
        told = replace(page_request, helpers=helpers_for(site, None, "/", partial(Notice, message)))
        context = site.render_context
        expanded = {
            ResponseKind.DOCUMENT: regions.expand_page(context, page_request),
            ResponseKind.NAVIGATION: regions.expand_page(context, page_request, navigation=True),
            ResponseKind.SWAPS: regions.expand_changed(context, told, ()),
        }
        site.apologies.update({(status, kind): page.html for kind, page in expanded.items()})


def to_login() -> Response:
    """Redirect somebody who must be an editor to the login, and back here afterwards.

    A write is not carried out, and the page after the login says so.
    """
    if request.method not in SAFE_METHODS:
        route = current_route()
        told = NOT_DONE.format(what=_not_done(route.not_done))
        leave_notice(Notice(f"{told} {route.typed}".rstrip()))
    return go_to(current_site().addresses.url("account/login", {"next": _here()}))


def _not_done(sentence: str) -> str:
    """Return what a write would have done, as a sentence."""
    form = request.form
    named = form.get("create") or _public_name(form.get("other") or form.get("earlier") or "it")
    return sentence.format(post=named[:LONGEST_NAME])


def _public_name(slug: str) -> str:
    """Return the title of a post for a stranger, who must not see the title of a draft."""
    with current_site().database.reading():
        post = queries.post(slug, public=True)
    return slug if post is None else post.title


def _here() -> str:
    """Return the address of the page that a person sees; for a write, that of its form."""
    if request.method in SAFE_METHODS and not wants_swaps():
        return f"{quote(request.path)}?{request.query_string.decode('ascii', 'ignore')}".rstrip("?")
    slug = (request.view_args or {}).get("slug")
    return current_path() or (f"{post_path(slug)}edit" if slug else quote(request.path))


def _shown(fault: sx.SxError | sx.Faults) -> Response:
    """Show a developer what is wrong, as plain text if the page for that is broken, too."""
    try:
        response = respond(error_page.PAGE, override=error_page.report_page(fault), status=500)
    except sx.SxError:
        if is_htmx():
            return _apology(_verdict(500))
        return Response(f"{report(fault)}\n", 500, mimetype="text/plain")
    if is_htmx():
        # The response fills the overlay out of band; page and address stay as they are.
        response.headers.update({"HX-Reswap": "none", "HX-Push-Url": "false"})
    return response


def _apology(verdict: Verdict) -> Response:
    """Return the page that was expanded at the start."""
    response = page_response(current_site().apologies[verdict.status, wanted()], verdict.status)
    response.headers.extend(verdict.headers)
    return response


def _page(verdict: Verdict) -> Response:
    """Build the error page, with a search for what was searched or the words of the address."""
    words = request.path.strip("/").replace("-", " ").replace("/", " ")[:100]
    guess = words if verdict.status == 404 and words.isprintable() else ""
    page = ErrorPage(
        status=verdict.status,
        heading=verdict.heading,
        message=verdict.message,
        request_id=g.request_id,
        q=_searched() or guess,
        way_back=verdict.way_back,
    )
    if not wants_swaps():
        return show_verdict(verdict, PAGE, page)
    response = respond_refusal(PAGE, page, Notice(verdict.message), verdict.status)
    response.headers.extend(verdict.headers)
    return response


def _searched() -> str:
    """Return what was typed into the search."""
    return request.args.get("q", "") if request.endpoint == "search" else ""
