"""Links between files: where each address leads on the site."""

from pathlib import Path

import pytest

from app.importing.files import File
from app.importing.links import Links, Posts

_ROOT = Path("/notes")


def _links(*bases: str) -> Links:
    posts = Posts(
        roots=(_ROOT,),
        bases=bases,
        slug_by_path={
            "/notes/a/b.md": "b",
            "/notes/a/b": "b",
            "/notes/c d.md": "c-d",
            "/notes/c d": "c-d",
            "/notes/a": "a",
        },
        slug_by_address={"2020/05/e": "e", "2020/old.html": "f"},
        earlier=lambda _path: None,
    )
    return Links(File(_ROOT / "a" / "x.md", _ROOT), posts, ("/2020/05/x/",))


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("b.md", "/b/"),
        ("./b", "/b/"),
        ("b.md#Some%20part", "/b/#Some%20part"),
        ("b.md#user-content-c", "/b/#c"),
        ("../c%20d.md?x=y", "/c-d/"),
        ("../a/", "/a/"),
        ("/a/b", "/b/"),
        ("../b/", "/b/"),
        ("/2020/05/e/#part", "/e/#part"),
        ("../e/", "/e/"),
        ("../../old.html?x=y", "/f/"),
        ("/2020/05/", "/2020/05/"),
        ("/static/x.svg", "/static/x.svg"),
        ("#part", "#part"),
        ("https://x.org/a/b.md", "https://x.org/a/b.md"),
        ("//x.org/a", "//x.org/a"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        ("http://[", "http://["),
    ],
)
def test_a_link_leads_to_the_post_of_its_file(address: str, leads: str) -> None:
    links = _links()
    assert (links.link(address), links.broken) == (leads, [])


@pytest.mark.parametrize("address", ["", "nowhere.md", "../../b.md", "a" * 5000, "b\x00"])
def test_a_link_that_leads_nowhere_is_told(address: str) -> None:
    links = _links()
    assert (links.link(address), links.broken) == (None, [address])


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://x.org/notes/a/b", "/b/"),
        ("https://x.org/notes/a/b.md#c", "/b/#c"),
        ("https://x.org/notes/a/", "/a/"),
        ("https://x.org/notes/c%20d", "/c-d/"),
        ("https://x.org/notes/tools/e", "https://x.org/notes/tools/e"),
        ("https://x.org/other/a/b", "https://x.org/other/a/b"),
        ("/a/b", "/b/"),
        ("/tools/e", "https://x.org/tools/e"),
        ("f.py", "https://x.org/notes/a/f.py"),
    ],
)
def test_a_known_copy_of_the_folder_is_the_folder(address: str, leads: str) -> None:
    links = _links("https://x.org/notes/")
    assert (links.link(address), links.broken) == (leads, [])


@pytest.mark.parametrize(
    ("address", "comes"),
    [
        ("https://x.org/a.png", "https://x.org/a.png"),
        ("http://x.org/a.png", "https://x.org/a.png"),
        ("//x.org/a.png", "https://x.org/a.png"),
        ("/static/a.png", "/static/a.png"),
        ("data:image/png;base64,x", "data:image/png;base64,x"),
    ],
)
def test_a_picture_comes_from_where_pages_may_show_it(address: str, comes: str) -> None:
    links = _links()
    assert (links.image(address), links.missing) == (comes, [])


@pytest.mark.parametrize("address", ["a.png", "../b/a.png", "http://["])
def test_a_picture_beside_the_file_is_told(address: str) -> None:
    links = _links()
    assert (links.image(address), links.missing) == (None, [address])


def test_a_picture_beside_the_file_comes_from_the_known_copy() -> None:
    assert _links("https://x.org/notes/").image("../b/a.png") == "https://x.org/notes/b/a.png"
