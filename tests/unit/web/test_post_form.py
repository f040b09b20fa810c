"""A field that joins the others is edited and imported like them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from app.importing import drafts
from app.importing.files import File
from app.pages import post_form
from db.kernel.post_fields import FIELDS, Field
from db.kernel.value_types import BooleanType, IntegerType, StringType, TimeType

SUBTITLE = Field(
    StringType(),
    "Subtitle",
    "Below the title.",
    front_matter=("subtitle",),
    key="subtitle",
    default="",
)
MORE = (
    SUBTITLE,
    Field(BooleanType(), "Pinned", key="pinned", default=True),
    Field(IntegerType(), "Pages", key="pages"),
    Field(TimeType(), "Starts", key="starts", default=datetime(2024, 5, 6, tzinfo=UTC)),
)


def test_the_form_shows_it_by_its_type(
    monkeypatch: pytest.MonkeyPatch, writer: FlaskClient
) -> None:
    monkeypatch.setattr(post_form, "SHOWN", (*post_form.SHOWN, *MORE))
    page = LexborHTMLParser(writer.get("/new").text)
    inputs = {
        each.attributes["name"]: (each.attributes.get("type"), each.attributes.get("value"))
        for each in page.css(".edit-form input")
    }
    assert inputs["subtitle"] == (None, "")
    assert inputs["pinned"] == ("checkbox", "yes")
    assert inputs["pages"] == ("number", "")
    assert inputs["starts"] == ("datetime-local", "2024-05-06T00:00")


def test_the_importer_reads_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(drafts, "FIELDS", (*FIELDS, SUBTITLE))
    path = tmp_path / "oak.md"
    path.write_text("---\ntitle: Oak\nsubtitle: Old\n---\nText.", "utf-8")
    draft = drafts.read_draft(File(path, tmp_path), datetime.now(UTC))
    assert draft.values == {"subtitle": "Old"}
