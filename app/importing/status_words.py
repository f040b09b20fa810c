"""The names of fields that say who may see a post.

Knows no values: what each says is read by `visibility`.
"""

import re

#: True keeps a post from visitors.
HIDING = frozenset(
    "draft drafts isdraft private isprivate hidden ishidden hide unlisted unpublished secret"  # noqa: SIM905
    " confidential headless noindex wip trashed deleted eleventyexcludefromcollections".split()
)
#: False keeps a post from visitors.
SHOWING = frozenset("published publish public dgpublish visible listed render".split())  # noqa: SIM905
#: One word says it, and one that is not understood hides the post.
STATUS = frozenset(
    "status visibility poststatus publishstatus publicationstatus privacy".split()  # noqa: SIM905
)
#: Names that mean other things too: only a word that hides a post is taken for a status.
PERHAPS_STATUS = frozenset(
    "state stage access permission permissions sharing audience type layout workflow".split()  # noqa: SIM905
)
#: Whatever stands here locks the post.
LOCKS = frozenset("password passwd passphrase protected protect encrypt encrypted".split())  # noqa: SIM905
#: What Hugo makes of a page.
BUILD = frozenset({"build"})
#: When it is to appear, and when to go.
STARTS = (
    "publishdate", "publish-date", "publish_date", "published_at", "published-at", "publishedat",
    "published_on", "published-on", "publish_at", "publish-at", "publishat", "publish_on",
    "datepublished", "date_published", "date-published", "release_date", "releasedate", "embargo",
    "scheduled",
)  # fmt: skip
ENDS = (
    "expirydate", "expiry-date", "expiry_date", "expiredate", "expires", "expire", "expiration",
    "expiry", "unpublishdate", "unpublish_date", "expires_at",
)  # fmt: skip

#: Beginnings of names that are no status though they sound like one.
_HARMLESS = re.compile(
    "publisher|publishedby|publishedin|publishedwhere|publication|publishdir|dghide|dgshow"
)
_SOUNDS_LIKE = re.compile(
    "draft|private|privacy|hidden|unlist|publish|visib|secret|embargo|password|confidential"
)


def plain(name: str) -> str:
    """Give a field's name as these lists have it: `_dg-Publish` is `dgpublish`."""
    return re.sub("[^a-z0-9]", "", name.lower())


DATES = frozenset(map(plain, (*STARTS, *ENDS)))
_UNDERSTOOD = HIDING | SHOWING | STATUS | LOCKS | BUILD | DATES


def sounds_like_status(name: str) -> bool:
    """Tell a name that says something of who may see a post, understood here or not."""
    word = plain(name)
    if word in _UNDERSTOOD:
        return True
    return bool(_SOUNDS_LIKE.search(word)) and not _HARMLESS.match(word)
