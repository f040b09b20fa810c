"""Text to the same text in its one layout: 2 spaces, 100 columns, comments kept.

The layout follows from the forms, their comments and the blank lines between them, never from the
previous line breaks. Strings, brackets and quote marks stay as they are.
`formatted(formatted(x)) == formatted(x)`, and both read as the same forms.
"""

from app.sx.syntax.errors import Source
from app.sx.syntax.reader import read
from app.sx.tools.formatter.layout import Layout
from app.sx.tools.formatter.tree import tree_of

__all__ = ["formatted"]


def formatted(source: Source) -> str:
    """Lay out a text; raise ReadError if it cannot be read."""
    read(source)
    return Layout(tree_of(source.text.removeprefix("\ufeff"))).text()
