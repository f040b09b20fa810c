"""The tables as classes: posts, the graph, counts and search, users, logs.

Knows what is stored, not why. A node is the index card of whatever can be the end of an edge: a
thing of this site has a slug, one elsewhere a url. The rest of a post is in `posts`, under the id
of its node. Edges join nodes, so an edge never asks where its ends are. Deleting a node deletes
its post and its edges, both ways.

An edge is found by three indexes: its key (what does this post point to, does it exist), (source,
kind, position) for the next free position, and (target, kind) for what points to a post. The
index on `kind` keeps the deletion of a post from scanning all edges.

A kind of edge is a node too; edges refer to it by its key, which does not change with its slug.

Triggers fill `touched_nodes`, `touched_edges` and `touched_names`; `db.log.changes` explains and
empties them.
"""

import secrets
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, join, mapped_column

from db.kernel.columns import Moment as Moment
from db.kernel.identity import new_uuid
from db.kernel.post_fields import FIELDS, Field
from db.kernel.text import clean

#: Orders and compares by code point, as SQLite does, whatever the server's locale.
Name: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

Fields: Final = sa.JSON().with_variant(JSONB(), "postgresql")

#: A number that never runs out; SQLite numbers rows by itself in a column of this type only.
Serial: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Base(DeclarativeBase):
    """All tables; constraints have names so that migrations can find them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


def new_generation() -> str:
    """Return a word that no session has."""
    return secrets.token_hex(8)


class UserRow(Base):
    """Somebody who may edit."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Name)
    #: The folded name, so that no two users look the same.
    folded: Mapped[str] = mapped_column(Name, unique=True)
    password_hash: Mapped[str] = mapped_column(sa.Text)
    created: Mapped[datetime] = mapped_column(Moment)
    #: A random word; sessions with another one have ended.
    generation: Mapped[str] = mapped_column(sa.Text, default=new_generation)


class Node(Base):
    """The index card of a thing: what lists, links and pickers show of it."""

    __tablename__ = "nodes"
    __table_args__ = (
        sa.CheckConstraint("status IN ('draft', 'scheduled', 'published', 'deleted')", "status"),
        sa.CheckConstraint("(slug IS NULL) <> (url IS NULL)", "place"),
        sa.CheckConstraint(
            "published IS NOT NULL OR url IS NOT NULL OR status IN ('draft', 'deleted')",
            "published",
        ),
        sa.CheckConstraint("listing_rule IN ('type', 'always', 'never')", "listing_rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Its public id, in time order: a version 7, in its usual form.
    uuid: Mapped[str] = mapped_column(Name, unique=True, default=new_uuid)
    #: Its kind of thing; a `post` has a row in `posts` unless it is elsewhere.
    thing: Mapped[str] = mapped_column(sa.Text, server_default="post")
    #: Its service; empty for the host.
    service: Mapped[str] = mapped_column(sa.Text, server_default="")
    #: The address of a thing of this site, which no two share; None for a thing elsewhere: who
    #: may meet one says so, or asks for what is `HERE`.
    slug: Mapped[str] = mapped_column(Name, unique=True, nullable=True)
    #: The address of a thing elsewhere.
    url: Mapped[str | None] = mapped_column(Name, unique=True)
    title: Mapped[str] = mapped_column(sa.Text)
    #: The title without case and accents, to find by and to order by.
    folded: Mapped[str] = mapped_column(Name, index=True)
    #: Whatever is not published is not public.
    status: Mapped[str] = mapped_column(sa.Text)
    published: Mapped[datetime | None] = mapped_column(Moment)
    created: Mapped[datetime] = mapped_column(Moment)
    updated: Mapped[datetime] = mapped_column(Moment)
    #: Who decides whether lists of all posts show this one: its types, or what was said here.
    listing_rule: Mapped[str] = mapped_column(sa.Text, server_default="type")
    #: The result, maintained by `db.log.listing`.
    listed: Mapped[bool] = mapped_column(server_default=sa.false())
    #: Of a draft: it is published with the first post that points to it and is published.
    goes_public: Mapped[bool] = mapped_column(server_default=sa.false())
    #: Of a kind: what edges name it by, made with its first edge and never changed.
    key: Mapped[str | None] = mapped_column(Name, unique=True)
    #: Of a thing elsewhere: what its card shows besides its title.
    snapshot: Mapped[dict[str, object] | None] = mapped_column(Fields)


class Post(Base):
    """What a post has besides its card; long texts are last in the row.

    Columns that no query names follow from the fields of a post, as do all checks.
    """

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(sa.ForeignKey(Node.id, ondelete="CASCADE"), primary_key=True)
    #: Grows by one with each save; a save names the one it has seen.
    rev: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(UserRow.id, ondelete="SET NULL"), index=True
    )
    #: Where the post was imported from, the hash of that text, and the rev it became.
    origin: Mapped[str | None] = mapped_column(Name, unique=True)
    origin_hash: Mapped[str | None] = mapped_column(sa.Text)
    origin_rev: Mapped[int | None]
    #: Of a kind: its labels, its symmetry, the types on whose posts it is offered.
    fields: Mapped[dict[str, object]] = mapped_column(Fields)
    #: Of the body as it was saved: its headings (level, id, text), and pictures (address, words).
    outline: Mapped[list[list[object]]] = mapped_column(sa.JSON, server_default="[]")
    pictures: Mapped[list[list[str]]] = mapped_column(sa.JSON, server_default="[]")
    summary: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)
    #: The body without markup, which is what search shows; None: the body as it is.
    plain: Mapped[str | None] = mapped_column(sa.Text)


