"""Tags of site generators, boxes and attributes: what they show is Markdown, code stays."""

import time
from pathlib import Path

import pytest

from app.importing import run
from app.importing.dialects import translate
from db.engine import Database
from db.graph import queries
from tests.unit.importing.conftest import Write

CODE = """`{% raw %}` and ``{{< ref `a` >}}``

```
{{< figure src=a >}}
!!! note
    a
{: .b}
```

    {{ secrets.KEY }} {% if %}

    !!! note
        a {.b}

- An item

      {{< figure src=a >}}
      {# no comment #}
      id:: 5
"""

INDENTED = """{{< note >}}
    {{< youtube a >}}

    b
{{< /note >}}

!!!  tip
    c

    {{< youtube d >}}

        {{< youtube e >}}

[^1]: f

    {{< youtube g >}}
"""

TRANSLATIONS = {
    "a program of Liquid": (
        "Look:\n\n{% highlight python linenos %}\nf(__x__)\n\n    # no heading\n"
        "{% endhighlight %}\nEnd.",
        "Look:\n\n```python\nf(__x__)\n\n    # no heading\n```\n\nEnd.",
    ),
    "a program that holds a fence": (
        "{{< highlight md >}}\n```\na\n```\n{{< /highlight >}}",
        "````md\n```\na\n```\n````\n",
    ),
    "a program within a sentence": (
        "Say {{< highlight go >}}x := 1{{< /highlight >}} now",
        "Say \n\n```go\nx := 1\n```\n now",
    ),
    "what is raw": ("{% raw %}{{ kept }} {% if %}{% endraw %}", "{{ kept }} {% if %}"),
    "a comment": ("a{% comment %} b {% endcomment %}c{{% comment %}}d{{% /comment %}}", "ac"),
    "an address of the site": (
        "[a]({{ site.baseurl }}/docs/) [b]({{ '/b.html' | relative_url }})",
        "[a](/docs/) [b](/b.html)",
    ),
    "names of posts": (
        '[a]({% post_url 2014-01-01-old %}) [b]({{< ref "b.md#top" >}}) '
        "[c]({% link _posts/c d.md %})",
        "[a](post:2014-01-01-old) [b](post:b.md#top) [c](post:_posts/c%20d.md)",
    ),
    "a picture": (
        '{{< figure src="/a b.png" alt="A [boat]" caption="At *sea*" link="/x" >}}',
        "[![A \\[boat\\]](</a b.png>)](/x)\n\nAt *sea*",
    ),
    "a picture that its caption tells": (
        '{{< figure src="/a.png" caption="At sea" >}}',
        "![](/a.png)\n\nAt sea",
    ),
    "players": (
        '{{< youtube id="abc" >}} {% gist ada/12 %} {{< gist ada 12 >}} '
        "{{< tweet user='ada' id='5' >}}",
        "[Video on YouTube](https://www.youtube.com/watch?v=abc)"
        " [Code on GitHub](https://gist.github.com/ada/12)"
        " [Code on GitHub](https://gist.github.com/ada/12)"
        " [Post on X](https://twitter.com/ada/status/5)",
    ),
    "boxes of Hugo, one in the other": (
        '{{% notice warning "Deep" %}}\na\n{{< details "More" >}}\nb\n{{< /details >}}\n'
        "{{% /notice %}}",
        "> [!warning] Deep\n> a\n> > [!info]- More\n> > b\n",
    ),
    "boxes of one name": (
        "{{< note >}}a\n{{< note >}}b{{< /note >}}\nc{{< /note >}}",
        "> [!note]\n> a\n> > [!note]\n> > b\n>\n> c\n",
    ),
    "a tag that is shown": ("{{</* ref x */>}}", "{{< ref x >}}"),
    "code": (
        CODE,
        CODE,
    ),
    "what is indented and no code": (
        INDENTED,
        "> [!note]\n> [Video on YouTube](https://www.youtube.com/watch?v=a)\n>\n> b\n\n\n"
        "> [!tip]\n> c\n>\n> [Video on YouTube](https://www.youtube.com/watch?v=d)\n>\n"
        ">     {{< youtube e >}}\n\n"
        "[^1]: f\n\n    [Video on YouTube](https://www.youtube.com/watch?v=g)\n",
    ),
    "boxes of MkDocs": (
        '!!! warning "Deep"\n    Mind *it*.\n\n    - one\n\n??? note\n    Folded.\n\nAfter.',
        "> [!warning] Deep\n> Mind *it*.\n>\n> - one\n\n> [!note]-\n> Folded.\n\nAfter.",
    ),
    "boxes between colons": (
        ':::tip[Do it]\na\n:::\n::: {.callout-note title="Hear"}\nb\n:::: danger\nc\n::::\n:::',
        "> [!tip] Do it\n> a\n\n> [!note] Hear\n> b\n> > [!danger]\n> > c\n",
    ),
    "colons that close nothing": ("::: note\nText.", "::: note\nText."),
    "attributes": (
        'Text\n{: .note }\n![a](b){width=50% .wide} [c](d){: target="_blank"} `{#e}` {f}\n'
        "* TOC\n{:toc}",
        "Text\n![a](b) [c](d) `{#e}` {f}",
    ),
    "tabs": (
        '=== "A"\n\n    a\n\n    ``` c\n    x\n    ```\n\n'
        '=== ":octicons-file-16: `B`"\n\n    - b\n\nc\n===',
        "**A**\n\na\n\n``` c\nx\n```\n\n**`B`**\n\n- b\n\nc\n===",
    ),
    "tabs in a box": (
        '!!! note inline end "Two"\n    === "A"\n        a\n    === "B"\n        b',
        "> [!note] Two\n> **A**\n>\n> a\n>\n> **B**\n>\n> b\n",
    ),
    "icons and attributes": (
        'a :material-clock:{ .lg } b :smile:{ title="x" }\n{ .annotate }\n`:material-x:` {x=1}',
        "a  b :smile:\n`:material-x:` {x=1}",
    ),
    "a title with attributes": (":::note[A **b**]{.c}\na\n:::", "> [!note] A **b**\n> a\n"),
    "a program in a list": (
        "- a\n\n  {% highlight c %}\n  x\n    y\n\n  z\n  {% endhighlight %}\n\n- b",
        "- a\n\n  ```c\n  x\n    y\n\n  z\n  ```\n\n\n- b",
    ),
    "a program in a quote": (
        "> {{< highlight c >}}\n> x\n>\n> y\n> {{< /highlight >}}\n> z",
        "> ```c\n> x\n>\n> y\n> ```\n>\n> z",
    ),
    "a box in a list": (
        "1. {{< notice tip >}}\n   x\n   {{< /notice >}}\n   after",
        "1. > [!tip]\n   > x\n\n   after",
    ),
    "addresses of other posts": (
        "[a]({{ site.baseurl }}{% post_url b %}) {% post_url c %} (see {% link _d/e f.md %})\n"
        '<a href="{{< ref "g" >}}">h</a>\n\n[i]: {% post_url j %}',
        "[a](post:b) [c](post:c) (see [_d/e f.md](post:_d/e%20f.md))\n"
        '<a href="post:g">h</a>\n\n[i]: post:j',
    ),
    "comments of template languages": (
        "a{{/* x */}} b{# x\n#} c{% # x %} d{{!-- x --}} e{/* x */} f{>>x<<} g{{- /* x */ -}}\n"
        "{::comment}\nx\n{:/comment} h{::comment}x{:/} `{# y #}` {# z",
        "a b\n c d e f g\n\n\n h `{# y #}` {# z",
    ),
    "divs of Pandoc": (
        '::: {#a .note}\nb\n:::\n:::: {.columns}\n::: {.column width="40%"}\nc\n:::\n::::\n'
        "::: {.callout-tip}\n## Do *it*\nd\n:::",
        "> [!note]\n> b\n\n\n\nc\n\n\n> [!tip] Do *it*\n> d\n",
    ),
    "boxes of MyST": (
        "````{tip}\n:class: wide\n\n```{note} One\ntwo\n```\n````\n"
        "```{admonition} Deep *water*\n---\nclass: warning\n---\na\n```\n"
        ":::{dropdown} More\nb\n:::\n- c\n\n  ```{note}\n  d\n  ```",
        "> [!tip]\n> > [!note]\n> > One\n> >\n> > two\n\n> [!warning] Deep *water*\n> a\n\n"
        "> [!info]- More\n> b\n\n- c\n\n  > [!note]\n  > d\n",
    ),
    "pictures and programs of MyST": (
        "```{figure} a b.png\n:alt: A\n:width: 3\n\nBelow\n```\n\n"
        "```{code-block} python\n:linenos:\n\n{{ x }}\n```\n\n:::{image} c.png\n:::",
        "![A](a%20b.png)\n\nBelow\n\n```python\n{{ x }}\n```\n\n![](c.png)",
    ),
    "comments and targets of MyST": (
        "(top)=\n# A\n% hidden\nb {doc}`c`\n\n```\n% shown\n```",
        "# A\nb {doc}`c`\n\n```\n% shown\n```",
    ),
    "no comments of others": ("% of b", "% of b"),
    "languages in braces": (
        "```{r, echo=FALSE}\n: x\n```\n\n~~~ {.python .numbers}\n{x}\n~~~\n",
        "```r\n: x\n```\n\n```python\n{x}\n```\n",
    ),
    "definitions": (
        "Before.\n\nA *b*\n: c\n  d\n: e\n\nF\n\n:   g\n\n    - h\n\n            i\n\n"
        "j\n: k\nAfter\n\nl",
        "Before.\n\n\n**A *b***\n\nc\nd\n\ne\n\n\n**F**\n\ng\n\n- h\n\n        i\n\n\n**j**\n\n"
        "k\nAfter\n\nl",
    ),
    "colons that define nothing": (
        "- a\n: b\n\n| c |\n: d\n\n`x`: y\n:z\n\n```\nA\n: b\n```",
        "- a\n: b\n\n| c |\n: d\n\n`x`: y\n:z\n\n```\nA\n: b\n```",
    ),
    "a table of contents": ("[TOC]\n\n[[_TOC_]]\na [TOC]", "\na [TOC]"),
    "the ids of headings": (
        "## A {#setup}\n## B {.unnumbered}\n## C {#c .d}\n## E\n{: #below }",
        "## A {#setup}\n## B\n## C {#c}\n## E {#below}",
    ),
}


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_a_text_is_written_as_the_site_reads_it(name: str) -> None:
    text, written = TRANSLATIONS[name]
    assert translate(text, 1).text == written
    assert translate(text, 1).notes == ()


