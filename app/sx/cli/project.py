"""The site around the files: the helpers that its pages call."""

import importlib

from app.sx.cli.terminal import Refused
from app.sx.compiler import Helper


def helpers_at(where: str | None) -> tuple[Helper, ...]:
    """Fetch the declarations of the site's helpers from the module that has them."""
    if where is None:
        return ()
    module, _, name = where.partition(":")
    try:
        declared = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as fault:
        raise Refused(f"no helpers at {where}: {fault}") from None
    return tuple(declared)
