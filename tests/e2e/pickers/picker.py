"""One picker of a page, as somebody sees and uses it."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Response, expect


class Picker:
    """The picker of one kind."""

    def __init__(self, page: Page, kind: str) -> None:
        self.page = page
        self.kind = kind
        self.root = page.locator(f"#picker-{kind}")
        self.input = page.locator(f"#q-{kind}")
        self.list = page.locator(f"#options-{kind}")
        self.rows = self.list.locator("[role=option][data-slug]")
        self.create = self.list.locator("[role=option][name=create]")
        self.chips = self.root.locator(f"#region-chips-{kind} li[data-slug]")

    def row(self, slug: str) -> Locator:
        """The row that offers a post."""
        return self.list.locator(f"[role=option][data-slug='{slug}']")

    def chip(self, slug: str) -> Locator:
        """The chip of a post."""
        return self.root.locator(f"#region-chips-{self.kind} li[data-slug='{slug}']")

    def ticked(self) -> Locator:
        """The rows of what is added already."""
        return self.list.locator("[role=option][aria-checked=true]")

    def remove_button(self, slug: str) -> Locator:
        """The button that removes a chip."""
        return self.chip(slug).locator("button[name=other]")

    def open(self) -> None:
        """Click into the input and wait for the list."""
        self.input.click()
        expect(self.rows.first).to_be_visible()

    def search(self, text: str) -> Response:
        """Put a text in, and give the answer with the rows for it."""
        with self.page.expect_response(lambda answer: _asked(answer) == text) as answered:
            self.input.fill(text)
        return answered.value

    def find(self, slug: str) -> Locator:
        """Put a slug in, and give its row when it is the only one."""
        self.input.fill(slug)
        expect(self.row(slug)).to_be_visible()
        expect(self.rows).to_have_count(1)
        return self.row(slug)

    def pick(self, slug: str) -> None:
        """Find a post by its slug and click its row."""
        self.find(slug).click()

    def offered(self) -> list[str]:
        """Give the slugs of the rows that are there."""
        return _slugs(self.rows)

    def chosen(self) -> list[str]:
        """Give the slugs of the chips."""
        return _slugs(self.chips)

    def expect_chosen(self, *slugs: str) -> None:
        """Wait until the chips are these, in this order."""
        places = "".join(
            f":has(> li[data-slug='{slug}']:nth-child({number}))"
            for number, slug in enumerate(slugs, start=1)
        )
        wanted = f"#region-chips-{self.kind}{places}:not(:has(> li:nth-child({len(slugs) + 1})))"
        try:
            expect(self.root.locator(wanted)).to_have_count(1)
        except AssertionError:
            raise AssertionError(f"{self.kind}: {self.chosen()}, not {[*slugs]}") from None

    def expect_active(self, slug: str | None) -> None:
        """Wait until this row, or none, is the one that Enter takes."""
        active = self.list.locator("[role=option][aria-selected=true]")
        if slug is None:
            expect(active).to_have_count(0)
            assert self.input.get_attribute("aria-activedescendant") is None
            return
        expect(active).to_have_attribute("data-slug", slug)
        name = active.get_attribute("id") or ""
        expect(self.input).to_have_attribute("aria-activedescendant", name)


def _asked(answer: Response) -> str | None:
    """The text that an answer brings rows for."""
    address = urlsplit(answer.url)
    if not address.path.endswith("/relate-options"):
        return None
    return parse_qs(address.query).get("q", [""])[0]


def _slugs(items: Locator) -> list[str]:
    slugs: list[str] = items.evaluate_all("items => items.map(item => item.dataset.slug)")
    return slugs
