"""The facts of HTML: names, contexts, and what a literal may be."""

import subprocess
import sys
from pathlib import Path

import html5lib
import pytest
from html5lib import constants

from app.sx.html import data
from app.sx.html.facts import (
    ARIA,
    BOOLEANS,
    ELEMENTS,
    HTML_ELEMENTS,
    NO_TEXT,
    RAW_TEXT,
    SVG_ELEMENTS,
    TEXT_ONLY,
    VOID,
    Context,
    attribute,
    attribute_names,
    is_custom_element,
    is_own_path,
    is_safe_url,
    link_href,
    refused_element,
    refused_literal,
    srcset_candidates,
)

# html5lib is of 2020 and of the standard's drafts: what it still calls void, or boolean.
NEVER_BORN = {"command", "event-source", "param"}


def context(element: str, name: str) -> Context | None:
    found = attribute(element, name)
    return found.context if found else None


def is_element(name: str) -> bool:
    return name in ELEMENTS or is_custom_element(name)


def test_the_void_elements_are_the_parsers() -> None:
    assert constants.voidElements - NEVER_BORN | {"wbr"} == VOID


def test_the_elements_of_raw_text_are_the_parsers() -> None:
    assert constants.rcdataElements > RAW_TEXT
    assert constants.cdataElements < TEXT_ONLY


def test_the_boolean_attributes_are_the_parsers() -> None:
    old = {"irrelevant", "hidden", "scoped", "seamless", "autosubmit", "noshade"}
    theirs = set().union(*constants.booleanAttributes.values()) - old
    assert theirs <= BOOLEANS


def test_every_boolean_attribute_belongs_to_an_element() -> None:
    everywhere = set().union(*(attribute_names(element) for element in ELEMENTS))
    assert everywhere >= BOOLEANS


def test_the_case_of_svg_is_the_parsers() -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    wrong = []
    for name in SVG_ELEMENTS - HTML_ELEMENTS:
        tree = parser.parseFragment(f"<svg><{name.lower()}></{name.lower()}></svg>")
        seen = tree[0][0].tag.rpartition("}")[2]
        if seen != name:
            wrong.append((name, seen))
    assert wrong in ([], [("feDropShadow", "fedropshadow")])


def test_the_case_of_svg_attributes_is_the_parsers() -> None:
    names = set(" ".join(data.SVG_ATTRIBUTES.values()).split())
    theirs = constants.adjustSVGAttributes
    assert {n for n in names if n != n.lower()} <= set(theirs.values())


@pytest.mark.parametrize(
    "name", ["p", "h1", "search", "svg", "linearGradient", "mi", "a-b", "x-y-z2"]
)
def test_elements(name: str) -> None:
    assert is_element(name)


@pytest.mark.parametrize(
    "name",
    [
        *("dvi", "P", "center", "font", "lineargradient", "tt", "apply", "list", "x", "param"),
        *("hx-partial", "font-face", "-a", "a-", "a--b", "A-b"),
    ],
)
def test_no_elements(name: str) -> None:
    assert not is_element(name)


def test_custom_elements_are_names_with_a_dash() -> None:
    assert is_custom_element("relate-picker")
    assert not is_custom_element("annotation-xml")
    assert is_element("annotation-xml")


def test_obsolete_names_are_gone() -> None:
    gone = [("table", "cellpadding"), ("a", "name"), ("body", "bgcolor"), ("p", "align")]
    assert [attribute(element, name) for element, name in gone] == [None] * 4
    assert context("th", "abbr") is Context.PLAIN
    assert context("td", "abbr") is None


