"""Drafts to slugs: each file keeps the slug it has, or gets the one of its name.

A folder that is a tag has its slug before any file. Knows nothing of what is
written in a post.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.importing.drafts import Draft
from app.importing.files import Unreadable
from db.slugs import numbered, slug_from


@dataclass(slots=True)
class Slugs:
    """The slugs that are given in this run."""

    #: Gives the title of the post that has a slug; empty where the site needs the slug itself.
    title_at: Callable[[str], str | None]
    given: dict[str, str] = field(default_factory=dict)

    def keep(self, slug: str, owner: str) -> None:
        """Note a slug that its owner has already."""
        self.given[slug] = owner

    def give(self, draft: Draft) -> str:
        """Find a slug for a draft; raise Unreadable when the one it asks for is taken.

        A post that has the same name and title is taken for the same post, imported from a
        folder that has moved since.
        """
        owner, wanted = draft.file.shown, slug_from(draft.slug or draft.name)
        if draft.slug:
            return self._asked(wanted, owner)
        if wanted not in self.given and self.title_at(wanted) == draft.title:
            raise Unreadable(f"the post `{wanted}` has the same title and is not from this file")
        slug = next(slug for slug in _candidates(draft) if self._is_free(slug))
        self.given[slug] = owner
        return slug

    def _asked(self, slug: str, owner: str) -> str:
        if slug in self.given:
            raise Unreadable(f"the slug `{slug}` belongs to {self.given[slug]}")
        if self.title_at(slug) is not None:
            raise Unreadable(f"the slug `{slug}` is taken by a post that is not from this file")
        self.given[slug] = owner
        return slug

    def _is_free(self, slug: str) -> bool:
        return slug not in self.given and self.title_at(slug) is None


def _candidates(draft: Draft) -> Iterator[str]:
    """Give the name, then the name behind its folder's, then numbers behind the name."""
    names = numbered(slug_from(draft.name))
    yield next(names)
    folders = draft.file.folders
    if folders and not draft.file.is_index:
        yield slug_from(f"{folders[-1].name}-{draft.name}")
    yield from names
