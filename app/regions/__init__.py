"""Regions: a request for a page to the markup of its regions, each kept until what it read changes.

The front door. Knows no database and no Flask.
"""

from app.regions.keys import region_keys, whole_key
from app.regions.render import expand_changed, expand_page
from app.regions.request import (
    Audience,
    BadInputError,
    LoginNeededError,
    MissingError,
    PageKey,
    PageRequest,
    RenderContext,
    RenderedPage,
    Timing,
)
from app.regions.whole_pages import find_whole

__all__ = [
    "Audience",
    "BadInputError",
    "LoginNeededError",
    "MissingError",
    "PageKey",
    "PageRequest",
    "RenderContext",
    "RenderedPage",
    "Timing",
    "expand_changed",
    "expand_page",
    "find_whole",
    "region_keys",
    "whole_key",
]