for _field in FIELDS:
    if not hasattr(Node, _field.key) and not hasattr(Post, _field.key):
        _nullable = _field.default is None
        _column = mapped_column(_field.value_type.column(), nullable=_nullable)
        setattr(Post, _field.key, _column)


#: For statements that are made once: as a table, it is not asked what the ORM makes of them.
NODES: Final = Base.metadata.tables["nodes"]
POSTS: Final = Base.metadata.tables["posts"]


def column_of(field: Field) -> sa.ColumnElement[Any]:
    """Return the column of a post's field: on its card, or in `posts`."""
    column: sa.ColumnElement[Any] = getattr(Node if field.key in NODES.c else Post, field.key)
    return column


#: Posts of this site, each with its card.
WHOLE_POSTS: Final = join(Node, Post, Post.id == Node.id)
#: Things of this site.
HERE: Final = Node.slug.is_not(None)
#: Spelled out, not bound, so that the databases see that the indexes of these nodes fit.
DRAFT: Final = Node.status == sa.literal_column("'draft'")


def visible_to(public: bool, node: type[Node] = Node) -> sa.ColumnElement[bool]:
    """Build the condition that a node is shown: to everybody, or to editors if not `public`.

    It holds for both ends of an edge, each a `Node` or an alias of it. Nothing else decides it.
    """
    if public:
        return node.status == sa.literal_column("'published'")
    return node.status != sa.literal_column("'deleted'")


#: What everybody sees of this site.
PUBLIC_HERE: Final = sa.and_(visible_to(public=True), HERE)
#: What the front page and the feed list; nothing from elsewhere is listed.
LISTED: Final = sa.and_(visible_to(public=True), Node.listed == sa.literal_column("true"))

for _name, _which in (("ix_nodes_published", PUBLIC_HERE), ("ix_nodes_listed", LISTED)):
    sa.Index(_name, Node.published, Node.id, sqlite_where=_which, postgresql_where=_which)

# What editors go back to.
for _name, _which in (("ix_nodes_drafts", DRAFT), ("ix_nodes_edited", PUBLIC_HERE)):
    sa.Index(_name, Node.updated, Node.id, sqlite_where=_which, postgresql_where=_which)


class Edge(Base):
    """One link: source, kind, target, and its position among the source's edges of this kind."""

    __tablename__ = "edges"
    __table_args__ = (
        sa.Index("ix_edges_position", "source_id", "kind", "position"),
        sa.Index("ix_edges_target", "target_id", "kind"),
        {"sqlite_with_rowid": False},
    )

    source_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Node.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    #: The key of its kind.
    kind: Mapped[str] = mapped_column(Name, sa.ForeignKey(Node.key), primary_key=True, index=True)
    target_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Node.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int]


#: For statements that are made once: as a table, it is not asked what the ORM makes of them.
EDGES: Final = Base.metadata.tables["edges"]


