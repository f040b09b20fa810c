"""How the tests of Markdown look at forms: as SX, a line for each block."""

from app import markdown, sx


def shown(text: str) -> str:
    """Write the forms of a Markdown body as SX."""
    return "\n".join(map(sx.write, markdown.document_forms(text, "markdown")))


def lines(*texts: str) -> str:
    """Join lines."""
    return "\n".join(texts)
