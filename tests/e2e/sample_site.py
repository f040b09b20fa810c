"""Posts for the tests: Markdown in two topics, enough for three pages, with known words."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

TOPICS = ("rivers", "maps")
POSTS_OF_A_TOPIC = 24
NEWEST = "Paper boats"
RARE_WORD = "quincunx"
LINKED_WORD = "the longest river"

BODY = """
Boats of paper float for as long as their makers watch them. See [{linked}](river-07.md).

## How to fold one

1. Take a sheet.
2. Fold it **in half**, then _again_.

| paper | minutes afloat |
|-------|---------------:|
| news  |              3 |
| waxed |             41 |

```python
def float_on(boat):
    return boat.paper != "news" and 1 < 2
```

> A {word} of boats, seen from a bridge.

## Status

Afloat.
"""


def days_ago(number: int) -> str:
    """A date that is newer than the demo content; what is of a day to come would be a draft."""
    return (datetime.now(UTC) - timedelta(days=number)).date().isoformat()


def front_matter(title: str, date: str, summary: str) -> str:
    """The head of a file."""
    return f"---\ntitle: {title}\ndate: {date}\nsummary: {summary}\n---\n"


def plant(folder: Path) -> Path:
    """Write the posts; their folder is their tag."""
    for topic in TOPICS:
        (folder / topic).mkdir(parents=True)
        for number in range(1, POSTS_OF_A_TOPIC + 1):
            head = front_matter(
                f"{topic[:-1].capitalize()} {number}",
                days_ago(1 + number),
                f"Number {number} of the {topic}.",
            )
            path = folder / topic / f"{topic[:-1]}-{number:02}.md"
            path.write_text(f"{head}\nWords about {topic}, number {number}.\n", "utf-8")
    newest = front_matter(NEWEST, days_ago(1), "How long paper floats.")
    (folder / "rivers" / "paper-boats.md").write_text(
        newest + BODY.format(linked=LINKED_WORD, word=RARE_WORD), "utf-8"
    )
    return folder
