"""A model of the graph in plain Python: lists of targets in order, and sets.

Knows no table and no query.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from db.graph.operations import Operation
from db.graph.seeds import SEED_EDGES, SEEDS
from db.kernel.errors import DbError, Invalid, NotFound

SEEDED = {seed.slug for seed in SEEDS}


@dataclass
class Done:
    """An operation as the model remembers it."""

    operation: Operation
    behind: list[str] = field(default_factory=list)
    behind_at_other: list[str] = field(default_factory=list)
    undone: bool = False


class Model:
    """Posts, and for each source and kind the list of its targets."""

    def __init__(self) -> None:
        self.titles = {seed.slug: seed.title for seed in SEEDS}
        self.lists: dict[tuple[str, str], list[str]] = {}
        self.saved: set[str] = set(SEEDED)
        self.done: list[Done] = []
        for source, kind, target in SEED_EDGES:
            self.listed(source, kind).append(target)

    def listed(self, source: str, kind: str) -> list[str]:
        """Give the targets of a source and kind, in order."""
        return self.lists.setdefault((source, kind), [])

    def sources(self, kind: str, target: str) -> set[str]:
        """Give what points to a target."""
        return {
            source
            for (source, each), found in self.lists.items()
            if each == kind and target in found
        }

    def below(self, slug: str) -> set[str]:
        """Everything that is a subtype of a type, and it."""
        reached, new = {slug}, {slug}
        while new:
            new = {each for top in new for each in self.sources("subtype-of", top)} - reached
            reached |= new
        return reached

    def instances(self, slug: str) -> set[str]:
        """Give what is of a type or of a subtype of it."""
        return {each for top in self.below(slug) for each in self.sources("is-a", top)}

    def types(self) -> set[str]:
        """Give the types themselves."""
        direct = {"type"} | self.sources("is-a", "type")
        return {each for top in direct for each in self.below(top)}

    def pool(self, kind: str) -> set[str]:
        """Give what a kind takes."""
        if kind in ("is-a", "subtype-of"):
            return self.types()
        return self.instances("tag") if kind == "tagged" else set(self.titles)

    def listed_posts(self) -> set[str]:
        """Give what is neither a tag nor a kind nor a type."""
        return {*self.titles} - self.types() - self.instances("tag") - self.instances("relation")

    def refuses(self, source: str, kind: str, target: str) -> type[DbError] | None:
        """Say how an edge is refused; None when it is not."""
        if source not in self.titles or target not in self.titles:
            return NotFound
        if source == target:
            return Invalid
        if target in self.listed(source, kind):
            return None
        cycle = kind == "subtype-of" and target in self.below(source)
        return Invalid if target not in self.pool(kind) or cycle else None

    def ends(self, source: str, kind: str, target: str) -> Iterator[tuple[str, str]]:
        """Give the rows that make an edge."""
        yield source, target
        if kind == "related":
            yield target, source

    def relate(self, source: str, kind: str, target: str) -> bool:
        """Make an edge unless it is there."""
        new = target not in self.listed(source, kind)
        for one, end in self.ends(source, kind, target):
            if new:
                self.listed(one, kind).append(end)
        return new

    def unrelate(self, source: str, kind: str, target: str) -> bool:
        """Delete an edge if it is there."""
        there = target in self.listed(source, kind)
        for one, end in self.ends(source, kind, target):
            if there:
                self.listed(one, kind).remove(end)
        return there

    def place(self, source: str, kind: str, target: str, behind: list[str]) -> None:
        """Put a target before the first of these that is there, or last."""
        found = self.listed(source, kind)
        found.remove(target)
        following = next((each for each in behind if each in found), None)
        found.insert(len(found) if following is None else found.index(following), target)

    def behind(self, source: str, kind: str, target: str) -> list[str]:
        """Give the targets that stand behind one."""
        found = self.listed(source, kind)
        return found[found.index(target) + 1 :] if target in found else []

    def delete(self, slug: str) -> None:
        """Delete a post with all that names it."""
        del self.titles[slug]
        self.saved.discard(slug)
        self.lists = {key: found for key, found in self.lists.items() if key[0] != slug}
        for found in self.lists.values():
            if slug in found:
                found.remove(slug)
        self.done = [each for each in self.done if slug not in ends_of(each.operation)]

    def is_as_made(self, slug: str) -> bool:
        """Say whether nobody did anything with a post that was made by picking it."""
        points = {kind: found for (source, kind), found in self.lists.items() if source == slug}
        types = points.pop("is-a", [])
        return (
            slug not in self.saved
            and len(types) == 1
            and not any(points.values())
            and not any(slug in found for found in self.lists.values())
        )

    def may_undo(self, done: Done) -> bool:
        """Say whether an operation is the last on its edge, and can be turned round."""
        operation = done.operation
        later = self.done[self.done.index(done) + 1 :]
        same = {ends_of(operation)}
        if operation.kind == "related":
            same.add(ends_of(operation)[::-1])
        if done.undone or any(
            ends_of(each.operation) in same and each.operation.kind == operation.kind
            for each in later
            if not each.undone
        ):
            return False
        edge = operation.source, operation.kind, operation.other
        is_there = operation.other in self.listed(operation.source, operation.kind)
        if operation.verb == "unrelate":
            return not is_there and self.refuses(*edge) is None
        return is_there

    def undo(self, done: Done) -> None:
        """Do the opposite of an operation."""
        operation = done.operation
        edge = operation.source, operation.kind, operation.other
        done.undone = True
        if operation.verb == "unrelate":
            self.relate(*edge)
        if operation.verb in ("unrelate", "move"):
            self.place(*edge, done.behind)
        if operation.verb == "unrelate" and operation.kind == "related":
            self.place(operation.other, "related", operation.source, done.behind_at_other)
        if operation.verb in ("relate", "create"):
            self.unrelate(*edge)
        if operation.verb == "create" and self.is_as_made(operation.other):
            self.delete(operation.other)


def ends_of(operation: Operation) -> tuple[str, str]:
    return operation.source, operation.other
