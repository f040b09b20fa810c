"""One line of JSON for each request, and the format of every other log line."""

import json
import logging
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, g, request

_requests = logging.getLogger("rose_ash.requests")
_sessions = logging.getLogger("rose_ash.sessions")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a request: its id, the visitor's address, and the user if known."""

    request_id: str
    address: str | None
    user: str | None = None


class Lines(logging.Formatter):
    """A record as one line of JSON; its `extra` becomes fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record's time, level, message, fields and traceback."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def open_journal(level: str) -> None:
    """Send the site's log to standard output, from this level on."""
    logger = logging.getLogger("rose_ash")
    logger.setLevel(level)
    logger.propagate = False
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(Lines())
        logger.addHandler(handler)


def record_request(response: Response) -> Response:
    """Log a finished request, unless it is of a kind that is not logged."""
    if g.get("is_logged", True):
        route = request.url_rule.rule if request.url_rule else None
        viewer = g.get("viewer")
        user = None if viewer is None else viewer.name
        sender = Sender(g.request_id, request.remote_addr, user)
        note(sender, request.method, route, response.status_code, g.started)
    return response


def note_session(event: str, user: str) -> None:
    """Log that a session begins, ends or is refused; the user's name is as a visitor typed it."""
    fields = {"request_id": g.request_id, "address": request.remote_addr, "user": user}
    level = logging.INFO if event in ("login", "logout") else logging.WARNING
    _sessions.log(level, event, extra={"fields": fields})


def note(sender: Sender, method: str, route: str | None, status: int, began: float) -> None:
    """Log one request that is answered now; `began` is a time of `time.perf_counter`."""
    if _requests.isEnabledFor(logging.INFO):
        fields = {
            "request_id": sender.request_id,
            "address": sender.address,
            "user": sender.user,
            "method": method,
            "route": route,
            "status": status,
            "ms": round((time.perf_counter() - began) * 1000, 2),
        }
        _requests.info("request", extra={"fields": fields})
