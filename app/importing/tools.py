"""One settings file of another tool to the rules in it.

Jekyll and Hexo (`_config.yml`), Hugo and Zola (configuration, `cascade`), Eleventy (data beside
folders and files), MkDocs, Obsidian, Logseq, Quartz, VitePress, Docusaurus and Pelican, and what
git ignores. Patterns are read as those of `.gitignore`, which all of them resemble. A program is
understood as far as it is data. Knows nothing of posts.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pathspec import GitIgnoreSpec

from app.importing.fields import read_json, read_toml, read_yaml
from app.importing.files import SUFFIXES
from app.importing.front_matter import flag, split
from app.importing.names import is_pattern
from app.importing.status_words import sounds_like_status
from app.importing.visibility import FOLDERS, hides

DOUBT: Final = "it may hide posts and is not understood"
_LEAVES_OUT: Final = "it leaves posts out"
_SAYS: Final = "it says that posts are no pages"
_BY_CHOICE: Final = "only what says so is public there"

#: What a pattern may have, so that a hostile one takes no import long.
_MOST_STARS: Final = 5
_LONGEST: Final = 200
#: A group that is repeated, or many repetitions, in a regular expression.
_NESTED = re.compile(r"\)[*+{]|(?:[*+}].*){5}")

_Values = Mapping[str, object]
_Match = Callable[[Path], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """What settings say of the files that they mean."""

    #: The settings file, as a report names it, and why it hides what it hides.
    source: str
    words: str
    #: Fields for front matter that says nothing else; None: there is no page in any case.
    values: _Values | None
    matches: _Match


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """Where a settings file stands."""

    folder: Path
    source: str
    #: The files that it means, where it does not mean the folder.
    only: frozenset[Path] = frozenset()

    def refusal(self, words: str, patterns: Iterable[str] | None = None) -> Rule:
        """Make the rule that nothing is a page here, or nothing that one of the patterns means."""
        return Rule(self.source, words, None, self._all if patterns is None else self.of(patterns))

    def default(self, values: _Values, matches: _Match | None = None, words: str = _SAYS) -> Rule:
        """Make the rule that front matter here has these fields, where it says nothing else."""
        return Rule(self.source, words, values, matches or self._all)

    def of(self, patterns: Iterable[str]) -> _Match:
        """Return what tells the files that one of the patterns means, or a folder above them.

        Raises ValueError for one that is none, or that would take long to compare.
        """
        lines = [each for line in patterns for each in _unbraced(line)]
        if any(len(re.findall(r"\*+", line)) > _MOST_STARS for line in lines):
            raise ValueError("too many stars")
        spec = GitIgnoreSpec.from_lines(lines)

        def matches(path: Path) -> bool:
            parts = path.relative_to(self.folder).parts
            folders = ("/".join(parts[:end]) + "/" for end in range(1, len(parts)))
            return any(map(spec.match_file, (*folders, "/".join(parts))))

        return matches

    def _all(self, path: Path) -> bool:
        return not self.only or path in self.only


def unseen_folders(root: Path) -> Rule:
    """Make the rule that folders such as `_data` hold no pages, if settings say nothing else."""

    def matches(path: Path) -> bool:
        folders = {*path.relative_to(root).parts[:-1]} - FOLDERS - {"_posts"}
        return any(name.startswith("_") for name in folders)

    words = "folders whose names begin with _ hold no pages"
    return Rule(root.name, words, {"private": "true"}, matches)


def names_beside(stem: str) -> frozenset[str]:
    """Return the names of the files that Eleventy takes for data of a folder or a file."""
    return frozenset(f"{stem}{ending}" for ending in _DATA_ENDINGS)


def is_settings(name: str) -> bool:
    """Return whether a file holds settings of a tool, by its path below their folder."""
    return any(kind.fullmatch(name) for kind in _READERS)


def rules(name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    """Yield the rules of a settings file."""
    reader = next((reader for kind, reader in _READERS.items() if kind.fullmatch(name)), _data)
    try:
        yield from reader(name, text, place)
    except (ValueError, re.error):
        yield place.refusal(DOUBT)


def _read(name: str, text: str) -> _Values:
    """Read data; raise ValueError for what is none and may hide posts."""
    if name.endswith(".json"):
        fields = read_json(text.lstrip(), 1)[0] if text.strip() else None
    else:
        fields = (read_toml if name.endswith(".toml") else read_yaml)(text, 1)
    if fields is None or not any("broken" in note.words for note in fields.notes):
        return fields.values if fields else {}
    if _MAY_HIDE.search(text):
        raise ValueError("broken")
    return {}


def _data(name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    """Read what Eleventy keeps beside a folder or a file."""
    if not re.search(r"\.[cm]?[jt]s$", name):
        is_list = text.lstrip().startswith("[")
        yield place.default({} if is_list else _read(name, text))
    elif literal := _LITERAL.fullmatch(_without_comments(text)):
        yield place.default(_read("yaml", literal[1]))
    else:
        yield place.refusal(DOUBT)


def _global(name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    """Read the data of Eleventy that is for all pages under the name of its file."""
    if re.search(r"\.[cm]?[jt]s$", name):
        if re.search("permalink|exclude", text, re.I) or sounds_like_status(Path(name).stem):
            yield place.refusal(DOUBT)
    else:
        yield place.default({Path(name).stem.lower(): text.strip()})


def _jekyll(name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    config = _read(name, text)
    source = str(config.get("source_dir") or "source")  # where Hexo's patterns begin
    excluded, included = (
        [pattern for each in _texts(config.get(key)) for pattern in _anchored(each, source)]
        for key in ("exclude", "include")
    )
    pattern = str(config.get("permalink") or "date")
    if is_pattern(pattern):
        yield place.default({"permalink": pattern}, _of_type("posts", place.folder, None))
    collections = config.get("collections")
    for collection, about in (collections if isinstance(collections, dict) else {}).items():
        if isinstance(about, dict) and flag(about.get("output")):
            included.append(f"_{collection}/")
    yield place.default({"private": "false"}, place.of(included))
    yield place.refusal(_LEAVES_OUT, excluded)
    defaults = config.get("defaults")
    scopes = [_scope(each) for each in defaults] if isinstance(defaults, list) else []
    if defaults and not scopes:
        raise ValueError("no list")
    for path, kind, values in sorted(scopes, key=lambda scope: (len(scope[0]), scope[1] != "")):
        in_path = place.of([path] if "*" in path else [f"/{path}"]) if path else None
        if "*" not in path or hides(values):
            yield place.default(values, _of_type(kind, place.folder, in_path))


def _scope(entry: object) -> tuple[str, str, _Values]:
    """Read path, type and values of one of Jekyll's defaults; raise ValueError."""
    table = entry if isinstance(entry, dict) else {}
    scope, values = table.get("scope") or {}, table.get("values") or {}
    if not isinstance(scope, dict) or not isinstance(values, dict):
        raise ValueError("no scope")
    path = str(scope.get("path") or "").strip("/").removeprefix("./")
    return path, str(scope.get("type") or ""), {str(k).lower(): v for k, v in values.items()}


