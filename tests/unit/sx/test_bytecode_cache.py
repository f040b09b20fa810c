"""Compiled pages on disk: used only when they are ours, whole and made of these sources."""

import hashlib
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import sx
from app.sx.library import linking
from tests.unit.sx.programs import DATA, FILES, HELPERS, LOADERS, POST, write_files

CALLS = {"current-path": lambda: "/rose/", "viewer": lambda: None}


class Site:
    """A folder of files, a store beside it, and a count of how often it was compiled."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.store = root / "store"
        self.compiled = 0
        assemble = linking.assemble

        def counted(*arguments: object) -> object:
            self.compiled += 1
            return assemble(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr("app.sx.library.library.assemble", counted)

    def start(self, **files: str) -> str:
        """Load the library as a start does; give a page."""
        changed = {name.replace("__", "/") + ".sx": text for name, text in files.items()}
        roots = write_files(self.root, {**FILES, **changed})
        library = sx.Library.load(roots, HELPERS, LOADERS, store=self.store)
        return library.aser_slot("blog/post", DATA, CALLS).html


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site that was started once."""
    made = Site(tmp_path, monkeypatch)
    made.start()
    return made


def test_the_second_start_compiles_nothing_and_gives_the_same(site: Site) -> None:
    first = site.start()
    assert (site.start(), site.compiled) == (first, 1)


def test_a_changed_source_is_compiled(site: Site) -> None:
    html = site.start(components__blog=POST.replace("(h1 title)", "(h1 (b title))"))
    assert ("<b>Rose &amp; ash</b>" in html, site.compiled) == (True, 2)


def test_a_changed_helper_is_compiled(site: Site) -> None:
    roots = write_files(site.root, FILES)
    sx.Library.load(roots, (*HELPERS, sx.Helper("more")), LOADERS, store=site.store)
    assert site.compiled == 2


def flip_a_bit(file: Path) -> None:
    """Damage one byte in the middle."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut(file: Path) -> None:
    """Lose the end."""
    file.write_bytes(file.read_bytes()[:-7])


def empty(file: Path) -> None:
    """Lose everything."""
    file.write_bytes(b"")


def open_to_all(file: Path) -> None:
    """Let others write the file."""
    file.chmod(0o666)


def open_folder(file: Path) -> None:
    """Let others write the folder."""
    file.parent.chmod(0o777)


def link(file: Path) -> None:
    """Put a link where the file was."""
    other = file.with_name("other")
    file.rename(other)
    file.symlink_to(other)


def call_something(file: Path) -> None:
    """Put what would call a function of Python when it is loaded."""
    content = pickle.dumps(os.getcwd)
    file.write_bytes(hashlib.sha256(content).digest() + content)


@pytest.mark.parametrize(
    "damage", [flip_a_bit, cut, empty, open_to_all, open_folder, link, call_something]
)
def test_what_is_damaged_or_may_be_anothers_is_not_loaded(
    site: Site, damage: Callable[[Path], None]
) -> None:
    first = site.start()
    damage(site.store / "pages.sxc")
    assert (site.start(), site.compiled) == (first, 2)


def test_a_store_that_cannot_be_written_costs_only_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path, monkeypatch)
    site.store.write_text("a file where the folder should be")
    first = site.start()
    assert (site.start(), site.compiled) == (first, 2)


def test_the_file_is_for_this_user_only(site: Site) -> None:
    status = (site.store / "pages.sxc").stat()
    assert (status.st_mode & 0o777, status.st_uid) == (0o600, os.geteuid())


def test_faults_of_stored_pages_point_into_their_sources(site: Site) -> None:
    roots = write_files(site.root, FILES)
    library = sx.Library.load(roots, HELPERS, LOADERS, store=site.store)
    with pytest.raises(sx.ExpandError) as caught:
        library.aser_slot("blog/post", {**DATA, "tags": {"tags": 5}}, CALLS)
    assert (site.compiled, sx.report(caught.value)) == (
        1,
        "expand error: expected a string, a list or a dict, got a number\n"
        "  --> app/components/blog.sx:3:53\n"
        f"3 | {POST.splitlines()[2]}\n"
        "  |                                                     ^^^^\n"
        "  in ~blog/tags, called from app/pages/post.sx:7:13",
    )


def test_faults_of_stored_pages_name_the_macros_they_stand_in(tmp_path: Path) -> None:
    macros = "(defmacro item (x) `(li (upper ,x)))\n(defmacro chip (x) `(item ,x))\n"
    blog = macros + POST.replace("(li tag)", "(chip tag)")
    roots = write_files(tmp_path, {**FILES, "components/blog.sx": blog})
    reports = []
    for _ in range(2):
        library = sx.Library.load(roots, HELPERS, LOADERS, store=tmp_path / "store")
        with pytest.raises(sx.ExpandError) as caught:
            library.aser_slot("blog/post", {**DATA, "tags": {"tags": [5]}}, CALLS)
        reports.append(sx.report(caught.value))
    assert reports[0] == reports[1]
    assert reports[0].split("\n")[-3:] == [
        "  in the macro `item`, called from app/components/blog.sx:5:75",
        "  in the macro `chip`, called from app/components/blog.sx:5:75",
        "  in ~blog/tags, called from app/pages/post.sx:7:13",
    ]


def test_a_page_with_regions_for_each_is_the_same_from_the_store(tmp_path: Path) -> None:
    page = FILES["pages/post.sx"].replace("post-tags)", "post-tags :each name)")
    roots = write_files(tmp_path, {**FILES, "pages/post.sx": page})
    data = {**DATA, "page": {"name": ["rose", "ash"]}, "tags-rose": {"tags": []}}
    data["tags-ash"] = DATA["tags"]
    pages = []
    for _ in range(2):
        site = sx.Library.load(roots, HELPERS, LOADERS, store=tmp_path / "store")
        made = site.aser_slot("blog/post", data, CALLS, only=frozenset(data))
        pages.append((site.pages, made))
    assert pages[0] == pages[1]
    assert pages[0][1].regions.keys() == {"article", "tags-rose", "tags-ash"}


@pytest.fixture
def hurried() -> Iterator[None]:
    """Let threads take turns in the middle of everything."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hurried")
def test_what_the_store_left_out_is_compiled_once_for_all_threads(site: Site) -> None:
    files = {**FILES, "components/note.sx": "(defcomp ~note/x () :embed true (b 1))"}
    roots = write_files(site.root, files)
    for _ in range(2):
        library = sx.Library.load(roots, HELPERS, LOADERS, store=site.store)
    site.compiled, forms = 0, sx.read(sx.Source("post", "(p (~note/x))"))
    together = threading.Barrier(4, timeout=30)

    def embed(_: int) -> str:
        together.wait()
        return library.document(forms, trusted=True).text

    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(embed, range(4)))
    assert (made, site.compiled) == ({"<p><b>1</b></p>"}, 1)
