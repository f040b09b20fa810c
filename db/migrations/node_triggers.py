"""The triggers of nodes, posts and edges, as the schema's tenth and eleventh version make them.

They note what is written, for `db.log.changes`, and keep narrow titles. On SQLite they go with
a table that is made anew: a version that rebuilds one of these makes them again.
"""

from db.migrations.tables import is_sqlite, make_trigger

#: What moves from a post to its node.
CARD = (
    *("slug", "title", "folded", "status", "published", "created", "updated"),
    *("listing_rule", "listed", "goes_public"),
)
#: What stays.
POST = (
    *("id", "rev", "format", "author_id", "origin", "origin_hash", "origin_rev", "fields", "lang"),
    *("summary", "body", "plain"),
)
EDGE = ("source_id", "kind", "target_id", "position")
_NODE = ("id", "uuid", "thing", "service", *CARD, "url", "key", "snapshot")
_LISTING = ("slug", "status", "published", "listed", "goes_public")
_WORDS = ("slug", "url", "title")
#: By these a node is found at an address, or not.
_PLACE = ("slug", "status")
_NAMING = ("slug", "folded", "status")
#: What a topic says of a name: an index takes no line of any length.
LONGEST = 200

_NOTE_NODE = "INSERT INTO touched_nodes (node_id, uuid, slug, listing, words)"
_NOTE_POST = "INSERT INTO touched_nodes (node_id, listing, words)"
_NOTEEDGE = "INSERT INTO touched_edges (source_id, kind, target_id, step)"
_NOTE_NAME = "INSERT INTO touched_names (name)"


#: An old address is a name as well: links to it lead to its post.
_NOTES_OF_ADDRESSES = [
    (f"addresses_{event}_notes_names", event, "true", f"{_NOTE_NAME} VALUES ({row}.path)")
    for event, row in (("insert", "NEW"), ("delete", "OLD"), ("update", "NEW"))
]


def make() -> None:
    """Make all but those that note nodes."""
    for triggers in (_notes_of_posts, _notes_of_edges, _notes_of_names):
        for trigger in triggers(_is_other()):
            make_trigger(*trigger)
    for trigger in _writes_of_titles():
        make_trigger(*trigger)


def make_notes_of_nodes() -> None:
    """Make those that note nodes."""
    for trigger in _notes_of_nodes(_is_other()):
        make_trigger(*trigger)


def _is_other() -> str:
    return "IS NOT" if is_sqlite() else "IS DISTINCT FROM"


def make_for_mentions() -> None:
    """Make those that the twelfth version adds, for mentions and old addresses."""
    for trigger in (*_notes_of_mentions(_is_other()), *_NOTES_OF_ADDRESSES):
        make_trigger(*trigger)


#: Its name, its event, when it fires, and what it does.
_Trigger = tuple[str, str, str, str]


def _notes_of_nodes(is_other: str) -> list[_Trigger]:
    """Note cards, with the addresses where another node is found now, or none."""
    flags = f"{_compared(_LISTING, is_other)}, {_compared(_WORDS, is_other)}"
    is_moved, changed = _compared(_PLACE, is_other), _compared(_NODE, is_other)
    old, new = (
        f"SELECT {row}.id, {row}.uuid, CASE WHEN {is_moved} THEN {row}.slug END, {flags}"
        for row in ("OLD", "NEW")
    )
    return [
        ("nodes_insert_is_noted", "insert", "true", _noted("NEW")),
        ("nodes_delete_is_noted", "delete", "true", _noted("OLD")),
        ("nodes_update_is_noted", "update", changed, f"{_NOTE_NODE} {old} UNION {new}"),
    ]


def _noted(row: str) -> str:
    return f"{_NOTE_NODE} VALUES ({row}.id, {row}.uuid, {row}.slug, true, false)"


