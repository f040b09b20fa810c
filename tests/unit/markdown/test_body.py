"""One reading of a body gives its words, outline, pictures and links, in Markdown and in SX."""

from app import markdown
from app.markdown.body import Link, Picture
from app.markdown.outline import Heading

TEXT = """\
# One *two*

[here](/there/#x) and [[A Name#Part|words]], <https://example.org/> and ![a [link](/inner/)](/p.png)

### Three

<a href="/html/">html</a> %%[gone](/hidden/)%% `[code](/code/)`

```sx embed
(p (a :href "/embedded/" "x"))
```
"""


def test_a_text_gives_its_parts_in_their_order() -> None:
    body = markdown.read_body(TEXT, "markdown")
    assert body.outline == (Heading(2, "one-two", "One two"), Heading(3, "three", "Three"))
    assert body.pictures == (Picture("/p.png", "a link"),)
    assert body.links == (
        Link("/there/#x"),
        Link("A Name", is_name=True),
        Link("https://example.org/"),
        Link("/html/"),
        Link("/embedded/"),
    )


def test_a_document_in_sx_gives_the_same_parts() -> None:
    body = markdown.read_body('(h2 "A") (p (a :href "/b/" (img :src "/c.png" :alt "d")))', "sx")
    assert body.outline == (Heading(2, "", "A"),)
    assert body.links == (Link("/b/"),)
    assert body.pictures == (Picture("/c.png", "d"),)
