"""The names of fields that say who may see a post.

Knows no values: what each says is read by `visibility`.
"""

import re

#: True keeps a post from visitors.
HIDING = frozenset(
    "draft drafts isdraft private isprivate hidden ishidden hide unlisted unpublished secret"  # noqa: SIM905
    " confidential headless noindex wip trashed deleted eleventyexcludefromcollections"
    " brouillon entwurf borrador rascunho bozza utkast privat privé privado"
    " черновик 草稿 下書き".split()
)
#: False keeps a post from visitors.
SHOWING = frozenset("published publish public dgpublish visible listed render".split())  # noqa: SIM905
#: Names that mean other things too: only yes hides a post, and only no.
PERHAPS_HIDING = frozenset(
    "archived exclude excluded ignore ignored skip disabled inactive removed internal internalonly"  # noqa: SIM905
    " membersonly memberonly subscribersonly paywall premium paid restricted offline auth"
    " authrequired requiresauth loginrequired requirelogin requireslogin sitemapexclude"
    " excludefromsitemap norender nolist noexport".split()
)
PERHAPS_SHOWING = frozenset(
    "enabled enable active isactive online live islive show shown display displayed output index"  # noqa: SIM905
    " indexable listable routable available released ready approved isready isapproved".split()
)
#: The tables that generators keep for what their users say of a page.
OWN_TABLES = frozenset("extra params param custom meta metadata data sitemap".split())  # noqa: SIM905
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
_ENDS = frozenset(
    "expirydate expiredate expires expire expiration expirationdate expiry expireson expiresat"  # noqa: SIM905
    " validuntil".split()
)

#: Beginnings of names that are no status though they sound like one.
_HARMLESS = re.compile(
    "publisher|publishedby|publishedin|publishedwhere|publication|publishdir|dghide|dgshow"
)
_SOUNDS_LIKE = re.compile(
    "draft|private|privacy|hidden|unlist|publish|visib|secret|embargo|password|confidential"
    "|hide(?:from|post|page|this|in|on)"
)
_SOUNDS_LIKE_END = re.compile("until|unpublish|expir|end|down|stop")


def plain(name: str) -> str:
    """Return a field's name as these lists have it: `_dg-Publish` is `dgpublish`."""
    return re.sub(r"[\W_]", "", name.lower())


DATES = frozenset(map(plain, STARTS)) | _ENDS
_UNDERSTOOD = HIDING | SHOWING | STATUS | LOCKS | BUILD | DATES


def sounds_like_status(name: str) -> bool:
    """Tell a name that says something of who may see a post, understood here or not."""
    word = plain(name)
    if word in _UNDERSTOOD:
        return True
    return bool(_SOUNDS_LIKE.search(word)) and not _HARMLESS.match(word)


def ends(name: str) -> bool:
    """Tell the name of the day on which a post goes from that on which it appears."""
    word = plain(name)
    return word in _ENDS or (sounds_like_status(name) and _SOUNDS_LIKE_END.search(word) is not None)