def test_what_is_not_known_stays_and_is_named_by_its_line() -> None:
    text = (
        "a {% include figure.html %}\n\n{{ page.title }}\n"
        "{{< notice note >}}\n{{< gallery >}}\n{{< /notice >}}\n{% raw %}"
    )
    translation = translate(text, 10)
    assert [(note.words, note.line) for note in translation.notes] == [
        ("`{% include` is not known here and stays", 10),
        ("`{{ page.title` is not known here and stays", 12),
        ("`{{< gallery` is not known here and stays", 14),
        ("`{% raw` is not known here and stays", 16),
    ]
    assert "{% include figure.html %}" in translation.text


def test_what_takes_in_another_file_is_named_by_its_line() -> None:
    text = (
        '---8<--- "a.md"\n;--8<-- "shown"\n{!b.md!}\n```{toctree}\nc\n```\n{{ page.d }}\n'
        '```py\n--8<-- "e.py"\n```\n```{note}\n```'
    )
    translation = translate(text, 5)
    assert [(note.words.split()[0], note.line) for note in translation.notes] == [
        ("`---8<---`", 5),
        ("`{!b.md!}`", 7),
        ("`{toctree}`", 8),
        ("`{{", 11),
        ("`--8<--`", 13),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "{% raw %}" * 20_000,
        "{{<" * 60_000,
        "{% a " * 40_000,
        "`" * 200_000,
        "``` \n" * 30_000,
        "{{ " * 60_000,
        "::: note\n" * 3000,
        "{: a\n" * 40_000,
        "# a {" * 40_000,
        "{# a " * 40_000,
        "{/* " * 40_000,
    ],
    ids=lambda text: text[:12],
)
def test_marks_that_nothing_closes_stay(text: str) -> None:
    """They are looked at once: this would not end if each were looked for to the end."""
    assert translate(text, 1).text == text


