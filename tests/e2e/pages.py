"""The pages of the site, for the rules that hold for each of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A path, the status and the main heading of its page."""

    path: str
    heading: str
    status: int = 200

    @property
    def complaint(self) -> str:
        """What the browser says when it loads a page with this status."""
        return f"the server responded with a status of {self.status}"


PLACES = (
    Place("/", "Posts"),
    Place("/?page=2", "Posts · page 2"),
    Place("/paper-boats/", "Paper boats"),
    Place("/river-07/", "River 7"),
    Place("/rivers/", "rivers"),
    Place("/tag/", "Tag"),
    Place("/type/", "Type"),
    Place("/related/", "Related"),
    Place("/tags/", "Tags"),
    Place("/types/", "Types"),
    Place("/search", "Search"),
    Place("/search?q=quincunx", "Search"),
    Place("/search?q=nothing+like+this", "Search"),
    Place("/login", "Log in"),
    Place("/there-is-no-such-page/", "There is no such page", 404),
    Place("/?page=0", "There is no such page", 404),
)
