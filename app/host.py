"""The host's manifest: posts, tags, types, search, the account, and what machines ask for."""

from pathlib import Path

from app.htmx import live, options, relate
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
    unsaved,
)
from app.service import LARGEST_BODY, Access, OnFault, Route, Service, View
from app.web.dev import error_page

EVERYONE, READERS, EDITORS = Access.EVERYONE, Access.READERS, Access.EDITORS

_TYPED = (
    "If your text is not in the form, go back in your browser to where you typed it:"
    " it is still there."
)


def _write(
    name: str, path: str, view: View, on_fault: OnFault, not_done: str, typed: str = ""
) -> Route:
    """Route what only editors send, and what is said and shown where it fails."""
    return Route(
        name, path, EDITORS, view, "POST", "writes", LARGEST_BODY, not_done, typed, on_fault
    )


ROUTES = (
    Route("home", "/", EVERYONE, label="Posts"),
    Route("tag/index", "/tags/", EVERYONE, label="Tags"),
    Route("type/index", "/types/", EVERYONE, label="Types"),
    Route("blog/drafts", "/drafts/", EDITORS, label="Drafts"),
    Route("blog/new", "/new", EDITORS, label="New post"),
    _write("blog/create", "/new", edit.create, unsaved.give_back, "the post was not made", _TYPED),
    Route("search", "/search", EVERYONE, limit="searches"),
    Route("blog/post", "/<slug>/", READERS),
    Route("blog/source", "/<slug>/source", READERS, source.source),
    Route("blog/edit", "/<slug>/edit", EDITORS),
    _write(
        "blog/save", "/<slug>/edit", edit.save, unsaved.give_back, "the post was not saved", _TYPED
    ),
    _write(
        "blog/delete", "/<slug>/delete", edit.delete, unsaved.give_back, "the post was not deleted"
    ),
    _write("blog/relate", "/<slug>/relate", relate.relate, relate.refuse, "“{post}” was not added"),
    _write(
        "blog/unrelate",
        "/<slug>/unrelate",
        relate.unrelate,
        relate.refuse,
        "“{post}” was not removed",
    ),
    _write("blog/move", "/<slug>/move", relate.move, relate.refuse, "“{post}” was not moved"),
    _write("blog/undo", "/<slug>/undo", relate.take_back, relate.refuse, "nothing was taken back"),
    Route("blog/options", "/<slug>/relate-options", EDITORS, options.offered, limit="options"),
    # A visitor hears that nothing is new: a page must not go when its editor's session ends.
    Route("live", "/_live", EVERYONE, live.changed),
    Route("account/login", "/login", EVERYONE),
    Route(
        "account/sign-in",
        "/login",
        EVERYONE,
        account.login,
        "POST",
        "logins",
        on_fault=account.give_back,
    ),
    Route("account/logout", "/logout", EVERYONE, account.logout, "POST"),
    Route("feed", "/feed.xml", EVERYONE, feeds.feed),
    Route("sitemap", "/sitemap.xml", EVERYONE, sitemap.whole),
    Route("sitemap/part", "/sitemap-<int:number>.xml", EVERYONE, sitemap.part),
    Route("robots", "/robots.txt", EVERYONE, sitemap.robots),
    Route("static", "/static/<path:name>", EVERYONE, files.static, is_logged=False),
    Route("relate-picker", "/relate-picker.js", EVERYONE, files.relate_picker),
    Route("icon", "/favicon.ico", EVERYONE, files.icon),
    Route("health/alive", "/healthz", EVERYONE, health.alive, is_logged=False),
    Route("health/ready", "/readyz", EVERYONE, health.ready, is_logged=False),
    Route("health/build", "/version", EVERYONE, health.build),
    # In development alone; elsewhere it is not there, as its view says.
    Route("developer/editor", "/_editor", EVERYONE, error_page.open_editor),
)

HOST = Service(
    name="host",
    folder=Path(__file__).parent,
    routes=ROUTES,
    loaders=(
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
    ),
    words=frozenset(
        "account admin api assets events feed inbox media oauth outbox robots sessions shop"  # noqa: SIM905
        " sitemap uploads users".split()
    ),
)
