"""Posts: created, revised, deleted, put by an import, and the names and addresses they go by."""

from db.posts.writes import (
    LONGEST_TITLE,
    SEEDED,
    Changes,
    Imported,
    NewPost,
    Outcome,
    all_slugs,
    create,
    delete,
    hold,
    imported,
    put,
    renew_words,
    revise,
    unique_slug,
)

__all__ = [
    "LONGEST_TITLE",
    "SEEDED",
    "Changes",
    "Imported",
    "NewPost",
    "Outcome",
    "all_slugs",
    "create",
    "delete",
    "hold",
    "imported",
    "put",
    "renew_words",
    "revise",
    "unique_slug",
]
