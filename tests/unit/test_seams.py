"""HTML has one birthplace: what import-linter cannot see is found by reading the sources."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app import sx
from app.sx.syntax.forms import Form, Keyword, Literal, Mapping, Sequence, Symbol

ROOT = Path(__file__).parents[2]
SX = ROOT / "app" / "sx"
ASER = SX / "aser"
TAG = re.compile(
    r"</?(a|abbr|article|aside|b|blockquote|body|br|button|code|div|em|figure|footer|form|h[1-6]|head"
    r"|header|html|iframe|img|input|label|li|link|main|mark|meta|nav|ol|option|p|pre|script|section"
    r"|select|span|strong|style|svg|table|tbody|td|textarea|th|thead|title|tr|ul)(\s[^<]*)?/?>"
)


def python_files() -> Iterator[Path]:
    for folder in ("app", "db"):
        yield from sorted((ROOT / folder).rglob("*.py"))
    yield ROOT / "wsgi.py"


def docstrings(tree: ast.AST) -> set[int]:
    """The identities of the constants that are documentation."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, owners) and ast.get_docstring(node) is not None:
            first = node.body[0]
            assert isinstance(first, ast.Expr)
            found.add(id(first.value))
    return found


def written_tags(path: Path) -> Iterator[str]:
    """Every piece of text in a module that holds a tag, with its place."""
    tree = ast.parse(path.read_text("utf-8"))
    documentation = docstrings(tree)
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in documentation and TAG.search(text):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {text[:60]!r}"  # type: ignore[attr-defined]


def calls_of_markup(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            if name == "Markup":
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_no_python_outside_the_language_writes_a_tag() -> None:
    site = [path for path in python_files() if SX not in path.parents]
    assert [place for path in site for place in written_tags(path)] == []


def test_markup_is_born_in_aser_alone() -> None:
    others = [path for path in python_files() if ASER not in path.parents]
    assert [place for path in others for place in calls_of_markup(path)] == []


def test_aser_refuses_nothing() -> None:
    assert [
        path.name for path in ASER.glob("*.py") if "CompileError" in path.read_text("utf-8")
    ] == []


def test_no_component_writes_an_out_of_band_swap_by_hand() -> None:
    sources = sorted((ROOT / "app").rglob("*.sx"))
    assert [path.name for path in sources if "hx-swap-oob" in path.read_text("utf-8")] == []


def test_only_aser_knows_the_name_of_the_out_of_band_attribute() -> None:
    facts = {SX / "html" / "facts.py", SX / "html" / "data.py"}
    others = [path for path in python_files() if ASER not in path.parents and path not in facts]
    assert [path.name for path in others if "hx-swap-oob" in path.read_text("utf-8")] == []


def written_addresses(form: Form) -> Iterator[str]:
    """Every address of the site that a form holds as text, but for the paths of pages."""
    match form:
        case Literal(str(text)) if text.startswith("/"):
            yield f"{form.span.source.name}:{form.span.line} {text}"
        case Sequence((Symbol("defexample" | "deftest"), *_)):
            return
        case Sequence(items):
            for before, item in zip((None, *items), items, strict=False):
                is_path = isinstance(before, Keyword) and before.name == "path"
                yield from () if is_path else written_addresses(item)
        case Mapping(pairs):
            for _, value in pairs:
                yield from written_addresses(value)
        case Literal() | Keyword() | Symbol():
            return


def addresses_in(path: Path) -> list[str]:
    source = sx.Source(path.name, path.read_text("utf-8"))
    return [place for form in sx.read(source) for place in written_addresses(form)]


def test_components_know_addresses_by_name_alone() -> None:
    sources = [*(ROOT / "app").rglob("*.sx"), *(ROOT / "services").rglob("*.sx")]
    assert [place for path in sorted(sources) for place in addresses_in(path)] == []


def test_an_address_written_by_hand_is_found(tmp_path: Path) -> None:
    file = tmp_path / "slip.sx"
    file.write_text('(defpage p :path "/p" :content (a :href (str "/tags/" slug) {:x "/y"}))')
    assert addresses_in(file) == ["slip.sx:1 /tags/", "slip.sx:1 /y"]