CONTEXTS = [
    ("p", "title", Context.PLAIN),
    ("p", "class", Context.PLAIN),
    ("p", "role", Context.PLAIN),
    ("td", "colspan", Context.PLAIN),
    ("meta", "content", Context.PLAIN),
    ("svg", "viewBox", Context.PLAIN),
    ("math", "display", Context.PLAIN),
    ("input", "disabled", Context.BOOLEAN),
    ("p", "inert", Context.BOOLEAN),
    ("p", "aria-hidden", Context.WORD),
    ("p", "data-x", Context.WORD),
    ("p", "contenteditable", Context.WORD),
    ("p", "hidden", Context.FLAG),
    ("a", "download", Context.FLAG),
    ("relate-picker", "kind", Context.FLAG),
    ("a", "href", Context.URL),
    ("area", "href", Context.URL),
    ("img", "src", Context.URL),
    ("video", "poster", Context.URL),
    ("q", "cite", Context.URL),
    ("a", "xlink:href", Context.URL),
    ("img", "srcset", Context.SRCSET),
    ("link", "imagesrcset", Context.SRCSET),
    ("script", "src", Context.RESOURCE),
    ("iframe", "src", Context.RESOURCE),
    ("embed", "src", Context.RESOURCE),
    ("input", "src", Context.RESOURCE),
    ("link", "href", Context.RESOURCE),
    ("object", "data", Context.RESOURCE),
    ("form", "action", Context.RESOURCE),
    ("button", "formaction", Context.RESOURCE),
    ("a", "ping", Context.RESOURCE),
    ("use", "href", Context.RESOURCE),
    ("image", "xlink:href", Context.RESOURCE),
    ("div", "hx-get", Context.HX_PATH),
    ("div", "hx-action:inherited", Context.HX_PATH),
    ("div", "hx-push-url", Context.HX_HISTORY),
    ("div", "hx-replace-url:inherited", Context.HX_HISTORY),
    ("div", "hx-vals", Context.HX_JSON),
    ("div", "hx-headers:inherited:append", Context.HX_JSON),
    ("div", "hx-confirm", Context.HX_CONFIRM),
    ("div", "hx-target", Context.HX_WORDS),
    ("div", "hx-status:404", Context.HX_WORDS),
    ("div", "hx-status:5xx", Context.HX_WORDS),
    ("path", "fill", Context.HX_WORDS),
    ("div", "hx-config", Context.HX_LITERAL),
    ("div", "hx-boost:inherited", Context.HX_LITERAL),
    ("meta", "name", Context.HX_LITERAL),
    ("meta", "property", Context.HX_LITERAL),
    ("meta", "http-equiv", Context.HX_LITERAL),
    ("animate", "attributeName", Context.HX_LITERAL),
    ("div", "hx-ignore", Context.HX_FLAG),
    ("div", "onclick", Context.REFUSED),
    ("relate-picker", "onclick", Context.REFUSED),
    ("svg", "onLoad", Context.REFUSED),
    ("p", "style", Context.REFUSED),
    ("relate-picker", "style", Context.REFUSED),
    ("iframe", "srcdoc", Context.REFUSED),
    ("div", "hx-on:click", Context.REFUSED),
    ("div", "hx-on--load", Context.REFUSED),
    ("div", "hx-swap-oob", Context.REFUSED),
    ("div", "data-hx-get", Context.REFUSED),
    ("div", "data-hx-on:click", Context.REFUSED),
    ("p", "href", None),
    ("div", "hx-foo", None),
    ("div", "hx-vars", None),
    ("div", "hx-ignore:inherited", None),
    ("div", "hx-status:abc", None),
    ("p", "aria-lable", None),
    ("p", "data-", None),
    ("p", "data-X", None),
    ("p", "Title", None),
    ("svg", "viewbox", None),
    ("relate-picker", "Kind", None),
    ("relate-picker", "a:b", None),
]


@pytest.mark.parametrize(("element", "name", "wanted"), CONTEXTS)
def test_contexts(element: str, name: str, wanted: Context | None) -> None:
    assert context(element, name) is wanted


def test_no_element_has_an_attribute_of_code() -> None:
    wrong = [
        (element, name)
        for element in ELEMENTS
        for name in attribute_names(element)
        if name.startswith("on") or name in ("style", "srcdoc")
        if context(element, name) is not Context.REFUSED
    ]
    assert wrong == []


def test_a_refusal_has_a_reason() -> None:
    found = attribute("p", "onclick")
    assert found is not None
    assert found.reason == "`onclick` is refused: markup holds no code"
    assert found.hint == "listen in a script file instead"


def test_refused_elements_have_a_reason() -> None:
    assert [name for name in sorted(ELEMENTS) if refused_element(name)] == ["base", "style"]
    assert refused_element("hx-partial") is not None
    assert refused_element("p") is None


@pytest.mark.parametrize("rel", ["canonical", "alternate", "next", "author license", "ME"])
def test_links_to_read_take_urls(rel: str) -> None:
    assert link_href(rel) is Context.URL


@pytest.mark.parametrize("rel", [None, "", "stylesheet", "alternate stylesheet", "preload", "icon"])
def test_links_to_load_take_paths(rel: str | None) -> None:
    assert link_href(rel) is Context.RESOURCE


