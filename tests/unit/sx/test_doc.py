"""`doc`: what is said of names, and that something is said of each."""

from pathlib import Path

import pytest

from app.sx.builtins import BUILTINS
from app.sx.compiler.elements import MARKUP_FORMS
from app.sx.compiler.specials import SPECIALS, TOP_FORMS
from app.sx.tools import main, reference
from app.sx.tools.doc import renewed

COMPONENTS = """\
(defcomp ~cards/card (&key title (compact :as boolean false) &rest children)
  :embed true
  "A card with a title."
  (p title children))
(define (shout text) (upper text))
(defexample ~cards/card "compact"
  (~/card :title "A title" :compact true "one"
     (b "two")))
"""


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "components").mkdir()
    (tmp_path / "components" / "cards.sx").write_text(COMPONENTS)
    return str(tmp_path / "components")


def doc(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["doc", *arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


CARD = """\
(~cards/card &key title (compact :as boolean false) &rest children)
  component, components/cards.sx:1
  A card with a title.

  example: compact
    (~/card :title "A title" :compact true "one" (b "two"))
"""


@pytest.mark.parametrize("name", ["~cards/card", "cards/card", "card"])
def test_a_component(capsys: pytest.CaptureFixture[str], folder: str, name: str) -> None:
    assert doc(capsys, "--in", folder, name) == (0, CARD, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("get", "(get value key default?)\n  builtin\n  A key, field or item, or the default.\n"),
        ("+", "(+ numbers...)\n  builtin\n  Adds numbers; without any it is 0.\n"),
        ("if", "(if test then else?)\n  special form\n  Choose by a test.\n"),
        (
            "trusted",
            '(trusted "reason")\n  definition\n  Lets this file use `raw!`.\n',
        ),
        (
            "br",
            "(br :attribute value ...)\n  element\n  The element <br>. It takes no children.\n",
        ),
        (
            "blockquote",
            "(blockquote :attribute value ... child...)\n  element\n"
            "  The element <blockquote>. Attributes of its own: :cite.\n",
        ),
    ],
)
def test_the_language(capsys: pytest.CaptureFixture[str], name: str, text: str) -> None:
    assert doc(capsys, name) == (0, text, "")


def test_a_function_of_the_site(capsys: pytest.CaptureFixture[str], folder: str) -> None:
    assert doc(capsys, "--in", folder, "shout") == (
        0,
        "(define (shout text) ...)\n  definition, components/cards.sx:5\n",
        "",
    )


def test_an_unknown_name(capsys: pytest.CaptureFixture[str], folder: str) -> None:
    assert doc(capsys, "--in", folder, "slugfy") == (
        1,
        "",
        "nothing is called `slugfy`\n  hint: did you mean `slugify`?\n",
    )


def test_the_list_names_everything(capsys: pytest.CaptureFixture[str], folder: str) -> None:
    status, out, _ = doc(capsys, "--in", folder)
    listed = {line.split()[0] for line in out.splitlines() if line.startswith("  ")}
    assert status == 0
    assert listed >= {*SPECIALS, *MARKUP_FORMS, *TOP_FORMS, *BUILTINS, "~cards/card", "cards/shout"}


def test_every_form_and_builtin_is_described() -> None:
    entries = list(reference.language())
    described = [entry.name for entry in entries]
    assert set(described) >= {*SPECIALS, *MARKUP_FORMS, *TOP_FORMS, *BUILTINS}
    assert len(described) == len(set(described))
    assert all(entry.doc.endswith(".") or entry.doc.endswith("?") for entry in entries)


def test_the_helpers_of_the_site_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert doc(capsys, "url-for") == (
        0,
        "(url-for page parameters?)\n  helper\n  A helper of this site.\n",
        "",
    )


def test_tables_are_renewed_between_their_marks() -> None:
    text = "a\n<!-- doc: one -->\nold\n<!-- end -->\nb\n"
    once = renewed(text, {"one": "new\n"})
    assert once == "a\n<!-- doc: one -->\n\nnew\n\n<!-- end -->\nb\n"
    assert renewed(once, {"one": "new\n"}) == once
