"""What a site keeps about itself: in whose name its entries have ids, how words were made.

Knows no address of the site: whoever asks first gives one, and a later one changes nothing.
"""

import secrets
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import delete, select

from db.kernel.models import SiteMeta
from db.kernel.session import insert_if_new, session

_TAG_AUTHORITY: Final = "tag authority"
_WORDS_RULE: Final = "rule for words"


def tag_authority() -> str | None:
    """Return what the site's tag URIs begin with after `tag:`; None before it has a name."""
    return _value(_TAG_AUTHORITY)


def name_tag_authority(host: str) -> str:
    """Return what tag URIs begin with; at the first call it is made of a host and this day.

    The form is that of RFC 4151. Random letters follow, for many sites begin on the same host.
    """
    day = datetime.now(UTC).date().isoformat()
    name = f"{host},{day}:{secrets.token_hex(8)}"
    session().execute(insert_if_new(SiteMeta).values(name=_TAG_AUTHORITY, value=name))
    return tag_authority() or name


def words_rule() -> str | None:
    """Return by which rule the words of all bodies were made last; None before the first."""
    return _value(_WORDS_RULE)


def note_words_rule(rule: str) -> None:
    """Note that the words of all bodies are made by this rule."""
    session().execute(delete(SiteMeta).where(SiteMeta.name == _WORDS_RULE))
    session().execute(insert_if_new(SiteMeta).values(name=_WORDS_RULE, value=rule))


def _value(name: str) -> str | None:
    return session().scalars(select(SiteMeta.value).where(SiteMeta.name == name)).one_or_none()
