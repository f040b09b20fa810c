"""A site in memory: a garden of a few pages, with a cache and a log that are dicts."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import local

from app import sx
from app.regions import PageRequest, RenderContext
from app.regions.cache import CacheEntry
from app.regions.loaders import LoaderFunction, declare
from app.regions.single_flight import Flights

COMPONENTS = """
(defcomp ~parts/frame (&key title &rest children) (main :title title children))
(defcomp ~parts/sheet (&key title &rest children) :changed ~parts/sheet-changed (main children))
(defcomp ~parts/sheet-changed () (out-of-band "#log" (p :id "log" (log-position))))
(defcomp ~parts/buds (&key buds) (ul (for (bud buds) (li bud))))
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
TWIG = """
(defpage twig
  :path "/<slug>/twig"
  :data twig-page
  :layout (~parts/sheet :title "Twig")
  :content (<> (p (log-position)) (for (kind kinds) (region buds kind)))
  :regions ((buds ~parts/buds :data twig-buds :audience everyone :each kinds)))
"""
HELPERS = (sx.Helper("log-position", personal=True),)


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
class Kind:
    """A kind of bud."""

    key: str


@dataclass(frozen=True, slots=True)
class TwigPage:
    """What the twig's page shows."""

    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class TwigBuds:
    """What region `buds` shows of one kind."""

    buds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A viewer."""

    editor: bool


class Topics(local):
    """A recorder for each thread."""

    def __init__(self) -> None:
        self.topics: set[str] = set()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded in a block."""

    topics: set[str]


@dataclass
class Garden:
    """A site in memory: its texts, what its loaders did, its cache and its log."""

    body: str = "green"
    asked: list[str] = field(default_factory=list)
    recorder: Topics = field(default_factory=Topics)
    entries: dict[str, CacheEntry] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    site: str = "garden"
    kinds: tuple[str, ...] = ("leaf", "flower")
    #: What happens while buds are looked for.
    meanwhile: Callable[[], object] = lambda: None

    def twig_page(self, slug: str) -> TwigPage:
        """Know the kinds of buds."""
        self.asked.append("page")
        self.recorder.topics.add(f"post:{slug}")
        return TwigPage(tuple(map(Kind, self.kinds)))

    def twig_buds(self, slug: str, key: str) -> TwigBuds:
        """Ask about the buds of one kind."""
        self.asked.append(key)
        self.recorder.topics.add(f"out:{slug}:{key}")
        found = f"{self.body} {key}"
        self.meanwhile()
        return TwigBuds((found,))

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
    def recording(self) -> Iterator[Recorded]:
        """Begin with no topics."""
        self.recorder.topics = set()
        yield Recorded(self.recorder.topics)

    def get_many(self, keys: Sequence[str]) -> Mapping[str, CacheEntry]:
        """Find entries."""
        return {key: self.entries[key] for key in keys if key in self.entries}

    def put_many(self, entries: Mapping[str, CacheEntry]) -> None:
        """Keep entries."""
        self.entries.update(entries)

    def raise_mark(self, key: str, head: int) -> None:
        """Keep no mark: nobody sets a garden back."""

    def site_and_head(self) -> tuple[str, int]:
        """Name the site, and find the last change."""
        self.asked.append("head")
        return self.site, max(self.changes.values(), default=0)

    def newest(self, topics: Collection[str]) -> Mapping[str, int]:
        """Find the last change of topics."""
        return {topic: self.changes[topic] for topic in topics if topic in self.changes}


def render_context_of(garden: Garden, folder: Path) -> RenderContext:
    """Make a site of pages in a folder from what the garden has."""
    loaders: dict[str, LoaderFunction] = {
        "leaf-page": garden.leaf_page,
        "leaf-text": garden.leaf_text,
        "leaf-tags": garden.leaf_tags,
        "leaf-tools": garden.leaf_tools,
        "twig-page": garden.twig_page,
        "twig-buds": garden.twig_buds,
    }
    (folder / "components").mkdir()
    (folder / "pages").mkdir()
    (folder / "components" / "parts.sx").write_text(COMPONENTS)
    (folder / "pages" / "leaf.sx").write_text(PAGE)
    (folder / "pages" / "twig.sx").write_text(TWIG)
    folders = (folder / "components", folder / "pages")
    library = sx.Library.load(folders, HELPERS, declare(loaders))
    return RenderContext(
        library=library,
        fingerprint="sources",
        loaders=loaders,
        document=lambda text, _: library.document(sx.read(sx.Source("text", text))),
        cache=garden,
        log=garden,
        reading=nullcontext,
        recording=garden.recording,
        peek=lambda: nullcontext(garden),
        is_set_back=lambda _site, _position: False,
        flights=Flights(),
    )


def leaf(viewer: Somebody | None = None, slug: str = "ash", page: str | None = None) -> PageRequest:
    """Ask for the page of a leaf."""
    return PageRequest("leaf", {"slug": slug, "page": page}, viewer, {})


def twig(viewer: Somebody | None = None, shared_key: str | None = None) -> PageRequest:
    """Ask for the page of a twig, on which nothing is private."""
    helpers = {"log-position": lambda: 0}
    return PageRequest("twig", {"slug": "ash"}, viewer, helpers, shared_key=shared_key)
