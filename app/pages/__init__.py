"""The host's pages: one `.sx` file says how a page is composed, the `.py` beside it what it shows.

Loaders are plain functions to frozen dataclasses. What is no page in SX (feeds, health,
files) is a view. `app.host` has them all in its manifest.
"""
