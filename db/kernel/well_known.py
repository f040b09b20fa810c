"""The slugs of the posts that the graph is built on.

Knows nothing else. `graph.seed` creates these posts, everything else refers to them.
"""

from typing import Final

TYPE: Final = "type"
TAG: Final = "tag"
ARTICLE: Final = "article"
RELATION: Final = "relation"

RELATED: Final = "related"
TAGGED: Final = "tagged"
IS_A: Final = "is-a"
SUBTYPE_OF: Final = "subtype-of"
DECLARES: Final = "declares"

#: Links in bodies, in topics; no post is this kind.
MENTION: Final = "mention"

#: Kinds of every site. Their slugs never change, and are their keys.
SEED_KINDS: Final = frozenset((RELATED, TAGGED, IS_A, SUBTYPE_OF, DECLARES))

#: Posts that the code knows by their slugs, which never change.
FIXED: Final = SEED_KINDS | {TYPE, TAG, ARTICLE, RELATION}
