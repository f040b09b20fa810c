"""An editor's open page: its regions, and what answers make of them.

Does with an answer what htmx and `static/regions.js` do: what is swapped is found by its id,
and what is older than what is there is dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.unit.law.processes import Answer, Question

_ENVELOPE = re.compile(r"outerMorph target:#(\S+) strip:true")


@dataclass(slots=True)
class OpenPage:
    """A page in a browser."""

    path: str
    #: The markup of each region, by its id.
    regions: dict[str, str]
    #: Up to where in the log all of it is right.
    after: int
    #: What was swapped in later.
    seen: dict[str, int] = field(default_factory=dict)

    def news(self, edition: int) -> Question:
        """Ask what has changed."""
        query = urlencode({"page": self.path, "after": self.after})
        return Question(f"/_live?{query}", editor=True, edition=edition)

    def take(self, answer: Answer) -> None:
        """Swap in what an answer brings; what it has no place for is dropped."""
        for target, markup in swaps(answer.body):
            known = self.seen.get(target, self.after)
            if target in self.regions and answer.position >= known:
                self.regions[target] = markup
                self.seen[target] = answer.position

    def take_news(self, answer: Answer) -> None:
        """Swap in what is new; now all of the page is as new as that."""
        self.take(answer)
        self.after = max(self.after, answer.position)


def opened(path: str, answer: Answer) -> OpenPage:
    """Open a page that was answered."""
    return OpenPage(path, regions_of(answer.body), answer.position)


def regions_of(body: bytes) -> dict[str, str]:
    """Give the markup of each region of a document, by its id."""
    found = LexborHTMLParser(body.decode()).css("[id^=region-]")
    return {str(node.attributes["id"]): _markup(node) for node in found}


def swaps(body: bytes) -> Iterator[tuple[str, str]]:
    """Give what an answer swaps out of band: the id of the target, and its new markup."""
    for envelope in LexborHTMLParser(body.decode()).css("[hx-swap-oob]"):
        said = _ENVELOPE.fullmatch(str(envelope.attributes["hx-swap-oob"]))
        assert said is not None
        (inner,) = envelope.iter()
        assert inner.attributes.get("id") == said[1]
        yield said[1], _markup(inner)


def _markup(node: LexborNode) -> str:
    return node.html or ""
