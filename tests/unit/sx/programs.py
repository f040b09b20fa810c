"""Programs and libraries for the tests of the language."""

import re
from collections.abc import Mapping
from pathlib import Path

from app import sx


def expand(text: str, /, **data: object) -> str:
    """Expand a program with these names in scope."""
    return sx.expand_program(sx.Source("case.sx", text), data)


def faults(text: str, *names: str) -> list[str]:
    """Give the faults of compiling a program as `line:column message`."""
    try:
        sx.compile_program(sx.Source("case.sx", text), names)
    except sx.Faults as found:
        return [f"{f.span.line}:{f.span.column} {f.message}" for f in found.faults]
    return []


def write_files(root: Path, files: Mapping[str, str]) -> tuple[Path, Path]:
    """Write `.sx` files below `root`; give the folders of components and pages."""
    for name, text in files.items():
        path = root / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in ("components", "pages"):
        (root / "app" / name).mkdir(parents=True, exist_ok=True)
    return root / "app" / "components", root / "app" / "pages"


LAYOUT = """
(defcomp ~layout/page (&key title &rest children)
  :navigation ~layout/part
  (html (head (title title)) (body (nav :id "nav" (current-path)) (main children))))
(defcomp ~layout/part (&key title &rest children)
  (title title)
  children
  (out-of-band "#nav" (nav :id "nav" (current-path))))
"""

POST = """
(defcomp ~blog/post (&key title) (h1 title))
(defcomp ~blog/tags (&key tags) (ul :hidden (empty? tags) (for (tag tags) (li tag))))
"""

PAGE = """
(defpage blog/post
  :path "/<slug>/"
  :data post-page
  :layout (~layout/page :title (upper name))
  :regions ((article ~blog/post :data post-article :audience everyone)
            (tags ~blog/tags :data post-tags)))
"""

FILES = {"components/layout.sx": LAYOUT, "components/blog.sx": POST, "pages/post.sx": PAGE}
HELPERS = (
    sx.Helper("current-path", personal=True),
    sx.Helper("viewer", personal=True),
)
LOADERS = {
    "post-page": sx.Loader(("viewer", "slug"), ("name",)),
    "post-article": sx.Loader(("slug",), ("title",)),
    "post-tags": sx.Loader(("viewer", "slug"), ("tags",)),
    "post-kinds": sx.Loader(("slug",), ("name", "kinds")),
    "post-chips": sx.Loader(("slug", "key"), ("kind",)),
}
DATA = {
    "page": {"name": "rose"},
    "article": {"title": "Rose & ash"},
    "tags": {"tags": ["red", "grey"]},
}


def library(root: Path, files: Mapping[str, str] | None = None) -> sx.Library:
    """Load a small site."""
    return sx.Library.load(write_files(root, files or FILES), HELPERS, LOADERS)


def library_faults(root: Path, files: Mapping[str, str]) -> list[str]:
    """Give the faults of a library as `file:line:column message`."""
    try:
        library(root, files)
    except sx.Faults as found:
        return [
            f"{f.span.source.name}:{f.span.line}:{f.span.column} {f.message}" for f in found.faults
        ]
    return []


PYTHONS = re.compile(
    r"NoneType|Traceback|object at 0x|<class |<function "
    r"|\b(?:Key|Type|Value|Name|Index|Attribute|Recursion)Error"
)


def misspoken(fault: sx.SxError) -> str | None:
    """Say what is wrong with the words or the place of a fault; None if it is well said."""
    span, message = fault.span, fault.message
    lines = span.source.text.split("\n")
    inside = (
        1 <= span.line <= span.end_line <= len(lines)
        and 1 <= span.column <= len(lines[span.line - 1]) + 1
        and 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1 + (span.line == span.end_line)
        and (span.line, span.column) <= (span.end_line, span.end_column)
    )
    if not inside:
        return f"its place {span.line}:{span.column} is outside of the source"
    if not re.match(r"[a-z`<0-9]", message) or message.endswith((".", "!")):
        return f"its message does not begin small or ends with a full stop: {message}"
    told = sx.report(fault)
    if PYTHONS.search(told.replace(lines[span.line - 1], "")):
        return f"it speaks of Python: {told}"
    if fault.hint is not None and (not re.match(r"[a-z]", fault.hint) or fault.hint.endswith(".")):
        return f"its hint does not begin with a verb or ends with a full stop: {fault.hint}"
    return None
