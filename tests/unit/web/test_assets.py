"""Static files to lasting addresses."""

from pathlib import Path

import pytest

from app.web.assets import read_assets


def test_an_address_holds_the_hash_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "a.js").write_bytes(b"")
    assert read_assets(tmp_path).url("vendor/a.js") == "/static/vendor/a.js?v=e3b0c44298fc"


def test_a_changed_file_has_a_new_address(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("a {}")
    before = read_assets(tmp_path).url("site.css")
    (tmp_path / "site.css").write_text("b {}")
    assert read_assets(tmp_path).url("site.css") != before


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"there is no static file 'site\.css'"):
        read_assets(tmp_path).url("site.css")
