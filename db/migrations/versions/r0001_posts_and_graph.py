"""Make users, nodes, posts, edges and the search index of each database.

The index holds words that `db.search` has folded and cut: of SQLite's tokenizers `ascii` cuts
at spaces only.
"""

from db.migrations.tables import is_sqlite, run

revision = "0001"
down_revision: str | None = None

_TABLES = """
CREATE TABLE users (
  id {number} NOT NULL,
  name {name} NOT NULL,
  folded {name} NOT NULL,
  password_hash TEXT NOT NULL,
  created {moment} NOT NULL,
  CONSTRAINT pk_users PRIMARY KEY (id),
  CONSTRAINT uq_users_folded UNIQUE (folded)
);
CREATE TABLE nodes (
  id {number} NOT NULL,
  url {name},
  title TEXT,
  CONSTRAINT pk_nodes PRIMARY KEY (id),
  CONSTRAINT uq_nodes_url UNIQUE (url)
);
CREATE TABLE posts (
  id INTEGER NOT NULL,
  slug {name} NOT NULL,
  title TEXT NOT NULL,
  folded {name} NOT NULL,
  status TEXT NOT NULL,
  published {moment},
  created {moment} NOT NULL,
  updated {moment} NOT NULL,
  rev INTEGER NOT NULL,
  format TEXT NOT NULL,
  author_id INTEGER,
  origin {name},
  origin_hash TEXT,
  origin_rev INTEGER,
  fields {fields} NOT NULL,
  summary TEXT NOT NULL,
  body TEXT NOT NULL,
  plain TEXT,
  CONSTRAINT pk_posts PRIMARY KEY (id),
  CONSTRAINT fk_posts_id FOREIGN KEY (id) REFERENCES nodes (id) ON DELETE CASCADE,
  CONSTRAINT fk_posts_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT uq_posts_origin UNIQUE (origin),
  CONSTRAINT ck_posts_ck_posts_format CHECK (format IN ('markdown', 'sx'))
);
CREATE INDEX ix_posts_author_id ON posts (author_id);
CREATE TABLE edges (
  source_id INTEGER NOT NULL,
  kind {name} NOT NULL,
  target_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  CONSTRAINT pk_edges PRIMARY KEY (source_id, kind, target_id),
  CONSTRAINT fk_edges_source_id FOREIGN KEY (source_id) REFERENCES nodes (id) ON DELETE CASCADE,
  CONSTRAINT fk_edges_target_id FOREIGN KEY (target_id) REFERENCES nodes (id) ON DELETE CASCADE
){without_rowid};
CREATE INDEX ix_edges_position ON edges (source_id, kind, position);
CREATE INDEX ix_edges_target ON edges (target_id, kind);
CREATE INDEX ix_edges_kind ON edges (kind)
"""
_SEARCH_ON_SQLITE = """
CREATE VIRTUAL TABLE search_words
  USING fts5(title, summary, body, tokenize = 'ascii', prefix = '2 3')
"""
_SEARCH_ON_POSTGRESQL = """
CREATE TABLE search_words (
  post_id INTEGER NOT NULL,
  words TSVECTOR NOT NULL,
  CONSTRAINT pk_search_words PRIMARY KEY (post_id),
  CONSTRAINT fk_search_words_post_id FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE
);
CREATE INDEX ix_search_words_words ON search_words USING gin (words)
"""


def upgrade() -> None:
    """Make everything."""
    run(_TABLES)
    run(_SEARCH_ON_SQLITE if is_sqlite() else _SEARCH_ON_POSTGRESQL)
