"""Settings beside posts: what they hide is a draft, and so is what one that nobody reads may hide.

A file with the word SECRET in it is one that its tool does not show. All others are public.
"""

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.importing import run
from db.engine import Database
from db.graph import queries
from db.kernel.models import WHOLE_POSTS, Node, Post
from db.kernel.session import session
from db.posts import addresses
from tests.unit.importing.conftest import Write

_JEKYLL = """
exclude: [README.md, old/, "*.part.md"]
include: [_pages]
collections: {recipes: {output: true}, people: {output: false}}
defaults:
  - scope: {path: "posts/open", type: ""}
    values: {published: true}
  - scope: {path: "posts"}
    values: {published: false}
  - {scope: {path: "", type: notes}, values: {draft: yes}}
  - {scope: {path: "plans/*/x.md"}, values: {sitemap: false}}
"""
_HUGO = """
ignoreFiles = ["/wip-.*\\\\.md$"]
[[cascade]]
  [cascade.build]
  render = "never"
  [cascade._target]
  path = "{/plans/**,/ideas/*}"
[[cascade]]
  draft = false
  [cascade._target]
  path = "/posts/**"
"""
_MKDOCS = (
    "exclude_docs: |\n  *.part.md\n  /later/\ndraft_docs: |\n  soon.md\nx: !!python/name:a.b\n"
)
_QUARTZ = """export default {
  configuration: { // ignorePatterns: ["open"]
    ignorePatterns: ["private", 'plan-*', "**/_x/**"],  /* and */
  } }"""

