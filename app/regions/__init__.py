"""Regions: a request for a page to the markup of its regions, each kept until what it read changes.

The front door. Knows no database and no Flask.
"""

from app.regions.render import expand_changed, expand_page, find_whole, region_keys, whole_key
from app.regions.request import (
    Answer,
    BadInputError,
    LoginNeededError,
    MissingError,
    Supplies,
    Timing,
    Viewer,
    Visit,
    Whole,
)

__all__ = [
    "Answer",
    "BadInputError",
    "LoginNeededError",
    "MissingError",
    "Supplies",
    "Timing",
    "Viewer",
    "Visit",
    "Whole",
    "expand_changed",
    "expand_page",
    "find_whole",
    "region_keys",
    "whole_key",
]
