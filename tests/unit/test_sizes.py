"""Small by habit: no file over 400 lines, no function over 50 (its docstring not counted)."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "db", "static", "bench", "tests", "tools")
SUFFIXES = {".py", ".sx", ".lark", ".js", ".sh"}
GENERATED = {ROOT / "app" / "sx" / "html" / "data.py"}
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50
#: Files that are held to be smaller than others.
SMALL_FILES = {ROOT / "static" / "relate-picker.js": 350}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def our_files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            vendored = "vendor" in path.parts
            if path.suffix in SUFFIXES and path not in GENERATED and not vendored:
                yield path


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Lines from `def` to the last one, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in our_files()
    }
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE}
    assert long == {}


def test_what_is_held_to_be_small_is_small() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in SMALL_FILES}
    long = {path.name: lines for path, lines in lengths.items() if lines >= SMALL_FILES[path]}
    assert long == {}


def test_no_function_is_longer_than_50_lines() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}": length(function)
        for path in our_files()
        if path.suffix == ".py"
        for function in functions(path)
        if length(function) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}