def _notes_of_posts(is_other: str) -> list[_Trigger]:
    """Note what a post holds; its card says when it comes and goes."""
    flags = f"false, {_compared(('summary', 'body', 'plain'), is_other)}"
    note = f"{_NOTE_POST} VALUES (%s.id, %s)"
    return [
        ("posts_insert_is_noted", "insert", "true", note % ("NEW", "true, false")),
        ("posts_delete_is_noted", "delete", "true", note % ("OLD", "true, false")),
        ("posts_update_is_noted", "update", _compared(POST, is_other), note % ("NEW", flags)),
    ]


def _notes_of_edges(is_other: str) -> list[_Trigger]:
    came = "SELECT NEW.source_id, NEW.kind, NEW.target_id, 1"
    went = "SELECT OLD.source_id, OLD.kind, OLD.target_id, -1"
    both = f"{_NOTEEDGE} {went} UNION ALL {came}"
    return [
        ("edges_insert_is_noted", "insert", "true", f"{_NOTEEDGE} {came}"),
        ("edges_delete_is_noted", "delete", "true", f"{_NOTEEDGE} {went}"),
        ("edges_update_is_noted", "update", _compared(EDGE, is_other), both),
    ]


def _notes_of_mentions(is_other: str) -> list[_Trigger]:
    """Note mentions as edges of a kind of their own; 0 is the target of one that leads nowhere."""
    came, went = (
        f"SELECT {row}.source_id, 'mention', coalesce({row}.target_id, 0), 0"
        for row in ("NEW", "OLD")
    )
    changed = _compared(("target_id",), is_other)
    return [
        ("mentions_insert_is_noted", "insert", "true", f"{_NOTEEDGE} {came}"),
        ("mentions_delete_is_noted", "delete", "true", f"{_NOTEEDGE} {went}"),
        ("mentions_update_is_noted", "update", changed, f"{_NOTEEDGE} {went} UNION ALL {came}"),
    ]


def _notes_of_names(is_other: str) -> list[_Trigger]:
    """Note which names may mean another post."""
    came, went = (_own_names(row) for row in ("NEW", "OLD"))
    own = f"SELECT substr(folded, 1, {LONGEST}) FROM aliases WHERE post_id = NEW.id"  # noqa: S608
    changed = f"{_compared(_NAMING, is_other)} AND 'published' IN (OLD.status, NEW.status)"
    here = "slug IS NOT NULL AND {0}.status = 'published'"
    return [
        ("nodes_insert_notes_names", "insert", f"NEW.{here.format('NEW')}", f"{_NOTE_NAME} {came}"),
        ("nodes_delete_notes_names", "delete", f"OLD.{here.format('OLD')}", f"{_NOTE_NAME} {went}"),
        (
            "nodes_update_notes_names",
            "update",
            f"NEW.slug IS NOT NULL AND {changed}",
            f"{_NOTE_NAME} {went} UNION {came} UNION {own}",
        ),
    ]


def _own_names(row: str) -> str:
    return (
        f"SELECT substr({row}.slug, 1, {LONGEST}) UNION SELECT substr({row}.folded, 1, {LONGEST})"
    )


def _writes_of_titles() -> list[_Trigger]:
    """Keep the narrow titles of what has a slug."""
    both, here = names("NEW"), "NEW.slug IS NOT NULL"
    put = f"INSERT INTO titles (node_id, names) VALUES (NEW.id, {both})"  # noqa: S608
    renew = f"UPDATE titles SET names = {both} WHERE node_id = NEW.id"  # noqa: S608
    return [
        ("nodes_insert_keeps_title", "insert", here, put),
        ("nodes_update_keeps_title", "update OF folded, slug", here, renew),
    ]


def names(row: str) -> str:
    """Write the two lines by which a node is found; an index takes no title of any length."""
    feed = "char(10)" if is_sqlite() else "chr(10)"
    return f"substr({row}.folded, 1, 500) || {feed} || {row}.slug"


def _compared(columns: tuple[str, ...], is_other: str) -> str:
    """Write an expression that is true when the row before and the row after differ."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"(({old}) {is_other} ({new}))"