TREES: dict[str, dict[str, str]] = {
    "defaults of Jekyll": {
        "_config.yml": _JEKYLL,
        "posts/a.md": "SECRET",
        "posts/own.md": "---\npublished: true\n---\na",
        "posts/empty.md": "---\npublished:\n---\nSECRET",
        "posts/open/b.md": "b",
        "_notes/c.md": "SECRET",
        "plans/d/x.md": "SECRET",
        "plans/x.md": "e",
        "README.md": "SECRET",
        "docs/README.md": "f",
        "old/g.md": "SECRET",
        "h/i.part.md": "SECRET",
        "_pages/j.md": "j",
        "_recipes/k.md": "k",
        "_people/l.md": "SECRET",
        "_other/m.md": "SECRET",
    },
    "settings of a folder below": {
        "a/_config.yml": "exclude: [b.md]",
        "a/b.md": "SECRET",
        "b.md": "b",
    },
    "lists of Hexo": {
        "_config.yml": "exclude: ['_plans/**', x.md]\n",
        "source/_plans/a.md": "SECRET",
        "source/x.md": "SECRET",
        "source/_posts/b.md": "b",
    },
    "a cascade of Hugo": {
        "hugo.toml": _HUGO,
        "content/plans/deep/a.md": "SECRET",
        "content/ideas/b.md": "SECRET",
        "content/posts/c.md": "c",
        "content/posts/d.md": "---\ndraft: true\n---\nSECRET",
        "content/posts/wip-e.md": "SECRET",
        "content/team/_index.md": "---\ntitle: Team\ncascade: {draft: true}\n---\nSECRET",
        "content/team/f.md": "SECRET",
        "content/team/g.md": "---\ndraft: false\n---\ng",
        "content/team/open/_index.fr.md": "---\ncascade: [{draft: false}]\n---\nh",
        "content/team/open/i.md": "i",
        "content/plain/_index.md": "---\ncascade: {params: {color: red}}\n---\nj",
        "content/plain/k.md": "k",
    },
    "a cascade in a folder of settings": {
        "config/_default/cascade.yaml": "params: {hidden: true}",
        "content/a.md": "---\nparams: {color: red}\n---\nSECRET",
        "content/b.md": "---\nparams: {hidden: false}\n---\nb",
    },
    "what Zola ignores": {
        "config.toml": 'ignored_content = ["*.{part,wip}.md"]',
        "content/a.part.md": "SECRET",
        "content/b.md": "b",
    },
    "data of Eleventy": {
        "posts/posts.json": '{"permalink": false, "tags": ["log"]}',
        "posts/a.md": "SECRET",
        "posts/b.md": "---\npermalink: /b/\n---\nb",
        "posts/below/c.md": "SECRET",
        "notes/notes.11tydata.yaml": "eleventyExcludeFromCollections: true",
        "notes/d.md": "SECRET",
        "talks/talks.yml": "draft: true",
        "talks/e.md": "SECRET",
        "talks/f.md": "f",
        "talks/f.json": '{"draft": false}',
        "talks/g.md": "g",
        "talks/g.11tydata.json": '{"draft": false, "title": "No"}',
        "open/open.11tydata.js": "// open\nmodule.exports = {\n layout: 'x', n: 1,\n};",
        "open/h.md": "h",
        "told/told.11tydata.mjs": "export default { draft: true }",
        "told/i.md": "SECRET",
        "code/code.11tydata.js": "module.exports = { permalink: d => d.open && d.slug }",
        "code/j.md": "SECRET",
        "code/k.md": "---\ndraft: false\n---\nSECRET",
        "list/list.json": "[1, 2]",
        "list/l.md": "l",
    },
    "data of Eleventy for all": {
        "_data/eleventyComputed.js": "x = {permalink: f}",
        "a.md": "SECRET",
    },
    "a program of Eleventy": {
        ".eleventy.js": "module.exports = c => { c.ignores.add('old/'); c.addFilter('x', y => y) }",
        "old/a.md": "SECRET",
        "b.md": "b",
    },
    "what Eleventy ignores": {".eleventyignore": "old\n", "old/a.md": "SECRET", "b.md": "b"},
    "what git ignores": {
        ".gitignore": "# private\n*.part.md\n/drafty/*\n!drafty/open.md\nlocked/\n!locked/a.md\n",
        "a.part.md": "SECRET",
        "drafty/b.md": "SECRET",
        "drafty/open.md": "c",
        "locked/a.md": "SECRET",
        "deep/.gitignore": "/d.md",
        "deep/d.md": "SECRET",
        "deep/e/d.md": "d",
    },
    "MkDocs": {
        "mkdocs.yml": _MKDOCS,
        "docs/a.part.md": "SECRET",
        "docs/later/b.md": "SECRET",
        "docs/deep/soon.md": "SECRET",
        "docs/deep/later/c.md": "c",
        "later/d.md": "d",
    },
    "Obsidian": {
        ".obsidian/app.json": '{"userIgnoreFilters": ["Diary/", "/.*plan.*/", "Vault"]}',
        "Diary/a.md": "SECRET",
        "b/my plan.md": "SECRET",
        "Vault of mine/c.md": "SECRET",
        "d.md": "d",
    },
    "Obsidian Publish": {
        ".obsidian/publish.json": '{"included": ["Open"], "excluded": ["Open/x.md"]}',
        "a.md": "SECRET",
        "b.md": "---\npublish: true\n---\nb",
        "Open/c.md": "c",
        "Open/x.md": "SECRET",
    },
    "Logseq": {
        "logseq/config.edn": '{:publishing/all-pages-public? true\n ;; :hidden ["/pages"]\n'
        ' :hidden ["/pages/old" "../journals/x.md"]}',
        "pages/a.md": "- a",
        "pages/old/b.md": "- SECRET",
        "journals/x.md": "- SECRET",
    },
    "Quartz": {
        "quartz.config.ts": _QUARTZ,
        "content/plan-a.md": "SECRET",
        "content/_x/b.md": "SECRET",
        "content/open.md": "c",
    },
    "Quartz by choice": {
        "quartz.config.ts": "filters: [Plugin.ExplicitPublish()]",
        "content/a.md": "SECRET",
        "content/b.md": "---\npublish: true\n---\nb",
    },
    "Docusaurus": {
        "docusaurus.config.js": "x = {docs: {exclude: ['**/*.{part,wip}.md']}}",
        "docs/a.wip.md": "SECRET",
        "docs/b.md": "---\nunlisted: true\n---\nSECRET",
        "docs/c.md": "c",
    },
    "VitePress": {
        ".vitepress/config.mts": "export default { srcExclude: ['**/todo.md'] }",
        "todo.md": "SECRET",
        "a.md": "a",
    },
    "a list that a program makes": {
        "docusaurus.config.js": "x = {exclude: [...old, 'a.md']}",
        "b.md": "SECRET",
    },
    "Pelican": {
        "pelicanconf.py": "# ARTICLE_EXCLUDES = f()\nPAGE_EXCLUDES = ['old']\nA = 'B'",
        "content/old/a.md": "SECRET",
        "content/b.md": "b",
    },
    "Pelican, all of it": {
        "publishconf.py": "DEFAULT_METADATA = {'status': 'draft'}",
        "a.md": "SECRET",
    },
    "what cannot be read": {
        "a/_config.yml": "defaults: [\nx: }",
        "a/a.md": "SECRET",
        "b/_config.yml": "defaults: all of it is private",
        "b/b.md": "SECRET",
        "c/c.json": '{"draft": ',
        "c/c.md": "SECRET",
        "d/hugo.toml": "ignoreFiles = ['(']",
        "d/d.md": "SECRET",
        "e/mkdocs.yml": f"exclude_docs: x\n# {'x' * 300_000}",
        "e/e.md": "SECRET",
        "f/config.json": "// nothing to do with it",
        "f/f.md": "f",
    },
}


