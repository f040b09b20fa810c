"""What the commands of docs/tutorial.md print now, to the tutorial itself.

Run it as `python -m tools.renew_tutorial`, and read the difference before you commit it.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.unit.sx.walkthrough import COMMAND, ROOT, Step, commands, steps, take, walker_in

TUTORIAL = ROOT / "docs" / "tutorial.md"


def renewed(text: str, root: Path) -> str:
    """Take all steps in a folder; give the text with the outputs that came."""
    walker = walker_in(root)
    wrong = text.index("## When it goes wrong")
    parts, end = [], 0
    turn: tuple[Path, str] | None = None
    for step in steps(text):
        if step.kind == "diff" and step.start > wrong:
            path = root / step.path
            turn = (path, path.read_text("utf-8"))
        take(step, walker)
        if step.kind == "diff" and not turn:
            walker.close()
        if step.kind == "console":
            parts += [text[end : step.start], *_outputs(step, walker.ask)]
            end = step.start + len(step.text)
            if turn:
                turn[0].write_text(turn[1], "utf-8")
    walker.close()
    return "".join([*parts, text[end:]])


def _outputs(step: Step, ask: Callable[..., str]) -> Iterator[str]:
    for match in COMMAND.finditer(step.text):
        ((arguments, given, _),) = commands(Step("console", "", match[0], 0))
        yield f"$ {match[1]}\n{ask(arguments=arguments, input=given)}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        TUTORIAL.write_text(renewed(TUTORIAL.read_text("utf-8"), Path(folder)), "utf-8")