def _of_type(kind: str, root: Path, in_path: _Match | None) -> _Match:
    def matches(path: Path) -> bool:
        special = [each for each in path.relative_to(root).parts[:-1] if each.startswith("_")]
        of_kind = not kind or (f"_{kind}" in special if kind != "pages" else not special)
        return of_kind and (in_path is None or in_path(path))

    return matches


def _hugo(name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    """Read the configuration of Hugo, or that of Zola, which has the same name."""
    config = _read(name, text)
    yield place.refusal(
        _LEAVES_OUT, (f"**/{each}" for each in _texts(config.get("ignored_content")))
    )
    yield from (_searching(each, place) for each in _texts(config.get("ignorefiles")))
    yield from _cascade(config if "cascade." in name else config.get("cascade"), place)


def _section(_name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    """Read the file of a section: a draft hides what is below it in Zola, a cascade in Hugo."""
    front = split(text)
    if front.flag("draft"):
        yield place.refusal("its section is a draft")
    yield from _cascade(front.fields.get("cascade"), place)


def _cascade(tables: object, place: SettingsFile) -> Iterator[Rule]:
    for table in tables if isinstance(tables, list) else [tables]:
        if not isinstance(table, dict):
            continue
        values = {str(name).lower(): value for name, value in table.items()}
        targets = values.pop("target", None) or values.pop("_target", None)
        if not targets:
            yield place.default(values)
        elif hides(values):  # which of the files are meant is only nearly known
            for target in targets if isinstance(targets, list) else [targets]:
                path = target.get("path") if isinstance(target, dict) else None
                yield place.default(values, place.of(_unrooted(path)) if path else None)


def _unrooted(path: object) -> list[str]:
    return [f"**/{each.strip('/')}" for each in _unbraced(str(path))]


def _ignored(_name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    yield place.refusal(_LEAVES_OUT, text.splitlines())


def _mkdocs(name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    config = _read(name, text)
    docs = str(config.get("docs_dir") or "docs").strip("/")
    lines = f"{config.get('exclude_docs') or ''}\n{config.get('draft_docs') or ''}".splitlines()
    inner = SettingsFile(place.folder / docs, place.source)
    matches = inner.of(lines)
    yield Rule(
        place.source,
        _LEAVES_OUT,
        None,
        lambda path: inner.folder in path.parents and matches(path),
    )


def _obsidian(name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    config = _read(name, text)
    left_out = [*_texts(config.get("userignorefilters")), *_texts(config.get("excluded"))]
    for each in left_out:
        if len(each) > 2 and each[0] == each[-1] == "/":
            yield _searching(each[1:-1], place)
        else:
            yield place.refusal(_LEAVES_OUT, (f"/{each}", f"/{each}*"))
    if name.endswith("publish.json"):
        yield place.default({"publish": "false"}, words=_BY_CHOICE)
        included = [f"/{each}" for each in _texts(config.get("included"))]
        yield place.default({"publish": "true"}, place.of(included))


def _logseq(_name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    said = re.sub(r";[^\n]*", "", text)
    if not re.search(r":publishing/all-pages-public\?\s+true", said):
        yield place.default({"public": "false"}, words=_BY_CHOICE)
    hidden = re.search(r":hidden\s*\[([^\]]*)\]", said)
    paths = re.findall(r'"([^"]*)"', hidden[1]) if hidden else []
    yield place.refusal(_LEAVES_OUT, [f"/{path.strip('./')}" for path in paths])


def _program(name: str, text: str, place: SettingsFile) -> Iterator[Rule]:
    """Read the lists of what a program leaves out, as far as they are data."""
    program = _without_comments(text, "#" if name.endswith(".py") else "//")
    for found in _LISTS.finditer(program):
        if not found["list"]:
            raise ValueError("no list")
        patterns = re.findall(r"""["'`]([^"'`]*)["'`]""", found["list"])
        yield place.refusal(_LEAVES_OUT, [f"**/{each.lstrip('./')}" for each in patterns])
    if re.search(r"ExplicitPublish\(", program):
        yield place.default({"publish": "false"}, words=_BY_CHOICE)
    if _HIDING_CODE.search(program):
        yield place.refusal(DOUBT)


def _searching(pattern: str, place: SettingsFile) -> Rule:
    if len(pattern) > _LONGEST or _NESTED.search(pattern):
        raise ValueError("it would take long to compare")
    search = re.compile(pattern).search

    def matches(path: Path) -> bool:
        return search(path.relative_to(place.folder).as_posix()) is not None

    return Rule(place.source, _LEAVES_OUT, None, matches)


def _texts(value: object) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value]) if each]


def _anchored(pattern: str, source: str) -> Iterator[str]:
    if "*" in pattern:
        yield f"**/{pattern.strip('/')}"
    else:
        yield from (f"/{pattern.lstrip('/')}", f"/{source}/{pattern.lstrip('/')}")


def _unbraced(pattern: str) -> Iterator[str]:
    """Write `{a,b}`, which git does not know, as patterns of their own."""
    braces = re.search(r"\{([^{}]*)\}", pattern)
    if braces is None:
        yield pattern
        return
    if pattern.count("{") > _MOST_STARS:
        raise ValueError("too many braces")
    for each in braces[1].split(","):
        yield from _unbraced(pattern[: braces.start()] + each + pattern[braces.end() :])


def _without_comments(text: str, mark: str = "//") -> str:
    """Take the comments out of a program; what looks like one in a string stays."""
    strings = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)"""
    comments = rf"/\*.*?(?:\*/|\Z)|{mark}[^\n]*"
    return re.sub(f"{strings}|{comments}", lambda found: found[1] or "", text, flags=re.S)


_DATA_ENDINGS: Final = (
    *(".json", ".yaml", ".yml", ".toml", ".11tydata.json", ".11tydata.yaml", ".11tydata.yml"),
    *(".11tydata.toml", ".11tydata.js", ".11tydata.cjs", ".11tydata.mjs", ".11tydata.ts"),
)
#: Without one of these words a file that cannot be read hides nothing.
_MAY_HIDE = re.compile(
    "draft|publi|private|hidden|unlist|exclude|ignore|cascade|permalink|defaults|build|visib", re.I
)
#: A program that is nothing but data.
_LITERAL = re.compile(
    r"\s*(?:module\.exports\s*=|export\s+default)\s*"
    r"""(\{(?:[\s{}\[\],:]|"[^"\\\n]*"|'[^'\\\n]*'|[A-Za-z_$][\w$]*(?=\s*:)|-?\d[\d.]*"""
    r"|(?:true|false|null)\b)*\})\s*;?\s*"
)
_LISTS = re.compile(
    r"\b(?:(?:srcExclude|exclude|ignorePatterns|IGNORE_FILES|ARTICLE_EXCLUDES|PAGE_EXCLUDES)"
    r"""\b["']?\s*[:=]|ignores\.add\()\s*"""
    r"""(?P<list>\[(?:[\s,]|"[^"]*"|'[^']*'|`[^`$]*`)*\]|["'][^"'\n]*["'](?=\s*\)))?"""
)
_HIDING_CODE = re.compile(
    r"DEFAULT_METADATA.{0,200}status"
    r"|addGlobalData\(\s*[\"'](?:permalink|draft|published|eleventyE|eleventyC)",
    re.S,
)
_SUFFIXES: Final = "|".join(map(re.escape, sorted(SUFFIXES)))
_READERS: Final[Mapping[re.Pattern[str], Callable[[str, str, SettingsFile], Iterator[Rule]]]] = {
    re.compile(r"_config\.(?:ya?ml|toml)"): _jekyll,
    re.compile(r"(?:config/_default/)?(?:hugo|config|cascade)\.(?:toml|ya?ml|json)"): _hugo,
    re.compile(rf"_index(?:\.[a-z-]+)?(?:{_SUFFIXES})"): _section,
    re.compile(r"\.(?:git|eleventy)ignore"): _ignored,
    re.compile(r"mkdocs\.ya?ml"): _mkdocs,
    re.compile(r"\.obsidian/(?:app|publish)\.json"): _obsidian,
    re.compile(r"logseq/config\.edn"): _logseq,
    re.compile(r"_data/(?:permalink|drafts?|published|eleventy[A-Z]\w+)\.\w+"): _global,
    re.compile(
        r"(?:quartz|docusaurus|eleventy)\.config\.\w+|\.eleventy\.c?js|(?:pelican|publish)conf\.py"
        r"|\.vitepress/config\.\w+|\.vuepress/config\.\w+"
    ): _program,
}
