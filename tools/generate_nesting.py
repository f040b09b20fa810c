"""Which element may stand inside which, from a parser of HTML to `app/sx/html/nesting_data.py`.

    python tools/generate_nesting.py

Each element is written inside each other one, alone and with a third between
them, parsed by lexbor, and looked for where it was written. What was moved,
dropped or closed too early gives the rules: an element (or text) is hindered
by a blocker among its open ancestors, unless a border stands between the two.
Takes about two minutes. `tests/e2e/test_nesting.py` shows that Chromium agrees.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from app.sx.html.facts import HTML_ELEMENTS, VOID  # noqa: E402

TARGET = ROOT / "app" / "sx" / "html" / "nesting_data.py"
DOCSTRING = '''"""The nesting that a parser leaves alone, as texts that `nesting` splits.

Made by tools/generate_nesting.py from a parser. A set that begins with `not`
holds every element but those. Knows nothing of what a name means.
"""
'''

TEXT = "#text"
IMPLIED = frozenset({"html", "head", "body", "tbody", "tr", "colgroup"})
#: What must stand around an element so that the parser knows it.
AROUND = {
    "head": ("html",),
    "body": ("html",),
    **dict.fromkeys(("caption", "colgroup", "thead", "tbody", "tfoot"), ("table",)),
    "tr": ("table", "tbody"),
    **dict.fromkeys(("td", "th"), ("table", "tbody", "tr")),
    **dict.fromkeys(("foreignObject", "desc", "title!svg"), ("svg",)),
    **dict.fromkeys(("mi", "mo", "mn", "ms", "mtext"), ("math",)),
    "annotation-xml!html": ("math",),
}
#: Elements of SVG and MathML inside which HTML goes on.
DOORS = tuple(name for name, around in AROUND.items() if around in (("svg",), ("math",)))
ATTRIBUTES = {"hidden": ' type="hidden"', "html": ' encoding="text/html"', "svg": ""}
#: lexbor takes <sup> for an element of SVG; Chromium, like the standard, does not.
MORE_BREAKOUTS = frozenset({"sup"})
#: Chromium looks through <search> for an item to close; lexbor, like the standard, does not.
PASSED = frozenset({"search"})
ITEMS = frozenset({"li", "dd", "dt"})

LETTERS = (*sorted(HTML_ELEMENTS), "input!hidden", "x-y", *DOORS)
#: <image> is an element of SVG; elsewhere a parser makes it an <img>.
CHILDREN = (*(name for name in LETTERS if name not in DOORS), "image", TEXT)
PARENTS = tuple(
    name for name in LETTERS if name.partition("!")[0] not in VOID and name not in ("svg", "math")
)

_TAG = re.compile(r'<(/?)([a-zA-Z][^\s>/]*)(?: n="(\d+)")?[^>]*>|@')
_RAW_CONTENT = re.compile(r"<(script|style|iframe)\b([^>]*)>(@?).*?</\1>", re.DOTALL)

Chain = tuple[str, ...]


def written(chain: Chain) -> tuple[str, list[tuple[str, int]]]:
    """Write elements inside each other; give the page and what should be read from it.

    The innermost holds a text if it can, and so does its parent after it.
    """
    start, end, order = "", "", []
    last = len(chain) - 1
    for index, letter in enumerate(chain):
        if letter == TEXT:
            start += "@"
            order.append(("@", index - 1))
            break
        name, _, variant = letter.partition("!")
        start += f'<{name} n="{index}"{ATTRIBUTES.get(variant, "")}>'
        order.append((name.lower(), index - 1))
        closing = "" if name in VOID else f"</{name}>"
        if index == last and takes_text(letter):
            start += "@"
            order.append(("@", index))
        end = closing + ("@" if index == last and takes_text(chain[-2]) else "") + end
    if chain[-1] != TEXT and takes_text(chain[-2]):
        order.append(("@", last - 1))
    return f"<!doctype html>{start}{end}", order


def takes_text(letter: str) -> bool:
    """Tell an element that can be probed with a text: not where text would hide the answer."""
    return letter not in TEXTLESS and letter.partition("!")[0] not in VOID


TEXTLESS = frozenset(
    {"html", "head", "table", "thead", "tbody", "tfoot", "tr", "colgroup"}
    | {"noscript", "script", "style"}
)


def survives(chain: Chain) -> bool:
    """Tell whether a parser gives back what was written, but for parents that it adds."""
    text, wanted = written(chain)
    html = _RAW_CONTENT.sub(r"<\1\2>\3</\1>", LexborHTMLParser(text).html or "")
    found: list[tuple[str, int]] = []
    opened: list[tuple[str, int]] = [("", -1)]
    for tag in _TAG.finditer(html):
        name = tag[2]
        above = opened[-1][1]
        if name is None:
            found.append(("@", above))
        elif tag[1] and name in VOID:
            return False
        elif tag[1]:
            while opened.pop()[0] != name:
                pass
        elif tag[3] is None:
            if name not in IMPLIED:
                return False
            opened.append((name, above))
        else:
            found.append((name.lower(), above))
            if name not in VOID:
                opened.append((name, int(tag[3])))
    return found == wanted


def page_to(letter: str) -> Chain:
    """Give the shortest way from the document to an element, with it."""
    if letter == "html":
        return ("html",)
    around = AROUND.get(letter, ())
    return (*around, letter) if "html" in around else ("html", "body", *around, letter)


def steps_to(letter: str, parent: str) -> Chain:
    """Give an element with what must stand between it and this parent."""
    around = AROUND.get(letter, ())
    if not around or (letter not in DOORS and survives((*page_to(parent), letter))):
        return (letter,)
    return (*around, letter)


@dataclass
class Rule:
    """One reason why children cannot stand there.

    `inner` also must be their parent if there is one; inside `unless` the rule is off.
    """

    children: set[str]
    blockers: set[str]
    until: set[str]
    through: set[str]
    inner: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()

    def joins(self, other: "Rule") -> bool:
        """Tell whether the borders of two rules can be the same."""
        apart = self.until & other.through or self.through & other.until
        return not apart and (self.inner, self.unless) == (other.inner, other.unless)

    def join(self, other: "Rule") -> None:
        """Take over the other rule."""
        self.children |= other.children
        self.blockers |= other.blockers
        self.until |= other.until
        self.through |= other.through


@dataclass
class Facts:
    """What the parser said.

    Of pairs; of two that do not go together with a third between them, or around
    both; and of three that do not go together though each two of them do.
    """

    pairs: dict[tuple[str, str], bool] = field(default_factory=dict)
    between: dict[tuple[str, str], dict[str, bool]] = field(default_factory=dict)
    around: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    threes: dict[tuple[str, str, str], dict[str, bool]] = field(default_factory=dict)


def observed() -> Facts:
    """Ask the parser."""
    facts = Facts()
    for parent in PARENTS:
        for child in CHILDREN:
            facts.pairs[parent, child] = survives((*page_to(parent), child))
    for outer in PARENTS:
        for middle in PARENTS:
            chain = (*page_to(outer), *steps_to(middle, outer))
            if survives(chain):
                _observe_between(outer, middle, chain, facts)
    for outer, middle, child in facts.threes:
        for between in PARENTS:
            chain = (*page_to(outer), *steps_to(between, outer))
            whole = (*chain, *steps_to(middle, between))
            if facts.pairs[between, child] and survives(chain) and survives(whole):
                facts.threes[outer, middle, child][between] = survives((*whole, child))
    return facts


def _observe_between(outer: str, middle: str, chain: Chain, facts: Facts) -> None:
    for child in CHILDREN:
        answer = survives((*chain, child))
        if not facts.pairs[middle, child]:
            if answer:
                facts.around.setdefault((middle, child), set()).add(outer)
            continue
        if not facts.pairs[outer, child]:
            answer = answer and not (middle in PASSED and outer in ITEMS)
            facts.between.setdefault((outer, child), {})[middle] = answer
        elif not answer:
            facts.threes[outer, middle, child] = {}


def rules(facts: Facts) -> list[Rule]:
    """Turn answers into rules, few of them: first those of each child, then of like children."""
    found: list[Rule] = []
    for child in CHILDREN:
        own: list[Rule] = []
        for outer in PARENTS:
            if not facts.pairs[outer, child]:
                answers = facts.between.get((outer, child), {})
                unless = frozenset(facts.around.get((outer, child), ()))
                _add(Rule({child}, {outer}, *_sides(answers), unless=unless), own)
        for rule in own:
            alike = [other for other in found if other.blockers == rule.blockers]
            _add(rule, alike) if any(rule.joins(other) for other in alike) else found.append(rule)
    return found + _rules_of_three(facts)


def _rules_of_three(facts: Facts) -> list[Rule]:
    inner: dict[tuple[str, str], set[str]] = {}
    answers: dict[tuple[str, str], dict[str, bool]] = {}
    for (outer, middle, child), known in facts.threes.items():
        inner.setdefault((outer, child), set()).add(middle)
        answers.setdefault((outer, child), {}).update(known)
    found: list[Rule] = []
    for (outer, child), parents in inner.items():
        until, through = _sides(answers[outer, child])
        _add(Rule({child}, {outer}, until, through | parents, frozenset(parents)), found)
    return found


def _sides(answers: dict[str, bool]) -> tuple[set[str], set[str]]:
    until = {name for name, answer in answers.items() if answer}
    return until, set(answers) - until


def _add(rule: Rule, known: list[Rule]) -> None:
    for other in known:
        if other.joins(rule):
            other.join(rule)
            return
    known.append(rule)


def breakouts() -> frozenset[str]:
    """Name the elements that end SVG and MathML, and the void ones, which are not void there."""
    names = (name for name in CHILDREN if name not in (TEXT, "svg", "math"))
    found = {name for name in names if not survives(("html", "body", "svg", "g", name))}
    return MORE_BREAKOUTS | found


def text_of(names: Iterable[str], everything: Iterable[str]) -> str:
    """Write a set, or what it leaves out if that is shorter."""
    chosen, others = sorted(names), sorted(set(everything) - set(names))
    return "not " + " ".join(others) if len(others) < len(chosen) else " ".join(chosen)


def lines(text: str, indent: int) -> str:
    """Write a text as a string of Python, in pieces when it is long."""
    rows = [""]
    for word in text.split():
        if len(rows[-1]) + len(word) > 88 - indent:
            rows.append("")
        rows[-1] += f"{word} "
    rows[-1] = rows[-1].rstrip()
    if len(rows) == 1:
        return f'"{rows[0]}"'
    pad = " " * indent
    pieces = "\n".join(f'{pad}    "{row}"' for row in rows)
    return f"(\n{pieces}\n{pad})"


def generated() -> Iterator[str]:
    """Make the text of the module."""
    yield DOCSTRING
    yield f"\nELEMENTS = {lines(' '.join(CHILDREN), 0)}\n"
    yield f"\nDOORS = {lines(' '.join(DOORS), 0)}\n"
    yield f"\nBREAKOUTS = {lines(' '.join(sorted(breakouts())), 0)}\n"
    yield "\n# Who is hindered, by which open element, up to which border; only in, not in.\n"
    yield "RULES = (\n"
    for rule in rules(observed()):
        until = rule.until - rule.blockers
        sets = (
            text_of(rule.children, CHILDREN),
            text_of(rule.blockers, PARENTS),
            text_of(until, (*until, *rule.through)),
            " ".join(sorted(rule.inner)),
            " ".join(sorted(rule.unless)),
        )
        yield "    (\n" + "".join(f"        {lines(each, 8)},\n" for each in sets) + "    ),\n"
    yield ")\n"


if __name__ == "__main__":
    TARGET.write_text("".join(generated()), encoding="utf-8")
