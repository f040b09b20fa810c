"""The law as a state machine: after every step the cached site equals the uncached one.

Whatever is drawn is a number that chooses among what is there when it is needed, so a history
means the same however the one before it went.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from db.log import changes
from tests.unit.law.deployments import World
from tests.unit.law.open_pages import OpenPage, opened, regions_of
from tests.unit.law.processes import Answer, Asked, Question
from tests.unit.law.sample_site import (
    form_of,
    give_status,
    hear_from_elsewhere,
    last_operation,
    paths,
    picture,
)
from tests.unit.law.steps import STEP, Step

#: So many pages an editor has open at most.
MOST_OPEN = 3
#: With so few posts of its own left, a site is not made smaller.
FEWEST = 5
TITLES = ("Moss", "Fern", "moss", "Élan")
BODIES = (
    "",
    "Words.",
    "Other *words*, of [ash](/ash/).\n\n## A part\n\nMore.",
    "See [[Moss]], [[élan#A part|it]], ![[fern]] and [[Nowhere]].",
)
STATUSES = ("draft", "published")
#: What no form gives a post yet, and what brings it back.
LATER = ("scheduled", "deleted", "published")
NUMBER = st.integers(0, 255)

Item = TypeVar("Item")


class Law(RuleBasedStateMachine):
    """Edits, reads and mishaps."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.edition = 0
        self.open: list[OpenPage] = []
        self.history: list[str] = []
        #: Pages that the last write is likely to have changed.
        self.near: tuple[str, ...] = ()
        #: Pages that were ever read, and may be kept.
        self.read_ever: dict[str, None] = {}
        #: What pages must be, until something is written.
        self.right: dict[Question, Answer] = {}
        self.steps = 0
        self.exit = ExitStack()
        self.exit.callback(world.close)
        world.begin()
        self.picture = picture(world.database)

    def teardown(self) -> None:
        """Compare again what was read, at the end of every other history, and leave the world."""
        with self.exit:
            # By what was done: so it is the same whenever the history is lived through again.
            if len(self.history) % 2:
                self.check_all()

    # --- what is written

    @rule(
        step=STEP, title=st.sampled_from(TITLES), body=st.sampled_from(BODIES), draft=st.booleans()
    )
    def create(self, step: Step, title: str, body: str, draft: bool) -> None:
        """Make a post."""
        form = {"title": title, "body": body, "format": "markdown", "summary": ""}
        self.write(step, "/new", {**form, "status": STATUSES[not draft]})

    @rule(step=STEP, which=NUMBER, title=st.sampled_from(TITLES), body=st.sampled_from(BODIES))
    def edit(self, step: Step, which: int, title: str, body: str) -> None:
        """Change the words of a post."""
        words = {"title": title} if which % 2 else {"body": body, "summary": title}
        self.save(step, chosen(self.picture.own or self.picture.slugs, which), words)

    @rule(step=STEP, which=NUMBER)
    def publish(self, step: Step, which: int) -> None:
        """Show a post."""
        self.save(step, chosen(self.picture.slugs, which), {"status": "published"})

    @rule(step=STEP, which=NUMBER)
    def unpublish(self, step: Step, which: int) -> None:
        """Hide a post."""
        self.save(step, chosen(self.picture.slugs, which), {"status": "draft"})

    @rule(step=STEP, which=NUMBER)
    def turn_listing(self, step: Step, which: int) -> None:
        """Turn the switch by which lists show a post whatever its types are, or do not."""
        turned = {"was-listed": "no", "listed": "yes"} if which % 2 else {"was-listed": "yes"}
        self.save(step, chosen(self.picture.slugs, which // 2), turned)

    @rule(step=STEP, which=NUMBER, title=st.sampled_from(TITLES))
    def rename_type(self, step: Step, which: int, title: str) -> None:
        """Give a type or a kind another title."""
        named = (*self.picture.types, *self.picture.kinds)
        self.save(step, chosen(named, which), {"title": title})

    @rule(step=STEP, which=NUMBER, other=NUMBER)
    def move_away(self, step: Step, which: int, other: int) -> None:
        """Give a post another address, which may be taken, or one that it or another had."""
        slugs = (*self.picture.slugs, "yew", "rowan", *(title.lower() for title in TITLES))
        self.save(step, chosen(self.picture.slugs, which), {"slug": chosen(slugs, other)})

    @rule(step=STEP, which=NUMBER, title=st.sampled_from(TITLES), public=st.booleans())
    def hear_from_elsewhere(self, step: Step, which: int, title: str, public: bool) -> None:
        """Relate a post to a thing of another site, whose card says something new."""
        slug, status = chosen(self.picture.slugs, which), STATUSES[public]
        self.note(f"elsewhere: {title}, {status}, related to {slug}")
        hear_from_elsewhere(self.world.database, slug, title, status)
        self.near = tuple(f"/{slug}/{rest}" for rest in ("", "edit"))
        self.look()
        self.read(step)

    @rule(step=STEP, which=NUMBER, status=st.sampled_from(LATER))
    def turn_status(self, step: Step, which: int, status: str) -> None:
        """Schedule a post, put it in the bin, or take it out of there."""
        slug = chosen(self.picture.own or self.picture.slugs, which)
        self.note(f"{slug} is {status}")
        give_status(self.world.database, slug, status)
        self.near = tuple(f"/{slug}/{rest}" for rest in ("", "edit"))
        self.look()
        self.read(step)

    @rule(step=STEP, which=NUMBER)
    def delete(self, step: Step, which: int) -> None:
        """Delete a post, if enough are left to go on with."""
        if len(self.picture.own) < FEWEST:
            self.read(step)
            return
        slug = chosen(self.picture.own, which)
        self.write(step, f"/{slug}/delete", {}, slug)

    @rule(step=STEP, which=NUMBER, kind=NUMBER, other=NUMBER)
    def relate(self, step: Step, which: int, kind: int, other: int) -> None:
        """Join two posts, as the rules want it or not."""
        slug, named = chosen(self.picture.slugs, which), chosen(self.picture.kinds, kind)
        pool = {"is-a": self.picture.types, "tagged": self.picture.pointing("is-a", "tag")}
        target = chosen(pool.get(named) or self.picture.slugs, other)
        self.write_edge(step, "relate", (slug, named, target))

    @rule(step=STEP, which=NUMBER, kind=NUMBER, title=st.sampled_from(TITLES))
    def relate_new(self, step: Step, which: int, kind: int, title: str) -> None:
        """Join a post to what has a title, and is made for it if need be."""
        slug, named = chosen(self.picture.slugs, which), chosen(self.picture.kinds, kind)
        self.write(step, f"/{slug}/relate", {"kind": named, "create": title}, slug)

    @rule(step=STEP, which=NUMBER)
    def unrelate(self, step: Step, which: int) -> None:
        """Part two posts."""
        self.write_edge(step, "unrelate", chosen(self.picture.edges, which))

    @rule(step=STEP, which=NUMBER)
    def toggle(self, step: Step, which: int) -> None:
        """Make a tag of a post, or a post of a tag."""
        slug = chosen(self.picture.own or self.picture.slugs, which)
        self.flip(step, (slug, "is-a", "tag"))

    @rule(step=STEP, which=NUMBER, other=NUMBER)
    def reparent(self, step: Step, which: int, other: int) -> None:
        """Put a type below another, or out from below it."""
        types = self.picture.types
        self.flip(step, (chosen(types, which), "subtype-of", chosen(types, other)))

    @rule(step=STEP, which=NUMBER, before=NUMBER)
    def move(self, step: Step, which: int, before: int) -> None:
        """Put an edge before another of its post and kind, or last."""
        source, kind, target = chosen(self.picture.edges, which)
        beside = tuple(t for s, k, t in self.picture.edges if (s, k) == (source, kind))
        form = {"kind": kind, "other": target, "before": chosen(("", *beside), before)}
        self.write(step, f"/{source}/move", form, source, target)

    @rule(step=STEP)
    def undo(self, step: Step) -> None:
        """Take back what was done last."""
        slug, number = last_operation(self.world.database)
        self.write(step, f"/{slug}/undo", {"op": str(number)}, slug)

    # --- what befalls the site

    @rule(step=STEP, share=st.integers(0, 10))
    def evict(self, step: Step, share: int) -> None:
        """Push a share of what is kept out of the cache."""
        self.note(f"evict {share}")
        self.process(step.process).evict(share * 50_000)
        self.read(step)

    @rule(step=STEP)
    def restart(self, step: Step) -> None:
        """End a process and begin another."""
        self.note("restart")
        self.process(step.process).restart()
        self.read(step)

    @rule(step=STEP)
    def reload(self, step: Step) -> None:
        """Go on with other components."""
        self.edition = 1 - self.edition
        self.note(f"reload: edition {self.edition}")
        self.open.clear()
        self.read(step)

    @rule(step=STEP, keep=st.integers(0, 3))
    def prune(self, step: Step, keep: int) -> None:
        """Forget what of the log is old."""
        self.note(f"prune {keep}")
        with self.world.database.writing():
            changes.prune(keep)
        self.right.clear()
        self.read(step)

    # --- what is open in browsers

    @rule(step=STEP, which=NUMBER)
    def leave_open(self, step: Step, which: int) -> None:
        """Open a page, and look at it again when much has happened."""
        self.keep_open(*self.page_at(step, which))
        self.read(step)

    @rule(step=STEP)
    def catch_up(self, step: Step) -> None:
        """Ask what has changed on the open pages."""
        self.open = [page for page in self.open if self.brings_news(step, page)]
        self.read(step)

    # --- how it is done

    def note(self, line: str) -> None:
        """Keep what was done, for whoever reads of a fault."""
        self.history.append(line)

    def process(self, number: int) -> Asked:
        """Give one of the processes."""
        return chosen(self.world.processes, number)

    def save(self, step: Step, slug: str, changed: dict[str, str]) -> None:
        """Send the form of a post, with something changed."""
        form = {**form_of(self.world.database, slug), **changed}
        self.write(step, f"/{slug}/edit", form, slug)

    def flip(self, step: Step, edge: tuple[str, str, str]) -> None:
        """Make an edge, or delete it where it is."""
        self.write_edge(step, "unrelate" if edge in self.picture.edges else "relate", edge)

    def write_edge(self, step: Step, verb: str, edge: tuple[str, str, str]) -> None:
        """Send the form of a picker."""
        source, kind, target = edge
        self.write(step, f"/{source}/{verb}", {"kind": kind, "other": target}, source, target)

    def write(self, step: Step, path: str, form: dict[str, str], *slugs: str) -> None:
        """Read a page, send a form, from a widget on that page or from none, and read it again."""
        self.near = tuple(f"/{slug}/{rest}" for slug in slugs for rest in ("", "edit"))
        process, question = self.process(step.process), self.question(step)
        by_widget = step.widget and not path.endswith(("/new", "/edit", "/delete"))
        if by_widget:
            question = replace(question, editor=True, navigation=False)
        (before,) = process.ask([question])
        page = opened(question.path, before) if by_widget and before.status == 200 else None
        here = page.path if page else None
        sent = Question(path, True, form=form, widget_on=here, edition=self.edition)
        (answer,) = self.process(step.process + step.page).ask([sent])
        self.note(f"{path} {form} on {here}: {answer.status}")
        assert answer.status < 500, self.history
        self.look()
        fresh = self.check(question, process)
        if page:
            page.take(answer)
            if self.check_open(page, fresh):
                self.keep_open(page)

    def look(self) -> None:
        """See what became of the site; what pages were is over."""
        self.picture = picture(self.world.database)
        self.right.clear()

    def keep_open(self, *pages: OpenPage) -> None:
        """Leave pages open in browsers, those opened last."""
        self.open = [*self.open, *pages][-MOST_OPEN:]

    def page_at(self, step: Step, which: int) -> list[OpenPage]:
        """Open a page as an editor, if there is such a page."""
        question = Question(self.path(which), editor=True, edition=self.edition)
        (answer,) = self.process(step.process).ask([question])
        return [opened(question.path, answer)] if answer.status == 200 else []

    def brings_news(self, step: Step, page: OpenPage) -> bool:
        """Ask what has changed on a page, and say whether it is still there."""
        news = page.news(self.edition)
        (answer,) = self.process(step.process).ask([news])
        self.note(f"{news.path}: {answer.status}")
        assert answer.status in (200, 204), self.history
        page.take_news(answer)
        question = Question(page.path, editor=True, edition=self.edition)
        return self.check_open(page, self.fresh(question))

    def check_open(self, page: OpenPage, fresh: Answer) -> bool:
        """Compare the regions of an open page with a fresh one; give False if there is none."""
        if fresh.status != 200:
            return False
        regions = regions_of(fresh.body)
        shared = page.regions.keys() & regions.keys()
        found = {name: page.regions[name] for name in shared}
        assert found == {name: regions[name] for name in shared}, (page.path, self.history)
        # Pickers come and go with the types of a post; a page that is open keeps those it has.
        lasting = {name for name in page.regions.keys() ^ regions.keys() if "-chips-" not in name}
        assert lasting == set(), (page.path, self.history)
        return True

    def read(self, step: Step) -> None:
        """Read a page."""
        self.check(self.question(step), self.process(step.process))

    def question(self, step: Step) -> Question:
        """Say how a page is read."""
        path = self.path(step.page)
        # To strangers the page of a form says little: only now and then one of them asks.
        editor = step.editor or (path.endswith("/edit") and not step.navigation)
        return Question(path, editor, step.navigation, edition=self.edition)

    def path(self, number: int) -> str:
        """Choose a page among all; every other time among those that were likely changed."""
        near = self.near if number % 2 else ()
        path = chosen(near or paths(self.picture), number // 2)
        self.read_ever[path] = None
        return path

    def fresh(self, question: Question) -> Answer:
        """Read a page without the cache; once for as long as nothing is written."""
        if question not in self.right:
            (self.right[question],) = self.world.plain.ask([question])
        return self.right[question]

    def check(self, question: Question, process: Asked) -> Answer:
        """Read a page with the cache and without, which ends a step; give what it must be."""
        self.steps += 1
        (found,) = process.ask([question])
        self.compare(question, found)
        return self.fresh(question)

    def compare(self, question: Question, found: Answer) -> None:
        """Fail where an answer is not the one without a cache."""
        fresh = self.fresh(question)
        if found != fresh:
            raise AssertionError(difference(question, found, fresh, self.history))

    def check_all(self) -> None:
        """Read every page that was ever read, as whoever may read it, from each process.

        What was never read is kept nowhere: no page shares a region with another.
        """
        asked = [
            Question(path, editor, navigation, edition=self.edition)
            for path in self.read_ever
            for editor, navigation in ((False, False), (True, False), (False, True))
        ]
        for process in self.world.processes:
            for question, found in zip(asked, process.ask(asked), strict=True):
                self.compare(question, found)


def difference(question: Question, found: Answer, fresh: Answer, history: Sequence[str]) -> str:
    """Say where an answer differs from what it must be, and how it came to that."""
    pairs = enumerate(zip(found.body, fresh.body, strict=False))
    place = next((place for place, (one, other) in pairs if one != other), len(fresh.body))
    shown = (
        f"{each.status} at {each.position}: {each.body[max(0, place - 200) : place + 200]!r}"
        for each in (found, fresh)
    )
    story = "\n".join(history)
    return f"{question} got\n{next(shown)}\ninstead of\n{next(shown)}\nafter\n{story}"


def chosen(items: Sequence[Item], number: int) -> Item:
    """Choose among what is there."""
    return items[number % len(items)]
