"""Drafts to slugs: each file keeps the slug it has, or gets the one of its name.

A slug that is taken costs the slug, never the post. Knows nothing of what is written in a post.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.importing.drafts import Draft
from db.posts.slugs import numbered, slug_from


@dataclass(slots=True)
class Slugs:
    """The slugs that have a post, now or after this run."""

    taken: set[str]

    def for_post(self, draft: Draft) -> str:
        """Take the slug that a draft asks for, or the one of its name, or one that is like it."""
        wish = _wish(draft)
        return self._take(numbered(slug_from(wish)) if wish else _candidates(draft))

    def for_tag(self, name: str) -> str:
        """Take a slug for a new tag."""
        return self._take(numbered(slug_from(name)))

    def _take(self, candidates: Iterator[str]) -> str:
        slug = next(slug for slug in candidates if slug not in self.taken)
        self.taken.add(slug)
        return slug


def is_as_asked(draft: Draft, slug: str) -> bool:
    """Return whether a draft has the slug that it asks for."""
    wish = _wish(draft)
    return not wish or slug == slug_from(wish)


def _wish(draft: Draft) -> str:
    """Return the last part of the path that some tools take for a slug."""
    return draft.slug.strip("/").rpartition("/")[2]


def _candidates(draft: Draft) -> Iterator[str]:
    """Return the name, then the name behind its folder's, then numbers behind the name."""
    names = numbered(slug_from(draft.file.name))
    yield next(names)
    folders = draft.file.folders
    if folders and not draft.file.is_index and not folders[-1].name.startswith("_"):
        yield slug_from(f"{folders[-1].name}-{draft.file.name}")
    yield from names
