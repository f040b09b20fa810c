"""Elements written inside each other, and what a parser makes of them.

A chain is the names of elements from the outside in, as `app.sx.html.nesting`
names them. `written` writes it with numbered elements and with texts where
texts can stand; `read` gives what lexbor found of it, `READ` is the same for a
browser. The two are equal when every element came back where it was written.
"""

import random
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from app.sx.html import nesting
from app.sx.html.facts import HTML_ELEMENTS, RAW_TEXT, VOID

Chain = tuple[str, ...]
Found = list[list[str | int]]

#: Parents that a parser adds where they are left out.
IMPLIED = ("html", "head", "body", "tbody", "tr", "colgroup")
ATTRIBUTES = {"hidden": ' type="hidden"', "html": ' encoding="text/html"'}
ELEMENTS = (*sorted(HTML_ELEMENTS), "input!hidden", "x-y")
PARENTS = tuple(name for name in ELEMENTS if name.partition("!")[0] not in VOID)
#: Elements that take no text, or that hide from us what became of it.
WITHOUT_TEXT = frozenset({"html", "head", "noscript", *RAW_TEXT}) | {
    *("table", "thead", "tbody", "tfoot", "tr", "colgroup"),
}
DOORS = {
    "foreignObject": "svg",
    "desc": "svg",
    "mi": "math",
    "mtext": "math",
    "annotation-xml!html": "math",
}
# What stands in a page, numbered elements and texts, each with the element it stands in.
READ = """
(texts) => texts.map(text => {
  const implied = new Set(["html", "head", "body", "tbody", "tr", "colgroup"])
  const found = []
  const read = (node, above) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        if (child.data.startsWith("@")) found.push(["@", above])
        continue
      }
      if (child.nodeType !== Node.ELEMENT_NODE) continue
      const number = child.getAttribute("n")
      const name = child.localName.toLowerCase()
      if (number !== null) found.push([name, above])
      else if (!implied.has(name)) found.push([`added ${name}`, above])
      const inside = child instanceof HTMLTemplateElement ? child.content : child
      read(inside, number === null ? above : Number(number))
    }
  }
  read(new DOMParser().parseFromString(text, "text/html"), -1)
  return found
})
"""


def page_to(parent: str) -> Chain:
    """Give the elements of a page down to one."""
    if parent in ("html", "head", "body"):
        return ("html", parent)[-1 if parent == "html" else 0 :]
    cells = {"td": ("table", "tbody", "tr"), "tr": ("table", "tbody")}
    around = cells.get("td" if parent == "th" else parent, ())
    if parent in ("caption", "colgroup", "thead", "tbody", "tfoot"):
        around = ("table",)
    if parent in DOORS:
        around = (DOORS[parent],)
    return ("html", "body", *around, parent)


def pairs() -> Iterator[Chain]:
    """Give every element, and a text, inside every other one."""
    for parent in (*PARENTS, *DOORS):
        for child in (*ELEMENTS, nesting.TEXT):
            yield (*page_to(parent), child)


def state_in(chain: Chain) -> nesting.State:
    """Give the state inside the innermost of these elements."""
    state = nesting.ANYWHERE
    for name in chain:
        state = nesting.enter(state, name)
    return state


def may_stand(chain: Chain) -> bool:
    """Ask the rules about the innermost element."""
    return nesting.may_stand(state_in(chain[:-1]), chain[-1])


def deep_chains(seed: int, count: int) -> Iterator[Chain]:
    """Give chains of three to ten elements at random, all but the innermost allowed."""
    chance = random.Random(seed)
    names = (*_TELLING, *_TELLING, *ELEMENTS)
    for _ in range(count):
        chain: Chain = ("html", "body")
        for _ in range(chance.randint(1, 8)):
            name = chance.choice(names)
            if _holds(name) and may_stand((*chain, name)):
                chain = (*chain, name)
        yield (*chain, chance.choice((*_ends(chain), nesting.TEXT)))


#: The elements that the rules are about, and some that they are not.
_TELLING: Chain = (
    *("p", "a", "button", "form", "h1", "h2", "li", "ul", "dd", "dt", "dl", "option", "optgroup"),
    *("select", "ruby", "rt", "rp", "table", "caption", "tr", "td", "th", "tbody", "thead"),
    *("template", "object", "svg", "math", "g", "mrow", "foreignObject", "mi", "span", "div"),
)


def _holds(name: str) -> bool:
    raw = ("script", "style", "iframe", "textarea", "title")
    return name.partition("!")[0] not in VOID and name not in raw


def _ends(chain: Chain) -> Chain:
    """Give what may end a chain: in SVG, an <input> only shows where a text can stand after it."""
    hides = chain[-1] in WITHOUT_TEXT
    return tuple(name for name in (*_TELLING, *ELEMENTS) if not hides or _holds(name))


def written(chain: Chain) -> tuple[str, Found]:
    """Write a chain as a page; give it with what must be found in it."""
    start, end = "<!doctype html>", ""
    wanted: Found = []
    last = len(chain) - 1
    for index, element in enumerate(chain):
        if element == nesting.TEXT:
            return f"{start}@{end}", [*wanted, ["@", index - 1]]
        name, _, variant = element.partition("!")
        start += f'<{name} n="{index}"{ATTRIBUTES.get(variant, "")}>'
        wanted.append([name.lower(), index - 1])
        if index == last and _takes_text(element):
            start += "@"
            wanted.append(["@", index])
        after = "@" if index == last and last > 0 and _takes_text(chain[-2]) else ""
        end = ("" if name in VOID else f"</{name}>") + after + end
        if after:
            wanted.append(["@", last - 1])
    return start + end, wanted


def _takes_text(name: str) -> bool:
    return name not in WITHOUT_TEXT and name.partition("!")[0] not in VOID


def read(text: str) -> Found:
    """Give what lexbor finds in a page, from the page as it writes it: there all is in order."""
    page = _RAW.sub(r"<\1\2>\3</\1>", LexborHTMLParser(text).html or "")
    found: Found = []
    opened: list[tuple[str, int]] = [("", -1)]
    for tag in _TAG.finditer(page):
        name, number, above = tag["name"], tag["number"], opened[-1][1]
        if name is None:
            found.append(["@", above])
        elif tag["end"]:
            while opened.pop()[0] != name:
                pass
        else:
            if number is not None:
                found.append([name.lower(), above])
            elif name not in IMPLIED:
                found.append([f"added {name}", above])
            if name not in VOID or f"</{name}>" in page:
                opened.append((name, above if number is None else int(number)))
    return found


_TAG = re.compile(r'<(?P<end>/?)(?P<name>[A-Za-z][^\s>/]*)(?: n="(?P<number>\d+)")?[^>]*>|@')
_RAW = re.compile(r"<(script|style|iframe)\b([^>]*)>(@?).*?</\1>", re.DOTALL)


def lexbor_differs(chain: Chain) -> bool:
    """Tell where lexbor and Chromium do not agree: the rules are Chromium's."""
    items = ("li", "dd", "dt")
    return chain[-1] == "sup" or ("search" in chain and chain[-1] in items)


def survives(chain: Chain) -> bool:
    """Tell whether lexbor gives back what was written."""
    text, wanted = written(chain)
    return read(text) == wanted
