"""The law with several processes, each with a cache of its own; also when they write at once."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.unit.law.deployments import World
from tests.unit.law.machine import NUMBER, TITLES, Law, chosen
from tests.unit.law.processes import DistantProcess, Question
from tests.unit.law.sample_site import form_of
from tests.unit.law.steps import STEP, Step, step_of


class WideLaw(Law):
    """Edits, reads and mishaps, and several edits and reads at once."""

    def __init__(self, world: World, others: Sequence[DistantProcess]) -> None:
        super().__init__(world)
        self.others = others

    @rule(step=STEP, acts=st.tuples(*[st.tuples(NUMBER, NUMBER, NUMBER)] * 3))
    def at_once(self, step: Step, acts: tuple[tuple[int, int, int], ...]) -> None:
        """Let every process read, write and read while the others do."""
        asked = [self.questions(*act) for act in acts]
        for process, questions in zip(self.others, asked, strict=True):
            process.tell(questions)
        for process, questions in zip(self.others, asked, strict=True):
            answers = process.hear()
            self.history.append(f"at once: {questions}: {[each.status for each in answers]}")
            assert all(answer.status < 500 for answer in answers), self.history
        self.note("and all is quiet")
        self.look()
        self.near = tuple(questions[0].path for questions in asked)
        self.read(step)

    def questions(self, verb: int, which: int, other: int) -> list[Question]:
        """Say what one process is asked: a write, and a page before and after it."""
        source, kind, target = chosen(self.picture.edges, which)
        slug = chosen(self.picture.slugs, other)
        form = {"kind": kind, "other": slug}
        title = chosen(TITLES, other)
        writes = (
            (f"/{source}/unrelate", {**form, "other": target}),
            (f"/{source}/relate", form),
            (f"/{slug}/relate", {**form, "other": target}),
            (f"/{source}/relate", {"kind": kind, "create": title}),
            (f"/{slug}/edit", {**form_of(self.world.database, slug), "title": title}),
        )
        path, sent = chosen(writes, verb)
        look = self.question(step_of(which * other % 2**13))
        write = Question(path, True, form=sent, edition=self.edition)
        return [look, write, look]
