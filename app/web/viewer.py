"""The session cookie to a viewer: who looks, and what they may see.

The cookie is signed and holds a user's name and id; the database decides
whether there is such a user.
"""

from dataclasses import dataclass

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from app.regions import LoginNeededError
from app.web.site import current_site
from db import accounts
from db.accounts import User

#: What of a session outlives a login.
LASTING = ("notice",)


class Sessions(SecureCookieSessionInterface):
    """Sessions in the signed cookie; what signs is made once, not for each request."""

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Give what signs and reads cookies with the site's key."""
        return self._signer


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who is signed in; every account belongs to an editor."""

    name: str
    editor: bool = True


def current_viewer() -> Viewer | None:
    """Give the viewer of this request, or None for a visitor; asked once a request."""
    if "viewer" not in g:
        g.viewer = _from_session()
    viewer: Viewer | None = g.viewer
    return viewer


def is_stranger() -> bool:
    """Tell whether this browser brought nothing by which the site could know it."""
    return not has_session() and "notice" not in g


def has_session() -> bool:
    """Tell whether this browser brought a session; to open none is cheaper than an empty one."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def actor() -> str:
    """Name who makes a change; raise LoginNeededError for a visitor, who makes none."""
    viewer = current_viewer()
    if viewer is None:
        raise LoginNeededError
    return viewer.name


def _from_session() -> Viewer | None:
    if not has_session():
        return None
    name = session.get("user")
    if not isinstance(name, str):
        return None
    with current_site().database.reading():
        user = accounts.user_named(name)
    if user is None or user.id != session.get("id"):
        return None
    return Viewer(user.name)


def sign_in(user: User) -> None:
    """Begin a new session for this user; of the old one a notice stays, and nothing else."""
    kept = {name: session[name] for name in LASTING if name in session}
    session.clear()
    session.update(kept)
    session.permanent = True
    session["user"] = user.name
    session["id"] = user.id
    g.viewer = Viewer(user.name)


def sign_out() -> None:
    """End the session."""
    session.clear()
    g.viewer = None
