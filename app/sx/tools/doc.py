"""`doc`: the meaning of a name, or a list of all names; as Markdown for `docs/language.md`."""

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from app.sx.html.facts import ELEMENTS
from app.sx.tools import reference
from app.sx.tools.project import Project
from app.sx.tools.reference import ReferenceEntry
from app.sx.tools.terminal import CommandError, say, there
from app.sx.values import did_you_mean

_WIDTH = 100
_PART = re.compile(r"(<!-- doc: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def run(name: str | None, paths: Sequence[Path], project: Callable[[], Project]) -> int:
    """Print the entry of a name, or a line for each; the site is compiled only if necessary."""
    if name is None:
        say(_listed(_site_entries(paths, project())))
        return 0
    matches = [entry for entry in reference.language() if entry.name == name]
    described = reference.element(name)
    if described:
        matches.append(described)
    if not matches:
        entries = _site_entries(paths, project())
        matches = [entry for entry in entries if entry.name == name]
        matches = matches or [entry for entry in entries if name in _short_names(entry)]
        if not matches:
            raise _unknown(name, [*reference.language(), *entries])
    say("\n\n".join(map(printed, matches)))
    return 0


def _short_names(entry: ReferenceEntry) -> tuple[str, ...]:
    bare = entry.name.removeprefix("~")
    return bare, bare.rpartition(":")[2], bare.rpartition("/")[2]


def _unknown(name: str, entries: Iterable[ReferenceEntry]) -> CommandError:
    hint = did_you_mean(name, [entry.name for entry in entries]) or did_you_mean(name, ELEMENTS)
    return CommandError(f"nothing is called `{name}`" + (f"\n  hint: {hint}" if hint else ""))


def _site_entries(paths: Sequence[Path], project: Project) -> list[ReferenceEntry]:
    entries = list(reference.helpers(project.helpers))
    for loaded in project.load(paths):
        if loaded.faults:
            raise CommandError("the components do not compile: run `python -m app.sx check`")
        if loaded.collected:
            entries.extend(reference.components(loaded.collected))
            entries.extend(reference.definitions(loaded.collected))
    return entries


def printed(entry: ReferenceEntry) -> str:
    """Return an entry as text: its signature, what it is, and its examples."""
    lines = [entry.signature]
    where = ""
    if entry.place:
        where = f", {entry.place.source.name}:{entry.place.line}"
    lines.append(f"  {entry.kind}{where}")
    if entry.doc:
        wrapped = textwrap.wrap(entry.doc, _WIDTH - 2, break_on_hyphens=False)
        lines.extend(f"  {line}" for line in wrapped)
    for title, text in entry.examples:
        lines.append(f"\n  example: {title}")
        lines.append(textwrap.indent(text.rstrip("\n"), "    "))
    return "\n".join(lines)


def _listed(ours: Iterable[ReferenceEntry]) -> str:
    parts = []
    groups: dict[str, Sequence[ReferenceEntry]] = {
        **{f"special forms, {title.lower()}": each for title, each in reference.forms().items()},
        **{f"builtins, {title.lower()}": each for title, each in reference.builtins().items()},
    }
    for kind in ("helper", "component", "definition"):
        groups[f"{kind}s of the site"] = [entry for entry in ours if entry.kind == kind]
    for title, entries in groups.items():
        if entries:
            width = min(max(len(entry.name) for entry in entries), 32)
            lines = [f"  {entry.name:<{width}}  {entry.doc}".rstrip() for entry in entries]
            parts.append("\n".join([title, *lines]))
    return "\n\n".join(parts)


# --- Markdown -------------------------------------------------------------------------------------


def run_markdown(file: str) -> int:
    """Print the tables of forms and builtins, or update them in a file between their marks."""
    parts = {"special forms": _tables(reference.forms()), "builtins": _tables(reference.builtins())}
    if file == "-":
        say("\n".join(parts.values()).rstrip("\n"))
        return 0
    path = there(Path(file))
    path.write_text(renewed(path.read_text("utf-8"), parts), "utf-8")
    return 0


def renewed(text: str, parts: Mapping[str, str]) -> str:
    """Replace the parts between their marks."""

    def part(match: re.Match[str]) -> str:
        if match[2] not in parts:
            raise CommandError(f"there is no part `{match[2]}`: {', '.join(parts)}")
        return f"{match[1]}\n{parts[match[2]]}\n{match[3]}"

    return _PART.sub(part, text)


def _tables(groups: Mapping[str, Sequence[ReferenceEntry]]) -> str:
    tables = []
    for title, entries in groups.items():
        rows = [f"| {_code(entry.signature)} | {_cell(entry.doc)} |" for entry in entries]
        tables.append("\n".join([f"| {title} | |", "|---|---|", *rows, ""]))
    return "\n".join(tables)


def _code(signature: str) -> str:
    either = signature.split(" or ")
    marks = [("`` ", " ``") if "`" in each else ("`", "`") for each in either]
    return " or ".join(f"{a}{_cell(each)}{b}" for each, (a, b) in zip(either, marks, strict=True))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