def test_an_address_that_nobody_knows_costs_the_link(write: Write, database: Database) -> None:
    path = write("a.md", "[b]({{ site.repository }}/c) ![d]({{ e | f }}) [g]: x = {{ h }}")
    report = run(database, [path])
    with database.reading():
        view = queries.post("a")
    assert view is not None
    assert view.body == "b d [g]: x = {{ h }}"
    assert [len(report.broken_links), len(report.broken_images), len(report.notes)] == [1, 1, 3]


def test_boxes_deeper_than_any_author_writes_them_stay() -> None:
    text = "{{< note >}}" * 3000 + "x" + "{{< /note >}}" * 3000
    assert "x" in translate(text, 1).text


CASES = Path(__file__).parent / "cases"

BODIES = {
    "11-liquid-highlight": {
        "code": [
            "```python\ndef f(__x__):\n    # not a heading\n    return [a](b) * c * d\n```",
            "{{ kept }}",
            "[old](/old/)",
        ]
    },
    "12-hugo-shortcodes": {
        "a": [
            "[B](/b/) and [B again](/b/)",
            "[Video on YouTube](https://www.youtube.com/watch?v=",
            "> [!tip]\n> Mind the *tide*.",
            "```go\nx := a*b*c\n```",
        ]
    },
    "13-admonitions": {
        "id": ["## Setup steps {#setup}\n", "[m](/m/)", "Text\n"],
        "m": ["> [!warning] Deep\n> Mind the *tide*.", "> [!tip] "],
    },
}
HIDDEN = ("{%", "{{<", ":::", "!!!", "{: ", "post:")


