"""Facts of HTML: which names exist, and what an attribute's value means to a browser.

Turns the names of an element and an attribute into an `Attribute`, or None for an attribute
that the element does not have. Its *context* (a URL, a flag, htmx's words, nothing we allow)
decides which values are refused; `compiler` and `aser` act on it. Knows nothing of forms or of
escaping. The names are in `data`.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from app.sx.html import data


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Context(Enum):
    """What a browser (or htmx) does with an attribute's value."""

    PLAIN = "text"
    BOOLEAN = "there or not"
    WORD = "true and false are words"
    FLAG = "there or not, or a text"
    URL = "a link or a picture"
    SRCSET = "pictures"
    RESOURCE = "a literal or a path of ours"
    HX_PATH = "a path of ours"
    HX_HISTORY = "true, false or a path of ours"
    HX_JSON = "a dict, as JSON"
    HX_CONFIRM = "text without code"
    HX_WORDS = "a literal, or `str` of harmless words"
    HX_LITERAL = "a literal"
    HX_FLAG = "there or not, for htmx"
    ANIMATED = "a text that calls nothing"
    REFUSED = "nothing"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of one element; `reason` and `hint` say why it is refused."""

    name: str
    context: Context
    reason: str = ""
    hint: str = ""


HTML_ELEMENTS = _names(data.HTML_ELEMENTS)
SVG_ELEMENTS = _names(data.SVG_ELEMENTS)
MATHML_ELEMENTS = _names(data.MATHML_ELEMENTS)
ELEMENTS = HTML_ELEMENTS | SVG_ELEMENTS | MATHML_ELEMENTS

VOID = _names(data.VOID_ELEMENTS)
RAW_TEXT = frozenset({"script", "style", "iframe"})
TEXT_ONLY = frozenset({"title", "textarea", "option"})
NO_TEXT = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup", "head"})

ARIA = _names(data.ARIA_ATTRIBUTES)

BOOLEANS = _names(
    "allowfullscreen alpha async autofocus autoplay checked controls default defer disabled "
    "disablepictureinpicture disableremoteplayback formnovalidate inert ismap itemscope loop "
    "multiple muted nomodule novalidate open playsinline readonly required reversed selected "
    "shadowrootclonable shadowrootcustomelementregistry shadowrootdelegatesfocus "
    "shadowrootserializable"
)
WORDS = frozenset({"contenteditable", "draggable", "spellcheck"})

LINK_RELATIONS = frozenset({"canonical", "alternate", "next", "prev", "author", "me", "license"})

_PICTURES = ("img", "audio", "video", "source", "track")
# An animation writes these to another attribute, perhaps one that points elsewhere.
_ANIMATED = {
    (element, name): Context.ANIMATED
    for element in ("animate", "animateMotion", "animateTransform", "set")
    for name in ("by", "from", "to", "values")
}
_CONTEXTS: dict[tuple[str, str], Context] = {
    ("a", "href"): Context.URL,
    ("area", "href"): Context.URL,
    **{(element, "src"): Context.URL for element in _PICTURES},
    ("img", "srcset"): Context.SRCSET,
    ("source", "srcset"): Context.SRCSET,
    ("link", "imagesrcset"): Context.SRCSET,
    **{(element, "src"): Context.RESOURCE for element in ("script", "iframe", "embed", "input")},
    ("object", "data"): Context.RESOURCE,
    ("form", "action"): Context.RESOURCE,
    **_ANIMATED,
    # These two decide how a parser treats the content.
    ("annotation-xml", "encoding"): Context.HX_LITERAL,
    ("template", "shadowrootmode"): Context.HX_LITERAL,
    ("meta", "http-equiv"): Context.HX_LITERAL,
    ("meta", "name"): Context.HX_LITERAL,
    ("meta", "property"): Context.HX_LITERAL,
}
_CONTEXTS_ANYWHERE = {
    "poster": Context.URL,
    "cite": Context.URL,
    "href": Context.RESOURCE,
    "formaction": Context.RESOURCE,
    "ping": Context.RESOURCE,
    "manifest": Context.RESOURCE,
    "attributeName": Context.HX_LITERAL,
    "hidden": Context.FLAG,
    "download": Context.FLAG,
    **dict.fromkeys(BOOLEANS, Context.BOOLEAN),
    **dict.fromkeys(WORDS, Context.WORD),
}
# Attributes that may point elsewhere by `url(...)`.
_SVG_PAINT = _names("clip-path fill filter marker-end marker-mid marker-start mask stroke")

_HX = {
    **dict.fromkeys(
        _names("hx-get hx-post hx-put hx-patch hx-delete hx-query hx-action"), Context.HX_PATH
    ),
    **dict.fromkeys(_names("hx-push-url hx-replace-url"), Context.HX_HISTORY),
    **dict.fromkeys(_names("hx-vals hx-headers"), Context.HX_JSON),
    "hx-confirm": Context.HX_CONFIRM,
    **dict.fromkeys(_names("hx-config hx-boost"), Context.HX_LITERAL),
    **dict.fromkeys(
        _names(
            "hx-trigger hx-swap hx-target hx-select hx-select-oob hx-include hx-sync "
            "hx-indicator hx-disable hx-method hx-encoding hx-validate"
        ),
        Context.HX_WORDS,
    ),
    **dict.fromkeys(
        _names("hx-ignore hx-preserve hx-morph-skip hx-morph-skip-children hx-history-elt"),
        Context.HX_FLAG,
    ),
}
_HX_STATUS = re.compile(r"hx-status:[1-5][0-9x]{1,2}")
_HX_SUFFIX = re.compile(r"(?::inherited)?(?::append)?\Z")
_DATA = re.compile(r"data-[a-z0-9][a-z0-9._:-]*")
_CUSTOM_ELEMENT = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_CUSTOM_ATTRIBUTE = re.compile(r"[a-z][a-z0-9._-]*")
_RESERVED = _names(
    "annotation-xml color-profile font-face font-face-format font-face-name font-face-src "
    "font-face-uri missing-glyph"
)


def is_custom_element(name: str) -> bool:
    """Return whether a name may be a custom element: lower case, with a dash."""
    return (
        _CUSTOM_ELEMENT.fullmatch(name) is not None
        and not name.startswith("hx-")
        and name not in _RESERVED
    )


def refused_element(name: str) -> tuple[str, str] | None:
    """Return reason and hint for an element that no program may write."""
    if name == "base":
        return "<base> is refused: it moves every link of the page", "write whole paths instead"
    if name == "style":
        return "<style> is refused: the site's policy forbids it", "use a class and site.css"
    if name.startswith("hx-"):
        return f"<{name}> is refused: only the response builder writes it", ""
    return None


@lru_cache(maxsize=8192)
def attribute(element: str, name: str) -> Attribute | None:
    """Return what `name` is on `element`; None if the element has no such attribute."""
    refused = _refused(name)
    if refused is not None:
        return refused
    context = _htmx(name) if name.startswith("hx-") else _context(element, name)
    return None if context is None else Attribute(name, context)


#: Names that are code or style on any element: prefix, reason, what to do instead.
_REFUSED = (
    (r"(data-)?hx-on|on", "markup holds no code", "listen in a script file instead"),
    (r"data-hx-", "htmx would take it for its own", "write `{}` instead"),
    (r"hx-swap-oob", "only the response builder writes it", "make it a region of the page"),
    (r"style\Z", "the site's policy forbids it", "use a class and site.css"),
    (r"srcdoc\Z", "markup in a text escapes every check", "use `src`"),
)


def _refused(name: str) -> Attribute | None:
    lower = name.lower()
    for start, reason, hint in _REFUSED:
        if re.match(start, lower):
            message = f"`{name}` is refused: {reason}"
            return Attribute(name, Context.REFUSED, message, hint.format(lower[5:]))
    return None


def _htmx(name: str) -> Context | None:
    """Return the context of one of htmx's attributes, with its suffixes."""
    bare = _HX_SUFFIX.sub("", name)
    context = _HX.get(bare)
    if context is Context.HX_FLAG:
        return context if bare == name else None
    if context is None and _HX_STATUS.fullmatch(bare):
        return Context.HX_WORDS
    return context


