"""The pages: one `.sx` file says how a page is composed, the `.py` beside it what it shows.

Loaders are plain functions to frozen dataclasses; `LOADERS` has them by the
names that the `.sx` files use. What is no page in SX (feeds, health, files)
is a blueprint, in `BLUEPRINTS`.
"""

from app.pages import (
    account,
    drafts,
    edit,
    feeds,
    files,
    health,
    home,
    post,
    search,
    sitemap,
    source,
    tags,
    types,
)
from app.regions.loaders import LoaderFunction, declare, sx_name

LOADERS: dict[str, LoaderFunction] = {
    sx_name(loader): loader
    for loader in (
        home.home_page,
        home.home_posts,
        post.post_page,
        post.post_article,
        post.post_tags,
        post.post_members,
        post.post_related,
        tags.tags_page,
        tags.tags_index,
        types.types_page,
        types.types_tree,
        search.search_page,
        account.login_page,
        drafts.drafts_page,
        edit.new_page,
        edit.edit_page,
        edit.edit_chips,
        edit.edit_pickers,
        edit.edit_toggle,
    )
}

#: What the library must know of them.
DECLARED = declare(LOADERS)

BLUEPRINTS = (account.bp, edit.bp, feeds.bp, files.bp, health.bp, sitemap.bp, source.bp)
