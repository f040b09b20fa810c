"""For machines that watch the site: does the process answer, do its data, which build is it."""

from importlib.metadata import PackageNotFoundError, version

from flask import Response, jsonify

from app.web.site import current_site

BUDGET = 0.25


def alive() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


def ready() -> Response:
    """Say within the budget whether the database answers; 503 if it does not."""
    answers = current_site().database.ping(BUDGET)
    response = jsonify(status="ok" if answers else "unavailable", database=answers)
    response.status_code = 200 if answers else 503
    return response


def build() -> Response:
    """Name the version of the site and the fingerprint of its pages."""
    return jsonify(version=_version(), library=current_site().render_context.library.fingerprint)


def _version() -> str:
    try:
        return version("rose-ash")
    except PackageNotFoundError:
        return "unknown"