def _context(element: str, name: str) -> Context | None:
    """Return the context of an attribute that is not htmx's."""
    if name in ARIA:
        return Context.PLAIN if name == "role" else Context.WORD
    if _DATA.fullmatch(name):
        return Context.WORD
    if name not in attribute_names(element):
        custom = is_custom_element(element) and _CUSTOM_ATTRIBUTE.fullmatch(name)
        return Context.FLAG if custom else None
    if name in _SVG_PAINT and element in SVG_ELEMENTS:
        return Context.HX_WORDS
    local = name.removeprefix("xlink:")
    context = _CONTEXTS.get((element, local))
    return context or _CONTEXTS_ANYWHERE.get(local, Context.PLAIN)


@lru_cache(maxsize=1024)
def attribute_names(element: str) -> frozenset[str]:
    """List the attributes that an element has, without `data-` and custom ones."""
    names = set(ARIA) | set(_HX)
    if element in SVG_ELEMENTS:
        names.update(*(data.SVG_ATTRIBUTES.get(key, "").split() for key in ("*", element)))
    if element in MATHML_ELEMENTS:
        names.update(data.MATHML_ATTRIBUTES.split())
    if element in HTML_ELEMENTS or is_custom_element(element):
        names.update(*(data.HTML_ATTRIBUTES.get(key, "").split() for key in ("*", element)))
    return frozenset(names)


