"""Plan, load, one pass, store: on a page of our own, with a cache and a log that are dicts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app import regions, sx
from app.cache import Entry
from app.regions import MissingError, Supplies, Visit, declare, expand_changed, expand_page

COMPONENTS = """
(defcomp ~parts/frame (&key title &rest children) (main :title title children))
(defcomp ~parts/text (&key body) (p body))
(defcomp ~parts/tags (&key names) (ul (for (name names) (li name))))
(defcomp ~parts/tools (&key note) (div note))
"""
PAGE = """
(defpage leaf
  :path "/<slug>/"
  :query (page)
  :data leaf-page
  :layout (~parts/frame :title title)
  :regions ((text ~parts/text :data leaf-text :audience everyone)
            (tags ~parts/tags :data leaf-tags)
            (tools ~parts/tools :data leaf-tools :audience editors)))
"""


@dataclass(frozen=True, slots=True)
class LeafPage:
    """What the page shows."""

    title: str


@dataclass(frozen=True, slots=True)
class LeafText:
    """What region `text` shows."""

    body: str


@dataclass(frozen=True, slots=True)
class LeafTags:
    """What region `tags` shows."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeafTools:
    """What region `tools` shows."""

    note: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """A viewer."""

    editor: bool


@dataclass
class Topics:
    """A recorder."""

    topics: set[str] = field(default_factory=set)


@dataclass
class Garden:
    """A site in memory: its texts, what its loaders did, its cache and its log."""

    body: str = "green"
    asked: list[str] = field(default_factory=list)
    recorder: Topics = field(default_factory=Topics)
    entries: dict[str, Entry] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    site: str = "garden"

    def leaf_page(self, viewer: Somebody | None, slug: str) -> LeafPage | None:
        """Know one leaf."""
        self.asked.append("page")
        return LeafPage(slug) if slug == "ash" else None

    def leaf_text(self, slug: str, page: str | None) -> LeafText:
        """Ask about the post."""
        self.asked.append("text")
        self.recorder.topics.add(f"post:{slug}")
        return LeafText(f"{self.body} {page}")

    def leaf_tags(self, viewer: Somebody | None) -> LeafTags:
        """Ask about the tags."""
        self.asked.append("tags")
        self.recorder.topics.add("tags")
        return LeafTags(("tree",))

    def leaf_tools(self, slug: str) -> LeafTools:
        """Ask about the post."""
        self.asked.append("tools")
        self.recorder.topics.add(f"post:{slug}")
        return LeafTools("prune")

    @contextmanager
    def recording(self) -> Iterator[Topics]:
        """Begin with no topics."""
        self.recorder = Topics()
        yield self.recorder

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Entry]:
        """Find entries."""
        return {key: self.entries[key] for key in keys if key in self.entries}

    def put_many(self, entries: Mapping[str, Entry]) -> None:
        """Keep entries."""
        self.entries.update(entries)

    def site_id(self) -> str:
        """Name the site."""
        return self.site

    def head(self) -> int:
        """Find the last change."""
        return max(self.changes.values(), default=0)

    def newest(self, topics: Collection[str]) -> Mapping[str, int]:
        """Find the last change of topics."""
        return {topic: self.changes[topic] for topic in topics if topic in self.changes}


@pytest.fixture
def garden() -> Garden:
    return Garden()


@pytest.fixture
def supplies(garden: Garden, tmp_path: Path) -> Supplies:
    loaders: dict[str, regions.LoaderFunction] = {
        "leaf-page": garden.leaf_page,
        "leaf-text": garden.leaf_text,
        "leaf-tags": garden.leaf_tags,
        "leaf-tools": garden.leaf_tools,
    }
    (tmp_path / "components").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "components" / "parts.sx").write_text(COMPONENTS)
    (tmp_path / "pages" / "leaf.sx").write_text(PAGE)
    folders = (tmp_path / "components", tmp_path / "pages")
    library = sx.Library.load(folders, (), declare(loaders))
    return Supplies(
        library=library,
        fingerprint="sources",
        loaders=loaders,
        document=lambda text, _: library.document(sx.read(sx.Source("text", text))),
        cache=garden,
        log=garden,
        reading=nullcontext,
        recording=garden.recording,
    )


def leaf(viewer: Somebody | None = None, slug: str = "ash", page: str | None = None) -> Visit:
    return Visit("leaf", {"slug": slug, "page": page}, viewer, {})


HTML = (
    '<main title="ash"><p id="region-text">green None</p>'
    '<ul id="region-tags"><li>tree</li></ul><div id="region-tools">prune</div></main>'
)


