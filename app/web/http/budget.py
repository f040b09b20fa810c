"""A budget of seconds for every request: how long it may wait for others before a 503.

A thread that waits is one that nobody else has. So a database that is locked, away or frozen costs
each request no more than this, and the 503 says when to try again. Knows nothing of requests.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from db.kernel.waiting import budget

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Seconds of waiting: enough for a save behind others, and an answer within five seconds.
SECONDS = 4.0


class TimeBudget:
    """The outermost WSGI middleware."""

    def __init__(self, site: "WSGIApplication") -> None:
        self.site = site

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer as the site does, within the budget."""
        with budget(SECONDS):
            return self.site(environ, start_response)
