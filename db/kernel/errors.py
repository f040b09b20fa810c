"""The errors of the database, in words that a page may show.

Knows no SQL and no library: callers catch these and nothing of SQLAlchemy's. Every message is one
sentence for a person, without a full stop.
"""


class DbError(Exception):
    """The database refuses a request."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(DbError):  # noqa: N818 - the name says what happened
    """The post, user or kind that was named does not exist."""


class Conflict(DbError):  # noqa: N818 - the name says what happened
    """Somebody else was first: an older `rev`, a taken name, a later change."""


class NotAllowed(DbError):  # noqa: N818 - the name says what happened
    """The site needs what would be lost."""


class Invalid(DbError):  # noqa: N818 - the name says what happened
    """A value breaks a rule; the message says which."""


class UnknownKind(Invalid):
    """No kind of relation has this name."""


class Unavailable(DbError):  # noqa: N818 - the name says what happened
    """The database does not answer now: it is away, too busy or too slow."""
