"""HTML text to a list of tokens that is the same for every way to write the same page."""

from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "source"}


class Tokens(HTMLParser):
    """Collects tags with sorted attributes, and text with its blanks folded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[object] = []
        self._text: list[str] = []

    def _close_text(self) -> None:
        folded = " ".join("".join(self._text).split())
        if folded:
            self.found.append(folded)
        self._text.clear()

    def handle_decl(self, decl: str) -> None:
        """Keep the document type."""
        self._close_text()
        self.found.append(("declaration", decl.lower()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag with its attributes in order of their names."""
        self._close_text()
        self.found.append((tag, tuple(sorted((name, value or "") for name, value in attrs))))

    def handle_endtag(self, tag: str) -> None:
        """Keep the end of an element that has one."""
        self._close_text()
        if tag not in VOID:
            self.found.append(("end", tag))

    def handle_data(self, data: str) -> None:
        """Gather text until the next tag."""
        self._text.append(data)


def tokens(html: str) -> list[object]:
    """The canonical form of a page."""
    parser = Tokens()
    parser.feed(html)
    parser.close()
    return parser.found
