"""A moment to a UUID of version 7 (RFC 9562, section 5.7), which sort by time.

Knows no table. Moments count in milliseconds; UUIDs of the same one have no order.
"""

import secrets
from datetime import UTC, datetime
from uuid import UUID


def uuid_at(moment: datetime) -> str:
    """Return a new UUID of an aware moment, in its usual form; before 1970 counts as 1970."""
    milliseconds = max(int(moment.timestamp() * 1000), 0)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return str(UUID(int=value | 0b10 << 62 | secrets.randbits(62)))


def new_uuid() -> str:
    """Return a new UUID of the current moment."""
    return uuid_at(datetime.now(UTC))
