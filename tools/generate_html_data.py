"""The names of HTML, SVG and MathML, from npm's lists to `app/sx/html/data.py`.

    python tools/generate_html_data.py FOLDER

FOLDER holds the unpacked packages html-tag-names, html-void-elements,
html-element-attributes, svg-tag-names, svg-element-attributes,
mathml-tag-names and aria-attributes, each under its own name.

The lists are of everything that ever was. What the HTML standard calls
obsolete, what SVG 2 dropped and what MathML Core leaves out is taken away
here; what the lists do not have is added here. Nothing is downloaded.
"""

import json
import re
import sys
from pathlib import Path

DOCSTRING = '''"""The names of HTML, SVG and MathML, as texts that `app.sx.html` splits.

Made by tools/generate_html_data.py from lists; knows nothing of what a name means.
"""
'''

TARGET = Path(__file__).parent.parent / "app" / "sx" / "html_data.py"

OBSOLETE_HTML_ELEMENTS = """
acronym applet basefont bgsound big blink center command content dir element font frame frameset
image isindex keygen listing marquee menuitem multicol nextid nobr noembed noframes param plaintext
rb rbc rtc shadow spacer strike tt xmp
"""

OBSOLETE_HTML_ATTRIBUTES = {
    "a": "charset coords name rev shape",
    "area": "hreflang nohref type",
    "body": "alink background bgcolor link text vlink",
    "br": "clear",
    "caption": "align",
    "col": "align char charoff valign width",
    "colgroup": "align char charoff valign width",
    "div": "align",
    "dl": "compact",
    "form": "accept",
    "h1": "align",
    "h2": "align",
    "h3": "align",
    "h4": "align",
    "h5": "align",
    "h6": "align",
    "head": "profile",
    "hr": "align noshade size width",
    "html": "manifest version",
    "iframe": "align allowpaymentrequest allowusermedia frameborder longdesc marginheight "
    "marginwidth scrolling",
    "img": "align border hspace longdesc name vspace",
    "input": "align ismap usemap",
    "label": "form",
    "legend": "align",
    "li": "type",
    "link": "charset rev target",
    "menu": "compact",
    "meta": "scheme",
    "object": "align archive border classid codebase codetype declare hspace standby "
    "typemustmatch usemap vspace",
    "ol": "compact",
    "p": "align",
    "pre": "width",
    "script": "charset language",
    "style": "type",
    "table": "align bgcolor border cellpadding cellspacing frame rules summary width",
    "tbody": "align char charoff valign",
    "td": "abbr align axis bgcolor char charoff height nowrap scope valign width",
    "tfoot": "align char charoff valign",
    "th": "align axis bgcolor char charoff height nowrap valign width",
    "thead": "align char charoff valign",
    "tr": "align bgcolor char charoff valign",
    "ul": "compact type",
}

MORE_HTML_ATTRIBUTES = {
    "form": "rel",
    "input": "capture",
    "meta": "property",
    "video": "controlslist disablepictureinpicture disableremoteplayback",
    "audio": "controlslist disableremoteplayback",
}

SVG_ELEMENTS = """
a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix
feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight
feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter
foreignObject g image line linearGradient marker mask metadata mpath path pattern polygon polyline
radialGradient rect script set stop style svg switch symbol text textPath title tspan use view
"""

OBSOLETE_SVG_ATTRIBUTES = """
about content datatype property rel resource rev typeof clip color-profile cursor
enable-background externalResourcesRequired focusHighlight focusable kerning nav-down nav-down-left
nav-down-right nav-left nav-next nav-prev nav-right nav-up nav-up-left nav-up-right
requiredFeatures requiredFonts requiredFormats glyph-orientation-horizontal
glyph-orientation-vertical font-size-adjust baseProfile contentScriptType contentStyleType
playbackOrder playbackorder snapshotTime syncBehaviorDefault syncToleranceDefault timelineBegin
timelinebegin version zoomAndPan attributeType editable filterRes viewTarget defaultAction
"""

MORE_SVG_ATTRIBUTES = {
    "*": "autofocus xlink:href",
    "svg": "xmlns xmlns:xlink",
    "a": "rel",
}

MATHML_ELEMENTS = """
annotation annotation-xml maction math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom
mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder
munderover semantics
"""

MATHML_ATTRIBUTES = """
accent accentunder alttext autofocus class columnalign columnspan depth dir display displaystyle
encoding fence form height id intent largeop linethickness lspace mathbackground mathcolor mathsize
mathvariant maxsize minsize movablelimits rowspan rspace scriptlevel separator stretchy symmetric
tabindex voffset width xmlns
"""

MORE_ARIA = """
aria-braillelabel aria-brailleroledescription aria-colindextext aria-description aria-rowindextext
"""


