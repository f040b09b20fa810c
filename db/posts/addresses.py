"""The addresses that a post had elsewhere or before, which redirect as long as no page has them.

An address is a path of any number of segments, compared without case, without outer slashes,
decoded and composed (NFC); host, query and fragment do not count. An address leads to one post:
the first that had it. Knows no page: a lookup is not cached, so it records no topics.
"""

import re
from collections.abc import Collection
from typing import Final
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from sqlalchemy import bindparam, delete, insert, select

from db.kernel.models import Address, Node, visible_to
from db.kernel.session import session
from db.kernel.text import clean

#: The most characters of an address.
LONGEST: Final = 500

_SLASHES = re.compile("/+")
_CONTROLS = re.compile("[\x00-\x1f\x7f]")

_AT: Final = (
    select(Node.slug)
    .join(Address, Address.post_id == Node.id)
    .where(Address.path == bindparam("path"))
)
_AT_FOR: Final = {public: _AT.where(visible_to(public)) for public in (True, False)}


def post_at(path: str, public: bool) -> str | None:
    """Return the slug of the post that had this decoded path; a draft's where not only `public`."""
    plain = _plain(path)
    if plain is None:
        return None
    return session().scalars(_AT_FOR[public], {"path": plain}).one_or_none()


def slug_of(uuid: str) -> str | None:
    """Return the slug that the post of a UUID has now; None when it is gone."""
    return session().scalars(_OF_UUID, {"uuid": clean(uuid)}).one_or_none()


_OF_UUID: Final = select(Node.slug).where(Node.uuid == bindparam("uuid"))


def addresses_of(slug: str) -> tuple[str, ...]:
    """List the old addresses of a post, each with a slash in front."""
    of_post = select(Address.path).join(Node, Node.id == Address.post_id)
    paths = session().scalars(of_post.where(Node.slug == clean(slug)).order_by(Address.path))
    return tuple(f"/{path}" for path in paths)


def put(post_id: int, addresses: Collection[str]) -> None:
    """Give a post these old addresses and no others; skip invalid ones and those of other posts."""
    paths = {plain for each in addresses if (plain := plain_address(each)) is not None}
    there = dict(session().execute(_OWNERS, {"post": post_id, "paths": [*paths]}).all())
    gone = [path for path, owner in there.items() if owner == post_id and path not in paths]
    if gone:
        session().execute(delete(Address).where(Address.path.in_(gone)))
    new = [{"path": path, "post_id": post_id} for path in sorted(paths) if path not in there]
    if new:
        session().execute(insert(Address), new)


def plain_address(address: str) -> str | None:
    """Return an address, as people write it, in the form that is compared; None for no path."""
    try:
        path = urlsplit(address.strip()).path
    except ValueError:
        return None
    return _plain(unquote(path))


def _plain(path: str) -> str | None:
    plain = normalize("NFC", clean(_SLASHES.sub("/", path).strip("/")).lower())
    is_path = _CONTROLS.search(plain) is None and ".." not in plain.split("/")
    return plain if is_path and 0 < len(plain) <= LONGEST else None


_OWNERS: Final = select(Address.path, Address.post_id).where(
    (Address.post_id == bindparam("post")) | Address.path.in_(bindparam("paths", expanding=True))
)
