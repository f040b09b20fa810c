"""A library of changed files: the same as one loaded from nothing, at a fraction of the work."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import sx
from app.sx.library import linking
from app.sx.library.examples import samples
from tests.unit.sx import programs
from tests.unit.sx.edits import CHANGES, SITE
from tests.unit.sx.programs import HELPERS, LOADERS, write_files

TEXTS = ("(~blog/note)", '(~blog/note :text "x")', "(~small/box)", "(p (~blog/note))")
Steps = list[list[tuple[str, str, str]]]
DATA = {
    **programs.DATA,
    "page": {"name": "rose", "kinds": ["red"]},
    "tags-red": {"kind": "red"},
}
CALLS = {"current-path": lambda: "/rose/", "viewer": lambda: "ann"}


class Files:
    """The files of a site on disk, and the two ways to a library of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.roots = write_files(root, SITE)
        self.kept = self.fresh()

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a file, or make it; one that is left empty is deleted."""
        path = self.root / "app" / name
        text = path.read_text("utf-8") if path.exists() else ""
        changed = text.replace(old, new, 1) if old else text + new
        if changed:
            path.write_text(changed, encoding="utf-8")
        else:
            path.unlink(missing_ok=True)

    def fresh(self) -> sx.Library:
        """Load the files as a start does."""
        return sx.Library.load(self.roots, HELPERS, LOADERS)

    def reload(self) -> sx.Library:
        """Reload as a site does: where that fails, the library in use stays in use."""
        self.kept = self.kept.reloaded()
        return self.kept

    def check(self) -> None:
        """See that a reload gives what a start would."""
        assert _outcome(self.reload) == _outcome(self.fresh)


def _outcome(load: Callable[[], sx.Library]) -> list[str]:
    try:
        library = load()
    except sx.Faults as found:
        return [sx.report(fault) for fault in found.faults]
    pages = [_page(library, name) for name in library.pages]
    texts = [_text(library, text) for text in TEXTS]
    return [library.fingerprint, *map(repr, library.pages.values()), *pages, *texts, _said(library)]


def _page(library: sx.Library, name: str) -> str:
    shown = []
    for only, navigation in ((None, False), (None, True), (frozenset({"tags"}), False)):
        try:
            made = library.aser_slot(name, DATA, CALLS, only=only, navigation=navigation)
            shown.append(made.html)
        except sx.ExpandError as fault:
            shown.append(sx.report(fault))
    return "\n".join(shown)


def _text(library: sx.Library, text: str) -> str:
    try:
        return library.document(sx.read(sx.Source("post", text)), trusted=True).text
    except sx.Faults as found:
        return "\n".join(map(sx.report, found.faults))


def _said(library: sx.Library) -> str:
    """Say what comes of the examples and tests."""
    try:
        return "\n".join(str(each.complaint(samples(HELPERS))) for each in library.trials())
    except sx.Faults as found:
        return "\n".join(map(sx.report, found.faults))


EDITS = st.one_of(
    st.sampled_from(CHANGES),
    st.sampled_from([(name, new, old) for name, old, new in CHANGES if new]),
)
STEPS = st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=8)


def follow(root: Path, steps: Steps) -> None:
    """Change files step by step; after each, a reload is what a start would be."""
    files = Files(root)
    for edits in steps:
        for edit in edits:
            files.replace(*edit)
        files.check()


@pytest.mark.slow
@settings(max_examples=25, deadline=None, derandomize=True)
@given(STEPS)
def test_a_reload_gives_what_a_start_would(steps: Steps) -> None:
    with tempfile.TemporaryDirectory() as root:
        follow(Path(root), steps)


@pytest.mark.long
@settings(max_examples=5_000, deadline=None)
@given(STEPS)
def test_thousands_of_reloads_give_what_starts_would(steps: Steps) -> None:
    with tempfile.TemporaryDirectory() as root:
        follow(Path(root), steps)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change[0]} {change[2][:30]!r}")
def test_each_change_is_seen_and_mended(tmp_path: Path, change: tuple[str, str, str]) -> None:
    name, old, new = change
    follow(tmp_path, [[(name, old, new)], [(name, new, old)]])


@pytest.mark.parametrize(
    ("article", "deep"),
    [
        ("(~small/box (h1", "(section children)"),
        ("(~small/deep (h1", "(section children)"),
        ("(~small/deep (h1", "(<> children)"),
        ("(~small/deep (h1", '(section :id "deep" children)'),
        ("(when title (h1", "(section children)"),
    ],
)
def test_the_element_of_a_region_is_found_as_at_a_start(
    tmp_path: Path, article: str, deep: str
) -> None:
    body = ("components/blog.sx", "(article (h1", article)
    follow(tmp_path, [[body, ("components/small.sx", "(section children)", deep)]])


def test_a_region_for_each_key_comes_and_goes(tmp_path: Path) -> None:
    files = Files(tmp_path)
    loader = ("pages/post.sx", ":data post-page", ":data post-kinds")
    region = (
        "pages/post.sx",
        "~blog/tags :data post-tags",
        "~blog/chips :data post-chips :each kinds",
    )
    for edit in (region, loader):
        files.replace(*edit)
        files.check()
    files.replace("components/blog.sx", "(p kind)", "(b kind)")
    assert (
        '<b id="region-tags-red">red</b>' in files.reload().aser_slot("blog/post", DATA, CALLS).html
    )
    files.replace(region[0], region[2], region[1])
    files.check()


def test_without_a_change_it_is_the_same_library(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.replace("components/small.sx", "(p", "(p")
    assert files.kept.reloaded() is files.kept


def test_a_reload_that_fails_leaves_the_library_in_use(tmp_path: Path) -> None:
    files = Files(tmp_path)
    before = files.kept.aser_slot("blog/post", DATA, CALLS).html
    files.replace("components/blog.sx", "(h1", "(hh1")
    with pytest.raises(sx.Faults):
        files.reload()
    assert files.kept.aser_slot("blog/post", DATA, CALLS).html == before
    files.replace("components/blog.sx", "(hh1", "(h1 1")
    assert files.reload().aser_slot("blog/post", DATA, CALLS).html != before


def test_the_library_before_is_not_changed_by_a_reload(tmp_path: Path) -> None:
    files = Files(tmp_path)
    first, shown = files.kept, files.kept.aser_slot("blog/post", DATA, CALLS).html
    files.replace("components/small.sx", "(span label)", "(b label)")
    second = files.reload()
    assert second.aser_slot("blog/post", DATA, CALLS).html != shown
    assert first.aser_slot("blog/post", DATA, CALLS).html == shown


def test_a_library_from_the_store_is_reloaded_as_well(tmp_path: Path) -> None:
    files = Files(tmp_path)
    for _ in range(2):
        files.kept = sx.Library.load(files.roots, HELPERS, LOADERS, store=tmp_path / "store")
    files.replace("components/small.sx", "(span label)", "(b label)")
    files.check()


class Counted:
    """How often a stage of the compiler runs, and for what."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran: list[str] = []
        for stage in ("component", "definition", "page", "macro_function"):
            self._count(stage, monkeypatch)

    def _count(self, stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
        run = getattr(linking, stage)

        def counted(*arguments: object) -> object:
            made = run(*arguments)
            self.ran.append(made.page.name if stage == "page" else made.name)
            return made

        monkeypatch.setattr(linking, stage, counted)


BODY = ("components/small.sx", "(span label)", "(b label)")
SIGNATURE = ("components/small.sx", '(label "box")', '(label "box") (more 1)')
VALUE = ("components/values.sx", "number 2", "number 3")
ARITY = ("components/values.sx", "number 2", "(number) 3")
MACRO = ("components/words.sx", "(words/shout", "(upper")
PAGE = ("pages/post.sx", "(upper name)", "(lower name)")
COMMENT = ("pages/post.sx", "", ";; a comment")
NEW = ("components/x.sx", "", "(defcomp ~x/card () (p))")


@pytest.mark.parametrize(
    ("change", "compiled"),
    [
        (BODY, "~small/box ~small/deep ~small/mark ~small/tree"),
        (SIGNATURE, "~blog/post ~small/box ~small/deep ~small/mark ~small/tree other"),
        (VALUE, "values/number"),
        (ARITY, "other values/number"),
        (MACRO, "loud twice words/greeting words/limit words/shout ~blog/post"),
        (PAGE, "blog/post"),
        (COMMENT, "blog/post"),
        (NEW, "~x/card"),
    ],
)
def test_only_what_a_change_can_reach_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str, str], compiled: str
) -> None:
    files = Files(tmp_path)
    files.replace(*change)
    counted = Counted(monkeypatch)
    files.reload()
    assert sorted(counted.ran) == sorted(compiled.split())