def read_list(folder: Path, package: str) -> frozenset[str]:
    """Read a package that is one list of names."""
    names = _literal(folder, package)
    if not isinstance(names, list):
        raise SystemExit(f"{package} is no list")
    return frozenset(names)


def read_table(folder: Path, package: str) -> dict[str, frozenset[str]]:
    """Read a package that gives a list of names for each name."""
    table = _literal(folder, package)
    if not isinstance(table, dict):
        raise SystemExit(f"{package} is no table")
    return {name: frozenset(names) for name, names in table.items()}


def _literal(folder: Path, package: str) -> object:
    """Turn the one literal that the module exports into JSON, and read that."""
    script = (folder / package / "index.js").read_text(encoding="utf-8")
    literal = script.split("=", 1)[1].strip().rstrip(";")
    literal = re.sub(r"^\s*//.*$", "", literal, flags=re.MULTILINE)
    literal = re.sub(r"'([^']*)'", r'"\1"', literal)
    literal = re.sub(r"^(\s*)([A-Za-z0-9]+):", r'\1"\2":', literal, flags=re.MULTILINE)
    literal = re.sub(r",(\s*[\]}])", r"\1", literal)
    return json.loads(literal)


def html_attributes(folder: Path, elements: frozenset[str]) -> dict[str, frozenset[str]]:
    """Give the conforming attributes of each HTML element; `*` has those of all."""
    table = read_table(folder, "html-element-attributes")
    kept: dict[str, frozenset[str]] = {}
    for name in ("*", *elements):
        names = table.get(name, frozenset()) - set(OBSOLETE_HTML_ATTRIBUTES.get(name, "").split())
        kept[name] = names | set(MORE_HTML_ATTRIBUTES.get(name, "").split())
    return kept


def svg_attributes(folder: Path, elements: frozenset[str]) -> dict[str, frozenset[str]]:
    """Give the attributes of each SVG element that not all of them have."""
    table = read_table(folder, "svg-element-attributes")
    dropped = set(OBSOLETE_SVG_ATTRIBUTES.split())
    everywhere = table["*"] - dropped | set(MORE_SVG_ATTRIBUTES["*"].split())
    kept = {"*": everywhere}
    for name in elements:
        names = table.get(name, frozenset()) - dropped - everywhere
        kept[name] = names | set(MORE_SVG_ATTRIBUTES.get(name, "").split())
    return kept


def checked(wanted: str, known: frozenset[str], package: str) -> frozenset[str]:
    """Take the wanted names, all of which the package must know."""
    names = frozenset(wanted.split())
    if names - known:
        raise SystemExit(f"{package} does not know {sorted(names - known)}")
    return names


def written(name: str, names: frozenset[str]) -> str:
    """Write one set as an assignment."""
    return f"{name} = {_text(names, 0)}\n"


def written_table(name: str, table: dict[str, frozenset[str]]) -> str:
    """Write a table of sets as an assignment; elements without own attributes are left out."""
    rows = "".join(
        f'    "{key}": {_text(names, 4)},\n' for key, names in sorted(table.items()) if names
    )
    return f"{name} = {{\n{rows}}}\n"


def _text(names: frozenset[str], indent: int) -> str:
    """Write the names as one string, in pieces when it is long."""
    rows = [""]
    for name in sorted(names):
        if len(rows[-1]) + len(name) > 80 - indent:
            rows.append("")
        rows[-1] += f"{name} "
    rows[-1] = rows[-1].rstrip()
    if len(rows) == 1 and len(rows[0]) < 60:
        return f'"{rows[0]}"'
    pad = " " * indent
    pieces = "\n".join(f'{pad}    "{row}"' for row in rows)
    return f"(\n{pieces}\n{pad})"


def generate(folder: Path) -> str:
    """Make the text of the module."""
    html = read_list(folder, "html-tag-names") - set(OBSOLETE_HTML_ELEMENTS.split())
    svg = checked(SVG_ELEMENTS, read_list(folder, "svg-tag-names"), "svg-tag-names")
    mathml = checked(MATHML_ELEMENTS, read_list(folder, "mathml-tag-names"), "mathml-tag-names")
    void = read_list(folder, "html-void-elements") & html
    aria = read_list(folder, "aria-attributes") | set(MORE_ARIA.split())
    return "\n".join(
        [
            DOCSTRING,
            written("HTML_ELEMENTS", html),
            written("SVG_ELEMENTS", svg),
            written("MATHML_ELEMENTS", mathml),
            written("VOID_ELEMENTS", void),
            written("ARIA_ATTRIBUTES", aria),
            written_table("HTML_ATTRIBUTES", html_attributes(folder, html)),
            written_table("SVG_ATTRIBUTES", svg_attributes(folder, svg)),
            written("MATHML_ATTRIBUTES", frozenset(MATHML_ATTRIBUTES.split())),
        ]
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: generate_html_data.py FOLDER")
    TARGET.write_text(generate(Path(sys.argv[1])), encoding="utf-8")
