"""The settings that tools keep beside posts, to what they say of each post.

One mechanism for all tools: a settings file gives rules for the files below its folder, either
fields for front matter that says nothing else, the nearest first, or that there is no page
whatever the front matter says. What each tool's file says is read by `tools`. Where one may
hide posts and is not understood, no post below it is public.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.importing import confinement, tools
from app.importing.files import File
from app.importing.front_matter import FrontMatter, flag
from app.importing.names import is_pattern
from app.importing.report import Remark
from app.importing.tools import DOUBT, Rule, SettingsFile
from app.importing.visibility import hides

_LARGEST = 256 * 1024
#: Folders that hold nothing but settings.
_FOLDERS = (".obsidian", "logseq", ".vitepress", ".vuepress", "config/_default", "_data")
#: What is said of one post alone.
_OF_ONE = frozenset(
    "title slug date url path aliases alias redirect_from redirect-from redirects summary"  # noqa: SIM905
    " description excerpt".split()
)


@dataclass(slots=True)
class FolderSettings:
    """The rules around the files of an import, each settings file read once."""

    #: How many posts are drafts only because of a settings file, by its path and the reason.
    hidden: Counter[tuple[str, str]] = field(default_factory=Counter)
    _rules: dict[Path, tuple[Rule, ...]] = field(default_factory=dict)
    _names: dict[Path, frozenset[str]] = field(default_factory=dict)

    def complete(self, front: FrontMatter, file: File) -> FrontMatter:
        """Return front matter with what is said of the file around it."""
        rules = [rule for rule in self._around(file) if rule.matches(file.path)]
        if not rules:
            return front
        said: Mapping[str, object] = {}
        for rule in rules:
            said = _joined(said, _of_many(rule.values or {}))
        fields = _joined(said, front.fields)
        refusals = [rule for rule in rules if rule.values is None]
        defaults = [rule for rule in rules if rule.values and hides(rule.values)]
        blamed = refusals or (defaults if hides(fields) and not hides(front.fields) else [])
        if blamed:
            self.hidden[blamed[-1].source, blamed[-1].words] += 1
        return replace(front, fields=fields, certain=front.certain and not refusals)

    def remarks(self) -> Iterator[Remark]:
        """Yield what the settings hid, once for each file of settings."""
        for (source, words), count in self.hidden.items():
            posts = "the post is a draft" if count == 1 else f"the {count} posts are drafts"
            yield Remark(source, f"{words}: {posts}")

    def _around(self, file: File) -> Iterator[Rule]:
        """Yield the rules that may be meant for a file, the nearest last."""
        yield tools.unseen_folders(file.root)
        for folder in (file.root, *file.folders):
            if folder not in self._rules:
                self._rules[folder] = tuple(self._of_folder(file.root, folder))
            yield from self._rules[folder]
        names = tools.names_beside(file.stem) & self._listed(file.path.parent)
        for name in sorted(names):
            yield from self._read(file.root, file.path.parent, name, {file.path})

    def _of_folder(self, root: Path, folder: Path) -> Iterator[Rule]:
        names = [*self._listed(folder)]
        for inner in _FOLDERS:
            if inner.partition("/")[0] in names:
                names += (f"{inner}/{name}" for name in self._listed(folder / inner))
        beside = tools.names_beside(folder.name)
        for name in sorted(names):
            if name in beside or tools.is_settings(name):
                yield from self._read(root, folder, name)

    def _listed(self, folder: Path) -> frozenset[str]:
        if folder not in self._names:
            try:
                self._names[folder] = frozenset(os.listdir(folder))
            except OSError:
                self._names[folder] = frozenset()
        return self._names[folder]

    def _read(
        self, root: Path, folder: Path, name: str, only: Iterable[Path] = ()
    ) -> Iterator[Rule]:
        source = str((folder / name).relative_to(root.parent))
        place = SettingsFile(folder, source, frozenset(only))
        try:
            data = confinement.read(root, folder / name, _LARGEST).data
        except (OSError, confinement.Outside):
            yield place.refusal(DOUBT)
            return
        if len(data) > _LARGEST:
            yield place.refusal(DOUBT)
        else:
            yield from tools.rules(name, data.decode("utf-8-sig", "replace"), place)


def _of_many(values: Mapping[str, object]) -> Mapping[str, object]:
    """Leave out what can be said of one post alone."""
    return {
        name: value
        for name, value in values.items()
        if name not in _OF_ONE and not (name == "permalink" and not _is_for_many(value))
    }


def _is_for_many(permalink: object) -> bool:
    """Tell a pattern of addresses, and that there are none, from the address of one post."""
    return flag(permalink) is False or is_pattern(str(permalink))


def _joined(under: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Lay fields over others: the upper ones win, but tags are all kept."""
    joined = dict(under)
    for name, value in over.items():
        there = joined.get(name)
        if isinstance(there, dict) and isinstance(value, dict):
            joined[name] = _joined(there, value)
        elif there and name == "tags" and isinstance(value, list):
            joined[name] = [there, *value]
        elif value not in (None, "") or name not in joined:
            joined[name] = value
    return joined
