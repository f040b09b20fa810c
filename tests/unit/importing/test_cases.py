"""Small folders in which an import once failed, and what is right for each."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from app.importing import ImportOptions, Report, run
from db.engine import Database
from db.graph import queries
from db.kernel.models import WHOLE_POSTS, Node, Post
from db.kernel.session import session
from db.posts import addresses, names

_HERE = Path(__file__).parent / "cases"
_CASES = sorted(path.name for path in _HERE.iterdir())
_OPTIONS = ImportOptions(folder_tags=True)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visitor or an editor sees of a post."""

    title: str
    status: str = "published"
    day: str = ""
    tags: tuple[str, ...] = ()


_RIGHT = {
    "01-page-beside-folder": {"guide": Seen("Guide"), "start": Seen("Start", tags=("Guide",))},
    "02-slug-of-own-folder": {
        "quiet-harbour": Seen("A quiet harbour", day="2021-03-04", tags=("posts",))
    },
    "03-tag-takes-a-page": {
        "a": Seen("A", tags=("team",)),
        "team": Seen("Who we are", tags=("pages",)),
    },
    "04-blank-line-first": {
        "secret": Seen("Plans", "draft", "2020-01-02"),
        "secret-yaml": Seen("Plans two", "draft"),
    },
    "05-pelican-header": {
        "not-yet": Seen("Not yet", "draft", "2012-10-31", ("harbour", "boats", "Sea"))
    },
    "06-drafts-folder": {
        "unripe": Seen("Unripe", "draft"),
        "shown": Seen("Shown", day="2020-02-03"),
    },
    "07-future-date": {
        "later": Seen("Later", "draft", "2031-05-06"),
        "later2": Seen("Later two", "draft", "2020-01-01"),
    },
    "08-odd-types-lose-a-post": {
        "desc": Seen("Desc"),
        "hexo": Seen("Hexo time", day="2013-07-13"),
        "map": Seen("Map", tags=("sea",)),
        "minutes": Seen("Minutes", day="2020-01-02"),
        "nested": Seen("Nested", tags=("sea", "Boats")),
        "nozero": Seen("No zero", day="2019-03-05"),
        "statuslist": Seen("Vault", "draft"),
        "tmpl": Seen("Template"),
        "words": Seen("Words", day="2020-03-05"),
    },
    "09-obsidian": {
        "boat": Seen("Boat", tags=("Notes", "sea/boats")),
        "harbour": Seen("Harbour", tags=("Notes",)),
    },
    "10-zola-taxonomies": {"p": Seen("P", day="2020-01-02", tags=("sea", "boats", "log"))},
    "11-liquid-highlight": {
        "code": Seen("Code", day="2014-05-06"),
        "old": Seen("Old", day="2014-01-01"),
    },
    "12-hugo-shortcodes": {"a": Seen("A"), "b": Seen("B")},
    "13-admonitions": {"id": Seen("Id"), "m": Seen("M")},
    "14-other-scripts": {
        "привет-мир": Seen("Привет мир"),
        "مرحبا": Seen("مرحبا بالعالم"),
        "こんにちは": Seen("こんにちは"),
        "你好世界": Seen("你好世界", tags=("编程", "生活")),
    },
    "15-local-zone": {"late": Seen("Late", day="2016-05-18")},
    "16-one-bad-character": {"bad": Seen("Bell"), "good": Seen("Good")},
    "17-json-named": {},
    "18-same-slug-other-date": {
        "joke": Seen("A joke", day="2018-04-16", tags=("cn",)),
        "joke-2": Seen("Another joke", day="2019-05-04", tags=("cn",)),
    },
    "19-long-words": {"l": Seen("Betriebswerkbauunterbeamten" * 6, tags=("A" * 90,))},
}


def _paths(root: Path) -> list[Path]:
    """What is named to the importer: the folder, or the one file that is no Markdown."""
    return [*root.glob("*.json")] or [root]


def _seen(database: Database, root: Path) -> dict[str, Seen]:
    with database.reading():
        found = select(Node, Post.origin).select_from(WHOLE_POSTS)
        rows = session().execute(found.where(Post.origin.startswith(f"file:{root}/"))).all()
        return {node.slug: _as_seen(node, str(origin)) for node, origin in rows}


def _as_seen(post: Node, origin: str) -> Seen:
    # Without a date of its own a post has that of its file.
    own = _RIGHT[Path(origin).relative_to(f"file:{_HERE}").parts[0]][post.slug].day
    day = str(post.published.date()) if post.published and own else ""
    tags = tuple(tag.title for tag in queries.tags_of(post.slug, public=False))
    return Seen(post.title, post.status, day, tags)


def test_each_case_is_here() -> None:
    assert sorted(_RIGHT) == _CASES


@pytest.mark.parametrize("name", _CASES)
def test_a_case_comes_out_right(database: Database, name: str) -> None:
    root = _HERE / name
    run(database, _paths(root), _OPTIONS)
    assert _seen(database, root) == _RIGHT[name]


@pytest.mark.parametrize("name", sorted({*_CASES} - {"17-json-named"}))
def test_a_case_is_as_before_the_second_time_and_from_elsewhere(
    database: Database, tmp_path: Path, name: str
) -> None:
    root = _HERE / name
    count = run(database, [root], _OPTIONS).created
    copy = shutil.copytree(root, tmp_path / "copy" / name)
    for path in (root, copy):
        again = run(database, [path], _OPTIONS)
        assert (again.lines()[0][:15], again.unchanged) == ("nothing changed", count)


def _notes(report: Report) -> list[str]:
    return [str(remark) for remark in (*report.notes, *report.skipped)]


@pytest.mark.parametrize(
    ("name", "notes"),
    [
        ("01-page-beside-folder", []),
        ("07-future-date", []),
        (
            "08-odd-types-lose-a-post",
            [
                "08-odd-types-lose-a-post/desc.md:3: `description` is not a text: it is left out",
                "08-odd-types-lose-a-post/statuslist.md:3: `status` is 'reading', "
                "which is not understood here: the post is a draft",
                "08-odd-types-lose-a-post/tmpl.md:3: `date` is not a date: it is left out",
            ],
        ),
        (
            "16-one-bad-character",
            ["16-one-bad-character/bad.md:2: characters that nobody sees were left out"],
        ),
        (
            "18-same-slug-other-date",
            [
                "18-same-slug-other-date/cn/2019-05-04-joke.md: "
                "the slug 'joke' is taken: the post is at /joke-2/"
            ],
        ),
    ],
)
def test_what_was_done_otherwise_is_told(database: Database, name: str, notes: list[str]) -> None:
    assert _notes(run(database, [_HERE / name], _OPTIONS)) == notes


def test_an_export_is_refused_with_a_sentence(database: Database) -> None:
    path = _HERE / "17-json-named" / "export.json"
    assert _notes(run(database, [path])) == [
        f"{path}: only Markdown is imported (.markdown, .md, .mdown, .mkd)"
    ]


def test_the_old_address_of_a_page_leads_to_it(database: Database) -> None:
    run(database, [_HERE / "10-zola-taxonomies"], _OPTIONS)
    with database.reading():
        assert addresses.post_at("/old/p/", public=True) == "p"


def test_a_note_is_linked_by_its_aliases(database: Database) -> None:
    run(database, [_HERE / "09-obsidian"], _OPTIONS)
    with database.reading():
        assert names.resolve(["Ship", "Boat", "Nowhere"]) == {"Ship": "boat", "Boat": "boat"}
