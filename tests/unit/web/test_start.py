"""What stops a start, and what it says."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Settings
from app.factory import StartError, check_folder, create_app, load_library, open_database, site_of


def refusal(settings: Settings) -> str:
    """What `create_app` says when it refuses."""
    with pytest.raises(StartError) as refused:
        create_app(settings)
    return str(refused.value)


def test_a_prepared_site_starts_with_these_routes(settings: Settings) -> None:
    app = create_app(settings)
    site_of(app).database.dispose()
    assert {rule.rule for rule in app.url_map.iter_rules()} == {
        "/",
        "/<slug:slug>/",
        "/<slug:slug>/delete",
        "/<slug:slug>/edit",
        "/<slug:slug>/move",
        "/<slug:slug>/relate",
        "/<slug:slug>/relate-options",
        "/<slug:slug>/source",
        "/<slug:slug>/undo",
        "/<slug:slug>/unrelate",
        "/_editor",
        "/_live",
        "/drafts/",
        "/favicon.ico",
        "/feed.xml",
        "/healthz",
        "/login",
        "/logout",
        "/new",
        "/readyz",
        "/relate-picker.js",
        "/robots.txt",
        "/search",
        "/sitemap-<int:number>.xml",
        "/sitemap.xml",
        "/static/<path:name>",
        "/tags/",
        "/types/",
        "/version",
    }


def test_a_missing_folder_is_one_sentence(settings: Settings, tmp_path: Path) -> None:
    missing = replace(settings, instance=tmp_path / "nowhere")
    assert refusal(missing) == (
        f"The folder {tmp_path}/nowhere is missing: run `rose-ash prepare`, or make it."
    )


def test_a_folder_that_is_not_writable_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(StartError) as refused:
        check_folder(tmp_path)
    assert str(refused.value) == (
        f"The folder {tmp_path} is not writable: give this user the right to write."
    )


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nowhere/at/all/site.db",
        "sqlite:///:memory:",
        "postgresql+psycopg://nobody@127.0.0.1:1/site",
        "oracle://localhost",
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(settings: Settings, url: str) -> None:
    sentence = refusal(replace(settings, database_url=url))
    assert (sentence.startswith("DATABASE_URL cannot be used: "), sentence.count("\n")) == (True, 0)


def test_a_database_that_is_not_migrated_says_what_to_run(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(StartError) as refused:
        open_database(replace(settings, database_url=f"sqlite:///{tmp_path}/new.db"))
    assert str(refused.value) == "The database is not migrated: run `rose-ash prepare` first."


def test_all_faults_of_the_pages_are_printed(tmp_path: Path) -> None:
    (tmp_path / "components").mkdir()
    for name, text in (("one", "(defcomp ~one/a () (dvi))"), ("two", "(defcomp ~two/b () (p x))")):
        (tmp_path / "components" / f"{name}.sx").write_text(text)
    with pytest.raises(StartError) as refused:
        load_library((tmp_path / "components",))
    lines = str(refused.value).splitlines()
    assert ([line for line in lines if line.startswith("compile error")], lines[-1]) == (
        [
            "compile error: unknown element or function `dvi`",
            "compile error: unknown name `x`",
        ],
        "The pages have 2 faults, listed above.",
    )
