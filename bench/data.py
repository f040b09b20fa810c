"""The data of the index page that both engines expand: plain, the same on every run."""

import random
from dataclasses import dataclass
from typing import Any

SYLLABLES = ("ar", "be", "cor", "den", "el", "fi", "gar", "hol", "is", "jun", "ka", "lum", "mo")
SHARP = ("a < b", "R&D", '"quoted"', "it's", "<em>", "C++ & C")
TAGS = ("Gardens", "R&D", "Lisp", "Maps & charts", "Letters", "<code>", "Rivers", '"Notes"')
NAVIGATION = ("Home", "Posts", "Projects", "R&D", "Events", "About", "Contact", "Log in")
CARDS = 50
TAGS_OF_A_CARD = 4
PAGES = 12


@dataclass(frozen=True)
class Author:
    """A writer of pseudo-text, of which every run says the same."""

    chance: random.Random

    def word(self) -> str:
        """A made-up word, or now and then a piece that needs escaping."""
        if self.chance.random() < 0.08:
            return self.chance.choice(SHARP)
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 3)))

    def sentence(self, words: int) -> str:
        """Some words with spaces between."""
        return " ".join(self.word() for _ in range(words)).capitalize()

    def post(self, number: int) -> dict[str, Any]:
        """A post as a card shows it."""
        day = self.chance.randint(1, 28)
        return {
            "id": number,
            "title": self.sentence(6),
            "href": f"/posts/{number}?from=index&n={number}",
            "excerpt": self.sentence(30),
            "date": f"{day} March 2026",
            "date_iso": f"2026-03-{day:02}",
            "author": self.chance.choice(("Ada", "Zoë & Sons", "Tim O'Brien")),
            "tags": [
                {"name": name, "slug": f"t{TAGS.index(name)}"}
                for name in self.chance.sample(TAGS, TAGS_OF_A_CARD)
            ],
        }


def index_page() -> dict[str, Any]:
    """Names and values of the index page: navigation, fifty cards, twelve pages."""
    author = Author(random.Random(7))
    pages = [
        {"n": n, "href": f"/posts?page={n}&sort=new", "current": n == 3}
        for n in range(1, PAGES + 1)
    ]
    return {
        "site": {
            "title": "Ash & Rose",
            "year": 2026,
            "nav": [{"label": label, "href": f"/{n}"} for n, label in enumerate(NAVIGATION)],
        },
        "current": "/1",
        "heading": "All posts <newest first>",
        "posts": [author.post(number) for number in range(1, CARDS + 1)],
        "pager": {"prev": pages[1]["href"], "next": pages[3]["href"], "pages": pages},
    }