def _statuses(database: Database, folder: Path) -> dict[str, str]:
    with database.reading():
        rows = session().execute(select(Post.origin, Node.status).select_from(WHOLE_POSTS)).all()
    head = f"file:{folder}/"
    return {
        str(origin).removeprefix(head): status
        for origin, status in rows
        if str(origin).startswith(head)
    }


@pytest.mark.parametrize("name", TREES)
def test_what_settings_hide_is_a_draft(
    database: Database, write: Write, folder: Path, name: str
) -> None:
    for path, text in TREES[name].items():
        write(path, text)
    first, second = run(database, [folder]), run(database, [folder])
    assert _statuses(database, folder) == {
        path: "draft" if "SECRET" in text else "published"
        for path, text in TREES[name].items()
        if path.endswith(".md")
    }
    assert first.skipped == []
    assert second.lines()[0].startswith("nothing changed")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".gitignore", "a*" * 100 + "b"),
        (".gitignore", "{a,b}" * 100),
        ("hugo.toml", "ignoreFiles = ['(a+)+$']"),
        ("hugo.toml", "ignoreFiles = ['a*a*a*a*a*a*a*b$']"),
        (".obsidian/app.json", '{"userIgnoreFilters": ["/(a|a?)+$/"]}'),
        ("_config.yml", "exclude: ['" + "*a" * 50 + "b']"),
        ("docusaurus.config.js", "/*" * 100_000 + "exclude: f()"),
        ("eleventy.config.js", "exclude: [" + '"a",' * 50_000),
        ("quartz.config.ts", "exclude: ['" * 20_000),
        ("notes.11tydata.js", "module.exports = {" + "{a: 'b'," * 30_000),
        ("notes.json", '{"draft":' * 50_000),
    ],
)
def test_hostile_settings_take_no_import_long(
    database: Database, write: Write, folder: Path, name: str, text: str
) -> None:
    write("a" * 200 + ".md", "SECRET")
    write(name, text)
    began = time.process_time()
    run(database, [folder])
    assert time.process_time() - began < 5
    assert name == "docusaurus.config.js" or {*_statuses(database, folder).values()} == {"draft"}


