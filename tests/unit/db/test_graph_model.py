"""The graph against a model of it in plain Python, through random histories."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from db import posts
from db.engine import Database
from db.graph import suggestions
from db.graph.operations import Operation
from db.graph.seeds import LASTING_EDGES
from db.kernel.errors import Conflict, DbError, Invalid, NotAllowed, NotFound
from db.kernel.models import Edge, Node
from db.kernel.session import session
from db.kernel.text import fold
from db.log.changes import drain
from tests.unit.db import editing
from tests.unit.db.graph_model import SEEDED, Done, Model
from tests.unit.db.making import publish

KINDS = ("related", "tagged", "is-a", "subtype-of")
TITLES = ("A", "B", "C", "D", "É")
NAMES = st.sampled_from(["a", "b", "c", "d", "e", "tag", "type", "article", "gone"])
#: What an author does more often than by chance: tags, types, and what is of them.
LIKELY = st.sampled_from(
    [("is-a", "tag"), ("is-a", "type"), ("subtype-of", "tag"), ("tagged", "a")]
)


def tried(work: Callable[[], object]) -> tuple[object, type[DbError] | None]:
    """Give what came of some work, or how it was refused."""
    try:
        return work(), None
    except DbError as fault:
        return None, type(fault)


class GraphMachine(RuleBasedStateMachine):
    """Does the same to the graph and to the model, and compares what they say."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.model, self.steps = Model(), 0
        self.session = self.database.writing()
        self.session.__enter__()

    def teardown(self) -> None:
        """Undo all that was done."""
        self.session.__exit__(UndoneError, UndoneError(), None)

    @initialize()
    def begin(self) -> None:
        """Make some posts."""
        for title in TITLES[:3]:
            self.create(title)

    def same(self, work: Callable[[], object], refusal: type[DbError] | None) -> object:
        """Give an answer; expect to be refused like this, or not at all."""
        answer, refused = tried(work)
        assert refused is refusal
        return answer

    @rule(title=st.sampled_from(TITLES))
    def create(self, title: str) -> None:
        """Make a post."""
        if fold(title) not in self.model.titles:
            slug = publish(title)
            self.model.titles[slug] = title
            self.model.saved.add(slug)

    @rule(slug=NAMES)
    def delete(self, slug: str) -> None:
        """Delete a post."""
        if slug in self.model.titles and slug not in SEEDED:
            posts.delete(slug)
            self.model.delete(slug)

    @rule(source=NAMES, kind=st.sampled_from(KINDS), other=NAMES)
    def relate(self, source: str, kind: str, other: str) -> None:
        """Relate any two posts."""
        refusal = self.model.refuses(source, kind, other)
        made = self.same(lambda: editing.relate("ada", source, kind, other), refusal)
        if refusal is None:
            assert (made is not None) == self.model.relate(source, kind, other)
            self.keep(made)

    @rule(source=NAMES, edge=LIKELY)
    def relate_likely(self, source: str, edge: tuple[str, str]) -> None:
        """Relate what is often related."""
        self.relate(source, *edge)

    @rule(source=NAMES, kind=st.sampled_from(KINDS), other=NAMES)
    def unrelate(self, source: str, kind: str, other: str) -> None:
        """Unrelate any two posts."""
        known = source in self.model.titles and other in self.model.titles
        if (source, kind, other) in LASTING_EDGES:
            self.same(lambda: editing.unrelate("ada", source, kind, other), NotAllowed)
            return
        behind = self.model.behind(source, kind, other)
        at_other = self.model.behind(other, kind, source) if kind == "related" else []
        gone = self.same(
            lambda: editing.unrelate("ada", source, kind, other), None if known else NotFound
        )
        if known:
            assert (gone is not None) == self.model.unrelate(source, kind, other)
            self.keep(gone, behind, at_other)

    @precondition(lambda self: self.edges())
    @rule(data=st.data())
    def unrelate_what_is_there(self, data: st.DataObject) -> None:
        """Delete an edge."""
        self.unrelate(*data.draw(st.sampled_from(self.edges())))

    @precondition(lambda self: self.edges())
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Move an edge."""
        source, kind, target = data.draw(st.sampled_from(self.edges()))
        listed = self.model.listed(source, kind)
        before = data.draw(st.sampled_from([None, *listed]))
        behind = self.model.behind(source, kind, target)
        moved = editing.move("ada", source, kind, target, before)
        was = list(listed)
        if before != target:
            self.model.place(source, kind, target, [] if before is None else [before])
        assert (moved is not None) == (was != listed)
        self.keep(moved, behind)

    @precondition(lambda self: self.edges())
    @rule(data=st.data())
    def move_earlier(self, data: st.DataObject) -> None:
        """Move an edge one place to the front."""
        source, kind, target = data.draw(st.sampled_from(self.edges()))
        listed = self.model.listed(source, kind)
        behind = self.model.behind(source, kind, target)
        before = listed[: listed.index(target)][-1:]
        moved = editing.move_earlier("ada", source, kind, target)
        assert (moved is not None) == bool(before)
        if before:
            self.model.place(source, kind, target, before)
        self.keep(moved, behind)

    @rule(source=NAMES, kind=st.sampled_from(KINDS), title=st.sampled_from(TITLES))
    def relate_new(self, source: str, kind: str, title: str) -> None:
        """Relate a title."""
        if kind == "related" or source not in self.model.titles:
            return
        model = self.model
        pool = model.pool(kind)
        same = (each for each, known in model.titles.items() if fold(known) == fold(title))
        found = next((each for each in same if each in pool), None)
        if found is not None and model.refuses(source, kind, found) is not None:
            return
        anchor = "tag" if kind == "tagged" else "type"
        is_lost = found is None and anchor not in model.types()
        refusal = Invalid if is_lost else None
        made = self.same(lambda: editing.create("ada", source, kind, title), refusal)
        if is_lost:
            return
        assert made is None or isinstance(made, Operation)
        if found is None:
            assert made is not None
            model.titles[made.other] = title
            model.listed(made.other, "is-a").append(anchor)
        slug = made.other if made else str(found)
        assert model.relate(source, kind, slug) == (made is not None)
        assert made is None or made.verb == ("create" if found is None else "relate")
        self.keep(made)

    @precondition(lambda self: self.model.done)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Take back one of the last changes."""
        done = data.draw(st.sampled_from(self.model.done[-4:]))
        operation, allowed = done.operation, self.model.may_undo(done)
        self.same(
            lambda: editing.take_back(operation.id, operation.source, "ada"),
            None if allowed else Conflict,
        )
        if allowed:
            self.model.undo(done)

    def keep(
        self, made: object, behind: list[str] | None = None, at_other: list[str] | None = None
    ) -> None:
        """Remember an operation."""
        if made is not None:
            assert isinstance(made, Operation)
            self.model.done.append(Done(made, behind or [], at_other or []))

    def edges(self) -> list[tuple[str, str, str]]:
        """List the edges that are there, without those that make kinds and anchors."""
        return [
            (source, kind, target)
            for (source, kind), listed in sorted(self.model.lists.items())
            for target in listed
            if kind != "declares" and target != "relation"
        ]

    @invariant()
    def every_list_is_the_models(self) -> None:
        """Compare all lists of targets."""
        assert lists() == {key: found for key, found in self.model.lists.items() if found}

    @invariant()
    def a_pool_is_the_models(self) -> None:
        """Compare what the picker of a kind offers, another kind at each step."""
        self.steps += 1
        model, source, kind = self.model, "article", KINDS[self.steps % len(KINDS)]
        drain()
        page = suggestions.options(source, kind, "", 0, 100)
        offered = {item.slug: (item.uses, item.present) for item in page.items}
        listed = model.listed(source, kind)
        assert offered == {
            slug: (len(model.sources(kind, slug)), slug in listed)
            for slug in model.pool(kind) - {source}
        }

    @invariant()
    def what_is_listed_is_the_models(self) -> None:
        """Compare which posts the home page would show."""
        drain()
        shown = set(session().scalars(select(Node.slug).where(Node.listed)))
        assert shown == self.model.listed_posts()


def lists() -> dict[tuple[str, str], list[str]]:
    """Give the targets of each source and kind, in order."""
    slugs = dict(session().execute(select(Node.id, Node.slug)).all())
    edges = select(Edge.source_id, Edge.kind, Edge.target_id)
    found: dict[tuple[str, str], list[str]] = {}
    for source, kind, target in session().execute(edges.order_by(Edge.position, Edge.target_id)):
        found.setdefault((slugs[source], kind), []).append(slugs[target])
    return found


class UndoneError(Exception):
    """Ends a transaction whose work nobody needs."""


def machine_on(on: Database) -> type[GraphMachine]:
    """Make the machine for a database."""

    class Machine(GraphMachine):
        database = on

    return Machine


def run(database: Database, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine_on(database),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[*HealthCheck],
            # What is found is read from its steps; to make them fewer takes minutes.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )


@pytest.mark.slow
def test_the_graph_does_what_a_model_in_plain_python_does(database: Database) -> None:
    run(database, 12, 25)


@pytest.mark.long
def test_the_graph_does_what_a_model_does_in_long_histories(database: Database) -> None:
    run(database, 300, 60)