@pytest.mark.parametrize("name", BODIES)
def test_a_folder_of_another_tool_is_led_to_its_posts(database: Database, name: str) -> None:
    report = run(database, [CASES / name])
    with database.reading():
        posts = {slug: queries.post(slug) for slug in BODIES[name]}
    bodies = {slug: post.body for slug, post in posts.items() if post is not None}
    for slug, parts in BODIES[name].items():
        assert [part for part in parts if part not in bodies[slug]] == []
        assert [mark for mark in HIDDEN if mark in bodies[slug]] == []
    assert report.broken_links == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        ":::note\n" * 6_000,
        "\n".join(":" * (3 + number % 50) + "note" for number in range(6_000)),
        ":::note\n" * 4_000 + ":::\n" * 4_000,
        "\n".join("    " * level + "!!! note" for level in range(400)),
        "a\n: b\n" * 6_000,
        "\n".join("    " * level + "a\n" + "    " * level + ":   b" for level in range(200)),
        "```{note}\n" * 3_000,
        "# x" + " " * 60_000 + "{#a",
        "# " + "{a} " * 10_000,
    ],
)
def test_no_box_takes_long_or_is_too_deep(text: str) -> None:
    began = time.process_time()
    translate(text, 1)
    assert time.process_time() - began < 5


def test_a_box_ends_with_its_own_colons() -> None:
    text = ":::note\na\n:::tip\nb\n:::\nc\n:::\nd\n:::\n"
    assert translate(text, 1).text.split("\n") == [
        "> [!note]", "> a", "> > [!tip]", "> > b", ">", "> c", "", "d", ":::", "",
    ]  # fmt: skip
