"""Plain text to Markdown that shows exactly this text."""

import re

#: What means something anywhere in a line.
_SPECIAL = re.compile(
    r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~(?=~)|(?<=~)~"
    r"|=(?==)|(?<==)=|%(?=%)|(?<=%)%|(?<!\S)\^(?=[A-Za-z0-9-]+\s*\Z)"
)
#: What means something only where a line begins.
_LINE_START = re.compile(r"([ \t]*)(?:([#>+|-]|=(?==*\s*\Z)|~~~|:(?=-))|(\d{1,9})([.)](?=\s|$)))")


def inline(text: str) -> str:
    """Escape what would be emphasis, a link, code or an entity."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def line_start(line: str) -> str:
    """Escape what would make a heading, a quote, a list or a rule of the line."""
    return _LINE_START.sub(_escaped_start, line, count=1) if _LINE_START.match(line) else line


def _escaped_start(found: re.Match[str]) -> str:
    space, mark, number, stop = found.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{stop}"


def code_span(text: str) -> str:
    """Write text as code, fenced by more backticks than it has in a row."""
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text.strip() else ""


def code_block(text: str, language: str) -> str:
    """Write text as a fenced block, fenced by more backticks than it has in a row."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def address(url: str) -> str:
    """Write an address so that no space, bracket, backslash or entity ends or changes it."""
    coded = re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", url)
    return re.sub(r"[()]|&(?=#?\w+;)", lambda found: f"\\{found[0]}", coded)


def title(words: str) -> str:
    """Write the title of a link or picture as it stands behind the address."""
    line = " ".join(words.split())
    quoted = re.sub(r"[\\\"&]", lambda found: "\\" + found[0], line)
    return f' "{quoted}"' if line else ""
