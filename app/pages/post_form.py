"""The form of a post as it was sent, to a draft, and a draft to what is stored.

Knows what stands in the fields and what a stored post gives them; answers no request.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from app import markdown
from app.web.documents import checked_body, extract_of
from app.web.http.htmx_request import whole_number
from app.web.pages.viewer import actor
from app.web.site import current_site
from db.kernel.errors import Invalid
from db.kernel.post_fields import FIELDS, WITH_POSTS, Field
from db.kernel.records import PostView
from db.log import listing
from db.posts import Changes, NewPost

#: Stands between parts of a difference, for lines that both have.
GAP = "…"
#: What the form shows, in its order.
SHOWN = tuple(each for each in FIELDS if each.label)


@dataclass(frozen=True, slots=True)
class FieldInput:
    """A field of the form, and the text that stands in it."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class PostForm:
    """What stands in the form; `rev` is the version that its author has seen."""

    inputs: tuple[FieldInput, ...]
    rev: int = 0
    #: Whether the home page and the feed are to show it, and what the form said when it was opened.
    listed: bool = True
    was_listed: bool = True

    @property
    def texts(self) -> dict[str, str]:
        """Return what stands in each field, by its key."""
        return {each.field.key: each.text for each in self.inputs}


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a difference: `+` only in what was sent, `-` only in what is stored."""

    sign: str
    text: str


def empty() -> PostForm:
    """Return the form of a post that is not there yet."""
    return PostForm(tuple(_filled(each, each.default) for each in SHOWN if not each.is_later))


def sent() -> PostForm:
    """Read the form; a `rev` that is no number is a version that nobody has seen.

    A form without the switch `listed`, which sends `was-listed` in any case, leaves it alone.
    """
    form = request.form
    was_listed = form.get("was-listed", "yes") == "yes"
    return PostForm(
        tuple(_sent(each) for each in SHOWN if each.key in form or not each.is_later),
        rev=whole_number(form.get("rev", ""), longest=9),
        listed="listed" in form if "was-listed" in form else was_listed,
        was_listed=was_listed,
    )


def stored(post: PostView) -> PostForm:
    """Fill the form with a post as it is stored."""
    shown = replace(post, status=WITH_POSTS) if post.goes_public else post
    inputs = tuple(_filled(each, getattr(shown, each.key)) for each in SHOWN)
    return PostForm(inputs, rev=post.rev, listed=post.listed, was_listed=post.listed)


def with_text(draft: PostForm, key: str, text: str | None) -> PostForm:
    """Return the form with another text in a field, or without the field."""
    others = (each for each in draft.inputs if each.field.key != key or text is not None)
    return replace(
        draft,
        inputs=tuple(
            replace(each, text=text) if text is not None and each.field.key == key else each
            for each in others
        ),
    )


def _filled(field: Field, value: object) -> FieldInput:
    return FieldInput(field, "" if value is None else field.value_type.show(value))


def _sent(field: Field) -> FieldInput:
    """Return a field as it was sent; a switch sends its last word, a text no odd blanks."""
    typed = request.form.getlist(field.key)
    if not typed:
        return _filled(field, field.default)
    try:
        return _filled(field, field.value_type.read(typed[-1]))
    except Invalid:
        return FieldInput(field, typed[-1])


def body_of(draft: PostForm) -> markdown.Body:
    """Read the body and compile it as a page would; raise one of FAULTS."""
    body, body_format = draft.texts["body"], draft.texts["format"]
    if body_format not in ("markdown", "sx"):
        raise Invalid(f"A text is written in Markdown or SX, not in {body_format[:40]!r}")
    return checked_body(current_site().render_context.library, body, body_format)


def left_out(draft: PostForm) -> tuple[markdown.LeftOut, ...]:
    """Tell what of the HTML in a text its page does not show, as far as the text can be read."""
    if draft.texts["format"] != "markdown":
        return ()
    try:
        return markdown.left_out(draft.texts["body"])
    except markdown.Oversize:
        return ()


def new_post(draft: PostForm, body: markdown.Body) -> NewPost:
    """Return what is made of a form."""
    listing_rule = "type" if draft.listed else "never"
    return NewPost(**_values(draft), **_derived(body), author=actor(), listing_rule=listing_rule)


def changes(slug: str, draft: PostForm, body: markdown.Body) -> Changes:
    """Return what a form changes; where the switch was left alone, whatever it says is kept."""
    changed = Changes(**_values(draft), **_derived(body))
    if draft.listed != draft.was_listed:
        changed["listing_rule"] = listing.rule_for(slug, draft.listed)
    return changed


def _derived(body: markdown.Body) -> dict[str, Any]:
    """Return what a post takes from its body."""
    extract = extract_of(body, current_site().settings.base_url)
    return {"plain": body.plain, "extract": extract}


def _values(draft: PostForm) -> dict[str, Any]:
    """Read what stands in the form, but for the address; raise Invalid where it is no value."""
    pairs = ((each.field, each.text) for each in draft.inputs if not each.field.is_later)
    values = {field.key: field.value_type.read(text) for field, text in pairs}
    goes_public = values["status"] == WITH_POSTS
    status = "draft" if goes_public else values["status"]
    return {**values, "status": status, "goes_public": goes_public}


def difference(theirs: PostView, ours: PostForm) -> Iterator[DiffLine]:
    """Compare two bodies by lines, with three lines around each change."""
    old, new = theirs.body.splitlines(), ours.texts["body"].splitlines()
    for line in list(difflib.unified_diff(old, new, lineterm=""))[3:]:
        yield DiffLine(" ", GAP) if line.startswith("@@") else DiffLine(line[:1], line[1:])