def test_a_page_is_its_layout_around_its_regions(supplies: Supplies) -> None:
    assert expand_page(supplies, leaf()) == HTML


def test_the_pages_own_loader_decides_before_anything_else_is_asked(
    supplies: Supplies, garden: Garden
) -> None:
    with pytest.raises(MissingError):
        expand_page(supplies, leaf(slug="oak"))
    assert garden.asked == ["page"]


def test_a_visitor_gets_what_everyone_gets_from_the_cache(
    supplies: Supplies, garden: Garden
) -> None:
    first, second = expand_page(supplies, leaf()), expand_page(supplies, leaf())
    assert (first, second, garden.asked) == (
        HTML,
        HTML,
        ["page", "text", "tags", "tools", "page", "tags", "tools"],
    )


def test_what_is_for_editors_is_kept_for_editors_alone(supplies: Supplies, garden: Garden) -> None:
    for viewer in (Somebody(editor=True), Somebody(editor=True), Somebody(editor=False)):
        garden.asked.append("|")
        expand_page(supplies, leaf(viewer))
    assert "".join(garden.asked) == "|pagetexttagstools|pagetags|pagetagstools"


def test_a_change_of_a_topic_makes_what_asked_it_stale(supplies: Supplies, garden: Garden) -> None:
    expand_page(supplies, leaf())
    garden.body, garden.changes["post:ash"] = "yellow", 1
    changed = expand_page(supplies, leaf())
    garden.changes["post:oak"] = 2
    again = expand_page(supplies, leaf())
    assert (changed == again == HTML.replace("green", "yellow"), garden.asked.count("text")) == (
        True,
        2,
    )


def test_an_entry_from_a_log_that_was_longer_is_not_believed(
    supplies: Supplies, garden: Garden
) -> None:
    garden.changes["other"] = 9
    expand_page(supplies, leaf())
    garden.changes = {"other": 3}
    expand_page(supplies, leaf())
    assert garden.asked.count("text") == 2


def test_another_database_meets_no_entry(supplies: Supplies, garden: Garden) -> None:
    expand_page(supplies, leaf())
    garden.site, garden.body = "restored", "brown"
    assert "brown" in expand_page(supplies, leaf())


def test_other_sources_meet_no_entry(supplies: Supplies, garden: Garden) -> None:
    expand_page(supplies, leaf())
    garden.body = "brown"
    assert "brown" in expand_page(replace(supplies, fingerprint="others"), leaf())


def test_another_parameter_is_another_entry(supplies: Supplies, garden: Garden) -> None:
    pages = [expand_page(supplies, leaf(page=page)) for page in (None, "2", "2")]
    assert ([page.count("green 2") for page in pages], garden.asked.count("text")) == ([0, 1, 1], 2)


def test_a_write_brings_exactly_the_regions_that_asked_what_changed(supplies: Supplies) -> None:
    answers = [
        expand_changed(supplies, leaf(), changed)
        for changed in ({"tags"}, {"post:ash", "post:oak"}, {"post:oak"})
    ]
    envelope = '<div hx-swap-oob="outerMorph target:#region-{0} strip:true">{1}</div>'
    assert answers == [
        envelope.format("tags", '<ul id="region-tags"><li>tree</li></ul>'),
        envelope.format("text", '<p id="region-text">green None</p>')
        + envelope.format("tools", '<div id="region-tools">prune</div>'),
        "",
    ]


def test_given_data_stands_in_for_the_pages_loader(supplies: Supplies, garden: Garden) -> None:
    visit = Visit("leaf", {"slug": "oak", "page": None}, None, {}, given=LeafPage("given"))
    assert (expand_page(supplies, visit)[:20], garden.asked[0]) == ('<main title="given">', "text")


def bare(viewer: Somebody | None, slug: str) -> str:
    return slug


def with_document(slug: str, document: object) -> LeafText | None:
    return LeafText(slug)


def test_the_library_is_told_parameters_and_fields_but_not_what_is_injected() -> None:
    assert declare({"with-document": with_document}) == {
        "with-document": sx.Loader(parameters=("slug",), fields=("body",))
    }


def test_a_loader_that_gives_no_record_is_refused() -> None:
    with pytest.raises(TypeError, match="loader `bare` must say that it returns a dataclass"):
        declare({"bare": bare})


def test_a_loader_is_called_by_its_name_with_dashes() -> None:
    assert regions.sx_name(with_document) == "with-document"
