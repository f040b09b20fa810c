"""Addresses in a file to addresses on the site.

A link to another file, to its folder or to a known copy of it elsewhere leads
to the post that the file became. What leads nowhere is told, and counted:
`None` leaves its words without a link.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from app import markdown
from app.importing.files import SUFFIXES, File
from app.importing.shortcodes import POST


@dataclass(frozen=True, slots=True)
class Posts:
    """Which post each path became: files, files without their suffix, and folders."""

    roots: tuple[Path, ...]
    #: Addresses under which the same files stand elsewhere, each with a slash at its end.
    bases: tuple[str, ...]
    slug_by_path: Mapping[str, str]
    #: The posts by the addresses that they had elsewhere.
    slug_by_address: Mapping[str, str]
    #: Finds the slug of a file that came with an earlier import.
    earlier: Callable[[Path], str | None]
    _paths_by_name: Mapping[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        by_name: dict[str, list[str]] = {}
        for path in sorted(self.slug_by_path):
            by_name.setdefault(os.path.basename(path), []).append(path)
        object.__setattr__(self, "_paths_by_name", by_name)

    def slug(self, path: str) -> str | None:
        """Find the post of a path, with or without a suffix or a slash."""
        plain = os.path.normpath(path)
        found = self.slug_by_path.get(plain) or self.slug_by_path.get(_bare(plain))
        return found or (self.earlier(Path(plain)) if os.path.isfile(plain) else None)

    def named(self, name: str) -> str | None:
        """Find the post of a file by its name, or by the end of its path."""
        bare = _bare(os.path.normpath(name).lstrip("/"))
        paths = self._paths_by_name.get(os.path.basename(bare), ())
        return next((self.slug_by_path[p] for p in paths if f"/{p}".endswith(f"/{bare}")), None)


def paths_of(file: File) -> tuple[str, ...]:
    """Return the paths under which others link to a file."""
    path = str(file.path)
    return (path, _bare(path), *((str(file.path.parent),) if file.is_index else ()))


def _bare(path: str) -> str:
    stem, suffix = os.path.splitext(path)
    return stem if suffix.lower() in SUFFIXES else path


@dataclass(slots=True)
class Links:
    """The addresses of one file, and those of them that lead nowhere."""

    file: File
    posts: Posts
    #: The addresses that the file had elsewhere, first that which its links begin at.
    own: tuple[str, ...] = ()
    broken: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def addresses(self) -> markdown.LinkTargets:
        """Return the functions that say where links and pictures lead."""
        return markdown.LinkTargets(link=self.link, image=self.image)

    def link(self, address: str) -> str | None:
        """Return where a link leads on the site; None when it leads nowhere."""
        if address.startswith("#"):
            return address
        if address.startswith(POST):
            return self._named(address.removeprefix(POST))
        if not _is_url(address):
            return address
        found = self._post(address)
        if found is not None or _is_absolute(address):
            return found or address
        elsewhere = self._elsewhere(address)
        if elsewhere is None:
            self.broken.append(address)
        return elsewhere

    def image(self, address: str) -> str | None:
        """Return where a picture comes from; None when it is nowhere to be had."""
        if not _is_url(address) or address.startswith(POST):
            self.missing.append(address)
            return None
        if address.startswith("//"):
            return f"https:{address}"
        if _is_absolute(address):
            return f"https:{address[5:]}" if address.lower().startswith("http:") else address
        elsewhere = self._elsewhere(address)
        if elsewhere is None:
            self.missing.append(address)
        return elsewhere

    def _post(self, address: str) -> str | None:
        parts = urlsplit(address)
        fragment = f"#{markdown.anchor(unquote(parts.fragment))}" if parts.fragment else ""
        found = (self.posts.slug(path) for path in self._paths(address))
        slug = next((slug for slug in found if slug), None) or self._at(address)
        return f"/{slug}/{fragment}" if slug else None

    def _at(self, address: str) -> str | None:
        """Find the post that had an address of this site elsewhere."""
        bare = address.partition("#")[0].partition("?")[0]
        if _is_absolute(address):
            bases = [base for base in self.posts.bases if _is_below(bare, base)]
            path = bare[len(bases[0]) :] if bases else ""
        else:
            path = urljoin(self.own[0] if self.own else "/", bare) if bare else ""
        return self.posts.slug_by_address.get(unquote(path).strip("/"))

    def _named(self, address: str) -> str | None:
        """Lead to a file that is named where it is not said in which folder."""
        found = self._post(address)
        path, _, fragment = unquote(address).partition("#")
        slug = self.posts.named(path) if found is None and path else None
        if slug is not None:
            return f"/{slug}/" + (f"#{markdown.anchor(fragment)}" if fragment else "")
        if found is None:
            self.broken.append(address)
        return found

    def _paths(self, address: str) -> list[str]:
        """Return the paths that an address may mean, in this folder or below the roots."""
        parts = urlsplit(address)
        if not _is_absolute(address):
            path = unquote(parts.path)
            if not path:
                return []
            if not path.startswith("/"):
                # A page whose address ends in a slash is one level deeper than its file.
                deeper = [] if self.file.is_index else [self.file.path.with_suffix("")]
                return [os.path.join(base, path) for base in (self.file.path.parent, *deeper)]
            return [os.path.join(root, path.lstrip("/")) for root in self.posts.roots]
        bare = unquote(address.partition("#")[0].partition("?")[0])
        inside = [bare[len(base) :] for base in self.posts.bases if _is_below(bare, base)]
        return [os.path.join(root, path) for path in inside for root in self.posts.roots]

    def _elsewhere(self, address: str) -> str | None:
        """Lead to the copy on a known host; without one, only the site's own paths lead on."""
        if not address.strip():
            return None
        if self.posts.bases:
            folder = self.file.path.parent.relative_to(self.file.root).as_posix()
            here = urljoin(self.posts.bases[0], "" if folder == "." else f"{folder}/")
            return urljoin(here, address)
        return address if address.startswith("/") else None


def _is_url(address: str) -> bool:
    """Tell an address that can be taken apart, which `http://[` cannot."""
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _is_absolute(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc)


def _is_below(address: str, base: str) -> bool:
    return address.startswith(base) or f"{address}/" == base
