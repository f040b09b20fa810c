"""A page that is kept is not made again. That it is right all the same is in `tests/unit/law`."""

from dataclasses import replace

import pytest

from app import sx
from app.config import Settings
from db import queries
from tests.setups import uncounted
from tests.unit.web.visits import assembled


def test_a_page_that_is_kept_asks_its_regions_loaders_nothing(
    settings: Settings, library: sx.Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with assembled(replace(uncounted(settings), cache=True), library) as app:
        client = app.test_client()
        first = client.get("/").data
        monkeypatch.setattr(queries, "recent", None)
        assert client.get("/").data == first