@lru_cache(maxsize=1024)
def attribute_owners(name: str) -> tuple[str, ...]:
    """Return a few elements that have an attribute which is not global."""
    attributes = data.HTML_ATTRIBUTES.items()
    owners = [element for element, names in attributes if name in names.split()]
    return tuple(element for element in owners if refused_element(element) is None)[:3]


def link_href(rel: str | None) -> Context:
    """Return the context of a link's `href`, from its literal `rel`."""
    words = rel.lower().split() if rel else []
    return Context.URL if words and LINK_RELATIONS.issuperset(words) else Context.RESOURCE


# What a browser's URL parser removes before it looks at the scheme.
_IGNORED_AROUND = "".join(map(chr, range(0x21)))
_IGNORED_INSIDE = dict.fromkeys(map(ord, "\t\n\r"))
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE | re.ASCII)
_BLANK = re.compile(r"[ \t\n\f\r]")
_DESCRIPTORS = re.compile(r"(?:\([^)]*\)?|[^,(])*")
_DATA_PICTURE = re.compile(r"data:image/(?:png|gif|jpeg|webp|avif)[;,]", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HX_CODE = _names("hx-vals hx-headers hx-confirm")
_LINKS = _names("href xlink:href")
_CODE = re.compile(r"\s*(?:js|javascript):", re.IGNORECASE)


def is_safe_url(element: str, name: str, text: str) -> bool:
    """Return whether a browser may get this text as the URL of that attribute."""
    scheme = _scheme(text)
    if scheme in (None, "http", "https"):
        return True
    if name.removeprefix("xlink:") == "href":
        return scheme in ("mailto", "tel")
    pictures = name in ("srcset", "imagesrcset") or (element, name) == ("img", "src")
    return pictures and _DATA_PICTURE.match(_seen(text)) is not None


def _scheme(text: str) -> str | None:
    match = _SCHEME.match(_seen(text))
    return match[1].lower() if match else None


def _seen(text: str) -> str:
    return text.strip(_IGNORED_AROUND).translate(_IGNORED_INSIDE)


def is_own_path(text: str) -> bool:
    r"""Return whether a path is of our origin: `/` or `?` first, no `\\`, no control character."""
    return (
        text.startswith(("/", "?"))
        and not text.startswith("//")
        and "\\" not in text
        and _CONTROL.search(text) is None
    )


def is_own_target(name: str, text: str) -> bool:
    """Return whether an attribute's value has only paths of our own: `ping` takes several."""
    if name.startswith("hx-"):
        return is_own_path(text) and is_own_path(_joined_by_htmx(text))
    others = filter(None, text.split(" ")) if name == "ping" else ()
    return is_own_path(text) and all(map(is_own_path, others))


def _joined_by_htmx(text: str) -> str:
    """Remove the outer braces, as htmx does with a value that `:append` joins to another."""
    return text.replace("{", "").replace("}", "")


def srcset_candidates(text: str) -> list[tuple[str, str]]:
    """Split a `srcset` as browsers do, into pairs of a URL and its descriptors."""
    candidates = []
    rest = text
    while rest := rest.lstrip(" \t\n\f\r,"):
        url, rest = _split_at(rest, _BLANK)
        if url.endswith(","):
            candidates.append((url.rstrip(","), ""))
            continue
        match = _DESCRIPTORS.match(rest)
        descriptors = match[0] if match else ""
        candidates.append((url, descriptors.strip()))
        rest = rest[len(descriptors) :]
    return candidates


def _split_at(text: str, mark: re.Pattern[str]) -> tuple[str, str]:
    match = mark.search(text)
    return (text, "") if match is None else (text[: match.start()], text[match.end() :])


def is_code(text: str) -> bool:
    """Return whether htmx would run a text: `js:` or `javascript:` in front, without its braces."""
    return _CODE.match(_joined_by_htmx(text)) is not None


def refused_literal(element: str, name: str, value: str) -> str | None:
    """Return why a literal is refused as an attribute's value; None if it is allowed."""
    facts = attribute(element, name)
    if facts is None:
        return None
    bare = _HX_SUFFIX.sub("", name)
    return _refused_url(element, name, facts.context, value) or _refused_word(element, bare, value)


def _refused_url(element: str, name: str, context: Context, value: str) -> str | None:
    """Return why a literal that a browser follows is refused."""
    own = is_own_target(name, value)
    if context is Context.HX_PATH and not own:
        return f"`{name}` takes a path of this site"
    if context is Context.HX_HISTORY and value not in ("true", "false") and not own:
        return f"`{name}` takes true, false or a path of this site"
    match context:
        case Context.URL:
            refuses = not is_safe_url(element, name, value)
        case Context.RESOURCE:
            refuses = _scheme(value) in ("javascript", "vbscript")
        case Context.SRCSET:
            candidates = srcset_candidates(value)
            refuses = not all(is_safe_url(element, name, url) for url, _ in candidates)
        case _:
            refuses = False
    return f"`{name}` refuses this URL" if refuses else None


def _refused_word(element: str, name: str, value: str) -> str | None:
    """Return why a literal that a browser or htmx acts upon is refused."""
    word = value.strip().lower()
    paints = (name in _SVG_PAINT and element in SVG_ELEMENTS) or (element, name) in _ANIMATED
    rules = (
        (name in _HX_CODE and is_code(value), f"`{name}` takes no code"),
        (name == "hx-trigger" and "[" in value, "`hx-trigger` takes no filter"),
        (name == "http-equiv" and word == "refresh", "`http-equiv` takes no `refresh`"),
        (name == "attributeName" and word in _LINKS, f"`attributeName` may not be `{word}`"),
        (paints and "url(" in word, f"`{name}` takes no `url(`"),
        (
            name == "hidden" and value != "until-found",
            '`hidden` takes true, false or "until-found"',
        ),
    )
    return next((reason for broken, reason in rules if broken), None)
