"""Logging in and out."""

from dataclasses import dataclass

from flask import Response, request
from werkzeug.exceptions import TooManyRequests

from app.regions import Audience
from app.web.http.access_log import note_session
from app.web.http.addresses import safe_next
from app.web.pages import error_pages
from app.web.pages.respond import go_to, respond
from app.web.pages.viewer import current_viewer, sign_in, sign_out
from app.web.site import current_site
from db import accounts

PAGE = "account/login"
LONGEST_NAME = 100
WRONG = "This name and this password do not belong together."


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The form, and what was wrong with the last try."""

    next: str | None
    username: str
    problem: str | None


def login_page(viewer: Audience | None, next: str | None) -> LoginPage:  # noqa: A002  the form's name
    """Show an empty form."""
    return LoginPage(_next(next), "", None)


def give_back(fault: Exception) -> Response:
    """Answer a login that failed with the form and the name in it; no password is sent back."""
    verdict = error_pages.judge(fault)
    if verdict.status in (403, 413):
        return error_pages.answer(fault, verdict)
    name = request.form.get("username", "")[:LONGEST_NAME]
    page = LoginPage(_next(request.form.get("next")), name, verdict.message)
    return error_pages.show_verdict(verdict, PAGE, page)


def login() -> Response:
    """Check name and password; begin a session, or show the form again."""
    name = " ".join(request.form.get("username", "").split())[:LONGEST_NAME]
    throttle, key = current_site().logins, (request.remote_addr or "", accounts.name_key(name))
    wait = throttle.wait(*key)
    if wait:
        note_session("login held", name)
        sentence = f"There were too many wrong passwords. Please try again in {wait} seconds."
        raise TooManyRequests(sentence, retry_after=wait)
    with current_site().database.reading():
        user = accounts.check(name, request.form.get("password", ""))
    if user is None:
        note_session("login refused", name)
        page = LoginPage(_next(request.form.get("next")), name, WRONG)
        return respond(PAGE, override=page, status=422)
    throttle.succeeded(*key)
    sign_in(user)
    note_session("login", user.name)
    return go_to(safe_next(request.form.get("next")))


def logout() -> Response:
    """End all sessions of the viewer."""
    viewer = current_viewer()
    sign_out()
    if viewer is not None:
        note_session("logout", viewer.name)
    return go_to("/")


def _next(address: str | None) -> str | None:
    """Keep where to go on to in the form, if that is anywhere but home."""
    safe = safe_next(address)
    return None if safe == "/" else safe
