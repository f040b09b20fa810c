"""The database: posts and edges in tables, frozen dataclasses out.

Knows nothing of Flask, of pages or of SX. The rest of the site opens a session
with `db.engine.Database`, then calls functions of `queries`, `search`, `posts`,
`graph` and `accounts`, which find that session by themselves.
"""
