"""Texts that a reader may choke on, and a process that reads them one by one.

`python -m tests.unit.sx.hard_texts 6` prints the name of every sixth text before it
is read, then the most memory that the process ever had. A text that takes too
much of the processor's time ends the process: no wall clock is asked, so a busy
machine changes nothing.
"""

import random
import signal
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.sx.syntax.errors import Source, SxError
from app.sx.syntax.reader import MOST_BYTES, decode, read

MOST_SECONDS = 10
#: Deeper than a file may be large, so the tools that read no file are asked as well.
DEPTH = 1_000_000
_SIGNS = ("(", "[", "{", "'", "`", ",", ",@", "#;", "({:a ", "'(", ")", "]", "}")
_BESIDE = ("() ", "{} ", "'a ", "a ", '"" ', "1e5 ", ":a ", "#;a ", "a.", "\\", "#", ";\n", "((a) ")
_OPEN = ('"', '"\\', "#|", ";", "#;", '"a\n', "(\n", '(a "b)\n')
_ALPHABET = b"()[]{}'`,@#;|\"\\:.-+019ae \n\t\xc3\xa9"


def texts() -> Iterator[tuple[str, str | bytes]]:
    """Give each text with its name; bytes are decoded as those of a file."""
    for sign in _SIGNS:
        yield f"deep {sign!r}", sign * DEPTH
        yield f"as deep as a file allows {sign!r}", sign * (MOST_BYTES // len(sign))
    for part in _BESIDE:
        yield f"one after the other {part!r}", part * (MOST_BYTES // len(part))
    for start in _OPEN:
        yield f"without an end {start!r}", start + "a" * (MOST_BYTES - len(start))
        yield f"again and again {start!r}", start * (MOST_BYTES // len(start))
    yield "balanced", ("(" * 199 + ")" * 199) * (MOST_BYTES // 398)
    yield from _random_texts(random.Random(20))
    yield from _unicode_texts(random.Random(21))


def _random_texts(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    for number in range(10):
        yield f"any bytes {number}", dice.randbytes(MOST_BYTES)
        yield f"any ASCII {number}", bytes(byte & 127 for byte in dice.randbytes(MOST_BYTES))
        yield f"any signs {number}", bytes(dice.choices(_ALPHABET, k=MOST_BYTES))


def _unicode_texts(dice: random.Random) -> Iterator[tuple[str, str]]:
    """Every code point there is, the surrogates among them: in strings, in names, anywhere."""
    width = MOST_BYTES // 4 - 1
    for start in range(1, sys.maxunicode + 1, width):
        text = "".join(map(chr, range(start, min(start + width, sys.maxunicode + 1))))
        yield f"from U+{start:04X}", text
        yield f"from U+{start:04X} in a string", '"' + text.replace('"', "").replace("\\", "") + '"'
    for number in range(10):
        points = (dice.randint(1, sys.maxunicode) for _ in range(MOST_BYTES // 4))
        yield f"any characters {number}", "".join(map(chr, points))
    for point in range(1, sys.maxunicode, 997):
        yield f"U+{point:04X}", f"(a{chr(point)}b :{chr(point)} {chr(point)})"


def _read(name: str, text: str | bytes) -> None:
    try:
        read(decode(name, text) if isinstance(text, bytes) else Source(name, text))
    except SxError:
        return


def most_memory() -> int:
    """Give the most memory that this process ever had, in kB, as Linux tells it."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def main(step: int) -> None:
    """Read the texts, or one in so many, each within its time."""
    for name, text in islice(texts(), 0, None, step):
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        _read(name, text)
    signal.setitimer(signal.ITIMER_PROF, 0)
    sys.stdout.write(f"{most_memory()}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