class Title(Base):
    """What type-ahead searches: rows so narrow that reading all of them is quick.

    Triggers maintain them: a title is here as long as its node exists and has a slug.
    """

    __tablename__ = "titles"

    node_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Node.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    #: Two lines: the folded title, of which the first 500 characters, and the slug.
    names: Mapped[str] = mapped_column(Name)


sa.Index("ix_titles_names", Title.names, Title.node_id)


class Alias(Base):
    """Another name by which texts link to a post."""

    __tablename__ = "aliases"
    __table_args__ = (sa.Index("ix_aliases_folded", "folded", "post_id"),)

    post_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Post.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    folded: Mapped[str] = mapped_column(Name, primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)


class Address(Base):
    """A path that a post had elsewhere or before; without outer slashes, in lower case."""

    __tablename__ = "addresses"

    path: Mapped[str] = mapped_column(Name, primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey(Post.id, ondelete="CASCADE"), index=True)


class Mention(Base):
    """A link in the body of a post, at its place among all of them.

    It has no foreign key to its target: `db.log.mentions` finds another when that goes, and
    whoever deletes a post waits for nobody who mentions it.
    """

    __tablename__ = "mentions"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('name', 'path', 'url')", "kind"),
        sa.Index("ix_mentions_target", "target_id", "source_id"),
    )

    source_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Post.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: A name, a path of this site, or the url of something elsewhere.
    kind: Mapped[str] = mapped_column(sa.Text)
    #: The name or the address as its author wrote it.
    written: Mapped[str] = mapped_column(sa.Text)
    #: The node that it leads to; None: there is none, or it is elsewhere.
    target_id: Mapped[int | None]


class MentionKey(Base):
    """What a mention may be found by, once a post has it: folded names and slugs, or a path."""

    __tablename__ = "mention_keys"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["source_id", "position"], [Mention.source_id, Mention.position], ondelete="CASCADE"
        ),
        sa.Index("ix_mention_keys_key", "key"),
    )

    source_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: The best is the lowest; of a name, those of one candidate share half of it.
    preference: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Name)


class EdgeCount(Base):
    """How many edges of a kind point to a node; `db.log.changes` counts them at each commit."""

    __tablename__ = "uses"
    __table_args__ = (
        sa.Index("ix_uses_count", "kind", "count", "target_id"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(Name, primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]


class ChangeRow(Base):
    """A line of the change log: a topic changed at this position."""

    __tablename__ = "change"
    __table_args__ = (
        sa.Index("ix_change_topic", "topic", "position"),
        # A position is never reused, not even when the whole log was emptied.
        {"sqlite_autoincrement": True},
    )

    position: Mapped[int] = mapped_column(Serial, primary_key=True)
    topic: Mapped[str] = mapped_column(Name)
    time: Mapped[datetime] = mapped_column(Moment)
    #: Who did what, as far as known.
    actor: Mapped[str | None] = mapped_column(sa.Text)
    verb: Mapped[str | None] = mapped_column(sa.Text)


class OperationRow(Base):
    """What an editor did to an edge, kept for a while so that it can be undone."""

    __tablename__ = "operations"
    #: A number is never reused: a late request cannot undo another's work.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    time: Mapped[datetime] = mapped_column(Moment, index=True)
    actor: Mapped[str] = mapped_column(sa.Text)
    verb: Mapped[str] = mapped_column(sa.Text)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey(Node.id, ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Name)
    other_id: Mapped[int] = mapped_column(sa.ForeignKey(Node.id, ondelete="CASCADE"), index=True)
    #: Before which posts the other stood, nearest first; and the source, at the other end.
    before: Mapped[list[str]] = mapped_column(sa.JSON)
    before_at_other: Mapped[list[str]] = mapped_column(sa.JSON)
    undone: Mapped[bool]


OPERATIONS: Final = Base.metadata.tables["operations"]


class SiteMeta(Base):
    """A fact that a database stores about itself."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(Name, primary_key=True)
    value: Mapped[str] = mapped_column(sa.Text)


def id_of(slug: str) -> sa.ScalarSelect[int]:
    """Return a subquery for the node of a slug; NULL if there is none."""
    return sa.select(Node.id).where(Node.slug == clean(slug)).scalar_subquery()


#: The same with the slug as a parameter, for statements that are made once.
ID_OF_SLUG: Final = sa.select(Node.id).where(Node.slug == sa.bindparam("slug")).scalar_subquery()
