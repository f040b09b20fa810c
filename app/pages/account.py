"""Logging in and out."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.exceptions import TooManyRequests

from app.regions import Viewer
from app.web.addresses import safe_next
from app.web.respond import go_to, respond
from app.web.site import current_site
from app.web.viewer import sign_in, sign_out
from db import accounts
from db.folding import fold

bp = Blueprint("account", __name__)

PAGE = "account/login"
LONGEST_NAME = 100
WRONG = "This name and this password do not belong together."


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The form, and what was wrong with the last try."""

    next: str | None
    username: str
    problem: str | None


def login_page(viewer: Viewer | None, next: str | None) -> LoginPage:  # noqa: A002  the form's name
    """Show an empty form."""
    return LoginPage(_next(next), "", None)


@bp.post("/login")
def login() -> Response:
    """Check name and password; begin a session, or show the form again."""
    name = request.form.get("username", "").strip()
    key = fold(name[:LONGEST_NAME])
    throttle = current_site().logins
    wait = throttle.wait(key)
    if wait:
        sentence = f"There were too many wrong passwords. Please try again in {wait} seconds."
        raise TooManyRequests(sentence, retry_after=wait)
    user = _check(name, request.form.get("password", ""))
    if user is None:
        throttle.failed(key)
        page = LoginPage(_next(request.form.get("next")), name[:LONGEST_NAME], WRONG)
        return respond(PAGE, given=page, status=422)
    throttle.succeeded(key)
    sign_in(user)
    return go_to(safe_next(request.form.get("next")))


@bp.post("/logout")
def logout() -> Response:
    """End the session."""
    sign_out()
    return go_to("/")


def _check(name: str, password: str) -> accounts.User | None:
    if len(name) > LONGEST_NAME:
        return None
    with current_site().database.reading():
        return accounts.check(name, password)


def _next(address: str | None) -> str | None:
    """Keep where to go on to in the form, if that is anywhere but home."""
    safe = safe_next(address)
    return None if safe == "/" else safe
