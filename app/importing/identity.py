"""Files to the posts that they became in an earlier import.

A post remembers the path of its file. A folder that was copied or moved since is known by what
is in it: the same paths, titles and words. Knows nothing of slugs to come.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.importing.drafts import Draft
from app.importing.files import File
from db.kernel.text import fold, words
from db.posts import ImportedPost

_SCHEME = "file:"
_MOST_PLACES = 3
_MOST_COMPARED = 50


def origin_of(path: Path | str) -> str:
    """Name where a post comes from; every byte of a name counts, also one that is no text."""
    return f"{_SCHEME}{str(path).encode('utf-8', 'backslashreplace').decode()}"


@dataclass(slots=True)
class Origins:
    """The posts that came with earlier imports."""

    by_origin: Mapping[str, ImportedPost]
    #: Gives the body of the post that has a slug.
    body: Callable[[str], str]
    #: Roots of this import, and the folders that they were when their files became posts.
    places: dict[Path, str] = field(default_factory=dict)

    def match(self, drafts: Sequence[Draft]) -> dict[File, ImportedPost]:
        """Find the post of each file; none is the post of two."""
        post_by_file = {
            draft.file: self.by_origin[origin]
            for draft in drafts
            if (origin := origin_of(draft.file.path)) in self.by_origin
        }
        rest: dict[Path, list[Draft]] = defaultdict(list)
        for draft in drafts:
            if draft.file not in post_by_file:
                rest[draft.file.root].append(draft)
        for root, strangers in rest.items():
            origins = {post.origin for post in post_by_file.values()}
            free = {name: post for name, post in self.by_origin.items() if name not in origins}
            post_by_file |= self._copies(root, strangers, free)
        return post_by_file

    def _copies(
        self, root: Path, drafts: Sequence[Draft], free: Mapping[str, ImportedPost]
    ) -> dict[File, ImportedPost]:
        for place in _places(root, drafts, free.values()):
            origins = {draft.file: origin_of(f"{place}/{draft.file.inside}") for draft in drafts}
            pairs = [
                (draft, free[origin]) for draft in drafts if (origin := origins[draft.file]) in free
            ]
            if self._are_same(pairs):
                self.places[root] = place
                return {draft.file: post for draft, post in pairs}
        return {}

    def _are_same(self, pairs: Sequence[tuple[Draft, ImportedPost]]) -> bool:
        """Return whether at least half of the files are the posts, by their titles and words."""
        some = pairs[:: len(pairs) // _MOST_COMPARED + 1]
        same = [
            draft
            for draft, post in some
            if fold(draft.title) == fold(post.title) and _overlap(draft.body, self.body(post.slug))
        ]
        return 2 * len(same) >= len(some) > 0

    def slug_at(self, path: Path) -> str | None:
        """Return the slug of the post that a file became in an earlier import."""
        origins = [origin_of(path)]
        for root, place in self.places.items():
            origins.append(origin_of(os.path.normpath(f"{place}/{os.path.relpath(path, root)}")))
        posts = (self.by_origin[origin] for origin in origins if origin in self.by_origin)
        return next((post.slug for post in posts), None)


def _places(root: Path, drafts: Iterable[Draft], posts: Iterable[ImportedPost]) -> Iterator[str]:
    """Return the folders that may be the one that was copied, the likeliest first."""
    by_end: dict[str, list[ImportedPost]] = defaultdict(list)
    for post in posts:
        for end in _ends(post.origin.removeprefix(_SCHEME)):
            by_end[end].append(post)
    places: Counter[str] = Counter()
    for draft in drafts:
        tail = origin_of(f"/{draft.file.inside}").removeprefix(_SCHEME)
        for post in by_end[_ends(tail)[-1]]:
            if post.origin.endswith(tail) and fold(post.title) == fold(draft.title):
                places[post.origin.removeprefix(_SCHEME).removesuffix(tail)] += 1
    by_likeness = sorted(
        places, key=lambda place: (-places[place], os.path.basename(place) != root.name)
    )
    yield from by_likeness[:_MOST_PLACES]


def _ends(path: str) -> list[str]:
    """Return the name of a file, and behind the name of its folder: too many are `index.md`."""
    parts = path.strip("/").split("/")
    return ["/".join(parts[-count:]) for count in (1, 2) if count <= len(parts)]


def _overlap(first: str, second: str) -> bool:
    """Return whether two texts share half of their words."""
    ours, theirs = {*words(first)}, {*words(second)}
    return 2 * len(ours & theirs) >= len(ours | theirs)
