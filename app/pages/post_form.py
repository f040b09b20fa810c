"""The form of a post as it was sent, to a draft, and a draft to what is stored.

Knows what stands in the fields and what a stored post gives them; answers no request.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import request

from app import markdown
from app.web.documents import checked_body
from app.web.http.htmx_request import whole_number
from app.web.pages.viewer import actor
from app.web.site import current_site
from db.kernel.errors import Invalid
from db.kernel.records import PostView
from db.log import listing
from db.posts import Changes, NewPost

#: The state of a draft that is published with the first published post that points to it.
WITH_POSTS = "with-posts"
#: Stands between parts of a difference, for lines that both have.
GAP = "…"


@dataclass(frozen=True, slots=True)
class PostForm:
    """What stands in the form; `rev` is the version that its author has seen."""

    title: str = ""
    body: str = ""
    format: str = "markdown"
    summary: str = ""
    status: str = "draft"
    rev: int = 0
    #: Whether the home page and the feed are to show it, and what the form said when it was opened.
    listed: bool = True
    was_listed: bool = True
    #: The language tag of the text; empty: that of the site.
    lang: str = ""
    #: The address of the post; None where the form does not offer to change it.
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a difference: `+` only in what was sent, `-` only in what is stored."""

    sign: str
    text: str


def sent() -> PostForm:
    """Read the form; a `rev` that is no number is a version that nobody has seen.

    A form without the switch `listed`, which sends `was-listed` in any case, leaves it alone.
    """
    form = request.form
    was_listed = form.get("was-listed", "yes") == "yes"
    return PostForm(
        title=" ".join(form.get("title", "").split()),
        body=form.get("body", "").replace("\r\n", "\n"),
        format=form.get("format", "markdown"),
        summary=form.get("summary", "").strip(),
        status=form.get("status", "draft"),
        rev=whole_number(form.get("rev", ""), longest=9),
        listed="listed" in form if "was-listed" in form else was_listed,
        was_listed=was_listed,
        lang=form.get("lang", "").strip(),
        slug=form["slug"].strip().strip("/") if "slug" in form else None,
    )


def stored(post: PostView) -> PostForm:
    """Fill the form with a post as it is stored."""
    status = WITH_POSTS if post.goes_public else post.status
    return PostForm(
        title=post.title,
        body=post.body,
        format=post.format,
        summary=post.summary,
        status=status,
        rev=post.rev,
        listed=post.listed,
        was_listed=post.listed,
        lang=post.lang,
        slug=post.slug,
    )


def body_of(draft: PostForm) -> markdown.Body:
    """Read the body and compile it as a page would; raise one of FAULTS."""
    if draft.format not in ("markdown", "sx"):
        raise Invalid(f"A text is written in Markdown or SX, not in {draft.format[:40]!r}")
    return checked_body(current_site().render_context.library, draft.body, draft.format)


def left_out(draft: PostForm) -> tuple[markdown.LeftOut, ...]:
    """Tell what of the HTML in a text its page does not show, as far as the text can be read."""
    if draft.format != "markdown":
        return ()
    try:
        return markdown.left_out(draft.body)
    except markdown.Oversize:
        return ()


def new_post(draft: PostForm, body: markdown.Body) -> NewPost:
    """Give what is made of a form."""
    listing_rule = "type" if draft.listed else "never"
    return NewPost(**_fields(draft), plain=body.plain, author=actor(), listing_rule=listing_rule)


def changes(slug: str, draft: PostForm, body: markdown.Body) -> Changes:
    """Give what a form changes; where the switch was left alone, whatever it says is kept."""
    turned = draft.listed != draft.was_listed
    rule = listing.rule_for(slug, draft.listed) if turned else None
    return Changes(**_fields(draft), plain=body.plain, listing_rule=rule)


def _fields(draft: PostForm) -> dict[str, Any]:
    """Give what a post takes from the form as it is."""
    goes_public = draft.status == WITH_POSTS
    kept = {name: getattr(draft, name) for name in ("title", "body", "format", "summary", "lang")}
    return {**kept, "status": "draft" if goes_public else draft.status, "goes_public": goes_public}


def difference(theirs: PostForm, ours: PostForm) -> Iterator[DiffLine]:
    """Compare two bodies by lines, with three lines around each change."""
    old, new = theirs.body.splitlines(), ours.body.splitlines()
    for line in list(difflib.unified_diff(old, new, lineterm=""))[3:]:
        yield DiffLine(" ", GAP) if line.startswith("@@") else DiffLine(line[:1], line[1:])