SAFE = [
    "",
    "/x",
    "x",
    "?a=b",
    "#c",
    "//example.org",
    "http://a",
    "HTTPS://a",
    "a/b:c",
    "./a:b",
    ":x",
]
UNSAFE = [
    "javascript:x",
    " javascript:x",
    "\x00javascript:x",
    "\x1f\x20javascript:x",
    "java\tscript:x",
    "java\r\nscript:x",
    "\njavascript\n:x",
    "JAVASCRIPT:x",
    "vbscript:x",
    "data:text/html,x",
    "blob:x",
    "file:///x",
    "about:blank",
    "view-source:x",
    "a+b:x",
]


@pytest.mark.parametrize("url", SAFE)
def test_safe_urls(url: str) -> None:
    assert is_safe_url("a", "href", url)
    assert is_safe_url("img", "src", url)


@pytest.mark.parametrize("url", UNSAFE)
def test_unsafe_urls(url: str) -> None:
    assert not is_safe_url("a", "href", url)
    assert not is_safe_url("img", "src", url)


def test_some_urls_are_safe_in_their_place() -> None:
    picture = "data:image/webp;base64,AA"
    assert [is_safe_url("a", "href", "mailto:a@b"), is_safe_url("img", "src", "mailto:a@b")] == [
        True,
        False,
    ]
    assert [is_safe_url("a", "href", picture), is_safe_url("img", "src", picture)] == [False, True]
    assert not is_safe_url("video", "src", picture)
    assert not is_safe_url("img", "src", "data:image/svg+xml,<svg>")
    assert not is_safe_url("img", "src", "data:image/pngx,a")


@pytest.mark.parametrize("path", ["/", "/x/y?z#w", "?page=2", "/a//b"])
def test_paths_of_our_own(path: str) -> None:
    assert is_own_path(path)


@pytest.mark.parametrize(
    "path", ["", "x", "//a", "/\\a", "\\a", " /x", "/a\nb", "/a\x7f", "#x", "http://a", "/\x85"]
)
def test_other_paths(path: str) -> None:
    assert not is_own_path(path)


def test_srcset_is_split_as_browsers_do() -> None:
    assert srcset_candidates("/a.png 1x, /b.png 2x,/c.png ,, data:image/png;base64,A,B 3x") == [
        ("/a.png", "1x"),
        ("/b.png", "2x"),
        ("/c.png", ""),
        ("data:image/png;base64,A,B", "3x"),
    ]
    assert srcset_candidates("") == []
    assert srcset_candidates("/a (1x, 2x), /b") == [("/a", "(1x, 2x)"), ("/b", "")]


LITERALS = [
    ("a", "href", "javascript:x", "`href` refuses this URL"),
    ("img", "srcset", "/a 1x, javascript:x 2x", "`srcset` refuses this URL"),
    ("form", "action", "javascript:x", "`action` refuses this URL"),
    ("script", "src", "https://example.org/x.js", None),
    ("div", "hx-get", "https://example.org/", "`hx-get` takes a path of this site"),
    ("div", "hx-push-url", "true", None),
    ("div", "hx-push-url", "x", "`hx-push-url` takes true, false or a path of this site"),
    ("div", "hx-vals", " js:{}", "`hx-vals` takes no code"),
    ("div", "hx-vals", '{"a": 1}', None),
    ("div", "hx-confirm", "JavaScript:x", "`hx-confirm` takes no code"),
    ("div", "hx-trigger:inherited", "click[x]", "`hx-trigger` takes no filter"),
    ("meta", "http-equiv", " Refresh ", "`http-equiv` takes no `refresh`"),
    ("set", "attributeName", "xlink:href", "`attributeName` may not be `xlink:href`"),
    ("set", "attributeName", "x", None),
    ("rect", "fill", "URL(#a)", "`fill` takes no `url(`"),
    ("p", "hidden", "until-found", None),
    ("p", "hidden", "hidden", '`hidden` takes true, false or "until-found"'),
    ("p", "title", "javascript:x", None),
    ("p", "foo", "x", None),
]


@pytest.mark.parametrize(("element", "name", "value", "reason"), LITERALS)
def test_literals(element: str, name: str, value: str, reason: str | None) -> None:
    assert refused_literal(element, name, value) == reason


def test_what_may_hold_no_text_is_known() -> None:
    assert NO_TEXT | TEXT_ONLY | RAW_TEXT < HTML_ELEMENTS
    assert "role" in ARIA


def test_the_generator_says_what_it_needs() -> None:
    tool = Path(__file__).parents[3] / "tools" / "generate_html_data.py"
    done = subprocess.run([sys.executable, tool], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "usage: generate_html_data.py FOLDER\n")
