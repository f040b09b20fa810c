"""Serves the site as `rose-ash serve` does, with answers that come late or fail when a test asks.

A request says by `X-Test-Delay` after how many milliseconds its answer is sent, and by
`X-Test-Fail` with which status it is refused; the product knows neither.
"""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import abort, request

from app.cli.serve import Server, options_for
from app.config import Settings, from_env
from app.factory import create_app, site_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Slow:
    """Sends each answer as late as its request says; it is as old by then."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, and wait."""
        answer = self._app(environ, start_response)
        time.sleep(int(environ.get("HTTP_X_TEST_DELAY", 0)) / 1000)
        return answer


def fail_if_asked() -> None:
    """Break, or refuse, as the site itself would."""
    status = int(request.headers.get("X-Test-Fail", 0))
    if status >= 500:
        raise RuntimeError("a test wants to see this")
    if status:
        abort(status)


def serve(settings: Settings) -> None:
    """Serve until somebody ends the process."""
    app = create_app(settings)
    app.before_request(fail_if_asked)
    app.wsgi_app = Slow(app.wsgi_app)  # type: ignore[method-assign]
    site_of(app).database.dispose()
    Server(app, options_for(settings)).run()


if __name__ == "__main__":
    serve(from_env())
