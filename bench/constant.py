"""A site of one page that never changes, by the server of the site: what any page costs at least.

`python -m bench.constant FILE`: a Flask view that gives the bytes of FILE, whatever is asked.
"""

import sys
from pathlib import Path

from flask import Flask, Response

from app.cli.serve import Server, options_for
from app.config import from_env


def site(body: bytes) -> Flask:
    """Make the application."""
    app = Flask("constant", static_folder=None)

    def view(path: str) -> Response:
        return Response(body, mimetype="text/html")

    app.add_url_rule("/<path:path>", view_func=view)
    return app


if __name__ == "__main__":
    Server(site(Path(sys.argv[1]).read_bytes()), options_for(from_env())).run()
