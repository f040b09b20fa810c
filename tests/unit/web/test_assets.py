"""Static files to lasting addresses."""

import gzip
from pathlib import Path

import pytest

from app.web.http.assets import read_assets


def test_an_address_holds_the_hash_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "a.js").write_bytes(b"")
    assert read_assets(tmp_path).url("vendor/a.js") == "/static/vendor/a.js?v=e3b0c44298fc"


def test_a_changed_file_has_a_new_address(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("a {}")
    before = read_assets(tmp_path).url("site.css")
    (tmp_path / "site.css").write_text("b {}")
    assert read_assets(tmp_path).url("site.css") != before


def test_text_is_packed_where_that_is_shorter(tmp_path: Path) -> None:
    for name, content in (("long.css", b"a {}" * 100), ("short.css", b"a"), ("x.png", b"a" * 400)):
        (tmp_path / name).write_bytes(content)
    assets = read_assets(tmp_path).asset_by_name
    assert {
        name: asset.packed and gzip.decompress(asset.packed) for name, asset in assets.items()
    } == {
        "long.css": b"a {}" * 100,
        "short.css": None,
        "x.png": None,
    }


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"there is no static file 'site\.css'"):
        read_assets(tmp_path).url("site.css")