def test_each_settings_file_is_told_of_once(database: Database, write: Write, folder: Path) -> None:
    for number in range(12):
        write(f"code/{number}.md", "a")
        write(f"_data/{number}.md", "b")
        write(f"posts/{number}.md", "c")
        write(f"old/{number}.md", "---\ndraft: true\n---\nd")
    write("code/code.11tydata.js", "f()")
    write("posts/posts.json", '{"draft": true}')
    write("old/old.json", '{"draft": true}')
    write(".gitignore", "/code/1.md")
    assert [str(note) for note in run(database, [folder]).notes] == [
        "notes: folders whose names begin with _ hold no pages: the 12 posts are drafts",
        "notes/code/code.11tydata.js: it may hide posts and is not understood: "
        "the 12 posts are drafts",
        "notes/posts/posts.json: it says that posts are no pages: the 12 posts are drafts",
    ]


def test_settings_outside_of_the_folder_are_not_read(
    database: Database, write: Write, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "_config.yml").write_text("exclude: [notes]")
    (tmp_path / "posts.json").write_text('{"draft": false}')
    write("a.md", "a")
    write("posts/b.md", "b")
    os.symlink(tmp_path / "posts.json", folder / "posts" / "posts.json")
    run(database, [folder])
    assert _statuses(database, folder) == {"a.md": "published", "posts/b.md": "draft"}


def test_tags_and_language_are_said_once_for_a_folder(
    database: Database, write: Write, folder: Path
) -> None:
    write("posts/posts.json", '{"tags": ["log"], "lang": "fr", "title": "X", "slug": "x"}')
    write("posts/a.md", "---\ntags: [sea]\nlang: en\n---\na")
    write("posts/b.md", "b")
    run(database, [folder])
    with database.reading():
        posts = [queries.post(slug) for slug in ("a", "b")]
        tags = [[tag.title for tag in queries.tags_of(s, public=False)] for s in ("a", "b")]
    assert tags == [["log", "sea"], ["log"]]
    assert [(post.title, post.lang) for post in posts if post] == [("A", "en"), ("B", "fr")]


def test_a_day_to_come_may_be_said_for_a_folder(
    database: Database, write: Write, folder: Path
) -> None:
    write("posts/_index.md", "---\ncascade: {publishDate: 2100-01-02}\n---\nb")
    write("posts/a.md", "a")
    assert len(run(database, [folder]).embargoes) == 2


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ("permalink: /blog/:year/:i_month/:title:output_ext", "/blog/2014/5/sail.html"),
        ("permalink: pretty", "/log/sea/2014/05/06/sail/"),
        ("title: X", "/log/sea/2014/05/06/sail.html"),
        ("permalink: /:collection/:title/", None),
        ("permalink: /about/", None),
        (
            "defaults: [{scope: {path: log}, values: {permalink: '/:categories/:slug/'}}]",
            "/log/sea/sail/",
        ),
    ],
)
def test_the_addresses_that_jekyll_gave_lead_to_the_posts(
    database: Database, write: Write, folder: Path, settings: str, address: str | None
) -> None:
    write("_config.yml", settings)
    write("log/_posts/2014-05-06-sail.md", "---\ncategories: Sea\n---\na")
    write("b.md", f"[a]({address}#part)")
    report = run(database, [folder])
    with database.reading():
        link = queries.post("b")
        assert addresses.addresses_of("sail") == ((address.rstrip("/"),) if address else ())
        if address:
            assert addresses.post_at(address, public=True) == "sail"
            assert link is not None
            assert link.body == "[a](/sail/#part)"
    assert report.notes == []
    assert run(database, [folder]).changed == 0


def test_a_link_between_pages_begins_at_the_address_of_its_page(
    database: Database, write: Write, folder: Path
) -> None:
    write("_config.yml", "permalink: /:year/:title/")
    write("_posts/2014-05-06-a.md", "[b](../../2015/b/) [c](../../c.html)")
    write("_posts/2015-05-06-b.md", "b")
    write("c.md", "---\npermalink: /c.html\n---\nc")
    report = run(database, [folder])
    with database.reading():
        post = queries.post("a")
    assert post is not None
    assert (post.body, report.broken_links) == ("[b](/b/) [c](/c/)", [])
