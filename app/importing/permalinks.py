"""A pattern of addresses, as Jekyll and Hexo have them, to the address of one post.

`/:year/:month/:title/` becomes `/2020/05/harbour/`. Knows nothing of what settings a pattern is in.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.importing.files import File

_DATED: Final = "/:categories/:year/:month/:day/:title"
#: The patterns of Jekyll that have a name.
PATTERNS: Final = {
    "date": f"{_DATED}.html",
    "pretty": f"{_DATED}/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
_PART = re.compile(r":([a-z_]+)")


def filled(
    pattern: str, file: File, slug: str, date: datetime | None, categories: Sequence[str]
) -> str:
    """Return the address that a pattern gives a post; empty where the post lacks a part of it."""
    name = slug.strip("/") or file.bare
    folders = [folder.name for folder in file.folders]
    above = folders[: folders.index("_posts")] if "_posts" in folders else []
    above = above[above.index("source") + 1 :] if "source" in above else above
    tree = [*above, *categories]
    parts = {
        "title": name,
        "slug": name,
        "name": name,
        "post_title": name,
        "output_ext": ".html",
        "categories": "/".join(dict.fromkeys(each.lower().replace(" ", "-") for each in tree)),
        "category": categories[0] if categories else "",
        **_of_day(date),
    }
    pattern = PATTERNS.get(pattern, pattern).replace(":output_ext", ".html")
    if any(found[1] not in parts for found in _PART.finditer(pattern)):
        return ""
    address = _PART.sub(lambda found: parts[found[1]], pattern)
    return re.sub("/+", "/", f"/{address}")


def _of_day(date: datetime | None) -> dict[str, str]:
    if date is None:
        return {}
    return {
        "year": f"{date.year:04}",
        "short_year": f"{date.year % 100:02}",
        "month": f"{date.month:02}",
        "i_month": str(date.month),
        "day": f"{date.day:02}",
        "i_day": str(date.day),
        "y_day": f"{date:%j}",
        "hour": f"{date.hour:02}",
        "minute": f"{date.minute:02}",
        "second": f"{date.second:02}",
    }
