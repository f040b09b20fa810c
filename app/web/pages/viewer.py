"""The session cookie to a viewer: who looks, and what they may see.

The signed cookie has a user's name, id and generation, the time of the login, and the day of the
last visit; the database decides whether the user exists, and whether the generation is current.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

from app.regions import LoginNeededError
from app.service import OPEN, Access
from app.web.site import current_site
from db import accounts
from db.accounts import User

#: What stays of a session after a login.
LASTING = ("notice",)

DAY = 24 * 3600
#: Seconds after the last visit, and after the login, when a session ends.
LONGEST_REST = 30 * DAY
LONGEST_SESSION = 90 * DAY


class Sessions(SecureCookieSessionInterface):
    """Sessions in the signed cookie; the signer is created once, not for each request."""

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer of cookies, with the site's key."""
        return self._signer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Record the visit once a day, so that few responses set a cookie, none shared."""
        if g.get("viewer") is not None and response.cache_control.private:
            now = _now()
            if now - session.get("visit", now) >= DAY:
                session["visit"] = now
        super().save_session(app, session, response)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in user; every account belongs to an editor."""

    name: str
    editor: bool = True


def current_viewer() -> SignedIn | None:
    """Return the viewer of this request, or None for a visitor; looked up once a request."""
    if "viewer" not in g:
        g.viewer = _from_session()
    viewer: SignedIn | None = g.viewer
    return viewer


def is_admitted(access: Access) -> bool:
    """Return whether the viewer may use a route; an access that nothing can check admits nobody."""
    return access in OPEN or (access is Access.EDITORS and current_viewer() is not None)


def look_no_further() -> None:
    """Treat an unknown viewer as a visitor: the response is built without the database."""
    g.setdefault("viewer", None)


def is_stranger() -> bool:
    """Return whether the browser sent nothing by which the site could know it."""
    return not has_session() and "notice" not in g


def has_session() -> bool:
    """Return whether the browser sent a session, without opening one."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def actor() -> str:
    """Return the name of who makes a change; raise LoginNeededError for a visitor."""
    viewer = current_viewer()
    if viewer is None:
        raise LoginNeededError
    return viewer.name


def _from_session() -> SignedIn | None:
    if not has_session():
        return None
    name = session.get("user")
    if not isinstance(name, str) or not _lasts(session):
        return None
    with current_site().database.reading():
        user = accounts.user_named(name)
    if user is None or claims(user) != {key: session.get(key) for key in claims(user)}:
        return None
    return SignedIn(user.name)


def _lasts(session: Mapping[str, object]) -> bool:
    """Return whether a session is young enough, and was used recently enough."""
    login, visit, now = session.get("login"), session.get("visit"), _now()
    if not isinstance(login, int) or not isinstance(visit, int):
        return False
    return now - login < LONGEST_SESSION and now - visit < LONGEST_REST


def claims(user: User) -> Mapping[str, object]:
    """Return what a session claims about its user, to be checked."""
    return {"user": user.name, "id": user.id, "generation": user.generation}


def begun(user: User) -> Mapping[str, object]:
    """Return the content of a new session."""
    return {**claims(user), "login": _now(), "visit": _now()}


def _now() -> int:
    return int(time.time())


def sign_in(user: User) -> None:
    """Start a new session for this user; of the old one only a notice stays."""
    lasting = {name: session[name] for name in LASTING if name in session}
    session.clear()
    session.update(lasting)
    session.permanent = True
    session.update(begun(user))
    g.viewer = SignedIn(user.name)


def sign_out() -> None:
    """End all sessions of the viewer, including those of a copied cookie."""
    viewer = current_viewer()
    if viewer is not None:
        with current_site().database.writing():
            accounts.end_sessions(viewer.name)
    session.clear()
    g.viewer = None
