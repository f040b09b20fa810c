"""`docs/generated-code.md` shows the code that is generated, and code that is there."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import sx
from app.sx.tools import main
from tests.unit.sx.programs import library, write_files

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "generated-code.md").read_text("utf-8")
FILES = dict(re.findall(r"`app/([^`]+\.sx)`[^`]*```lisp\n(.*?)```", TEXT, re.DOTALL))
GENERATED, GENERATOR = re.findall(r"```python\n(.*?)\n```", TEXT, re.DOTALL)
LOADERS = {
    "notes-page": sx.Loader(("viewer",), ("name",)),
    "all-notes": sx.Loader((), ("heading", "notes")),
}


def test_the_code_shown_is_the_code_generated(tmp_path: Path) -> None:
    site = sx.Library.load(write_files(tmp_path, FILES), (), LOADERS)
    assert site.listing("notes/all") == GENERATED


def test_the_generator_shown_is_the_one_there_is() -> None:
    assert GENERATOR in (ROOT / "app/sx/aser/control.py").read_text("utf-8")


def test_what_is_listed_is_python(tmp_path: Path) -> None:
    compile(library(tmp_path).listing("blog/post"), "listing", "exec")


def about(tmp_path: Path, argument: str, component: str) -> str:
    """The code of a page that gives one argument to a component."""
    page = f"(defpage about :fields (name) :layout (~about/page :title {argument}))"
    files = {"pages/about.sx": page, "components/about.sx": component}
    return sx.Library.load(write_files(tmp_path, files), ()).listing("about")


@pytest.mark.parametrize("argument", ['"a"', "(upper name)", "nil"])
def test_a_typed_parameter_costs_nothing_where_the_type_is_known(
    tmp_path: Path, argument: str
) -> None:
    component = "(defcomp ~about/page (&key (title :as string nil)) (p title))"
    assert "typed(" not in about(tmp_path, argument, component)


def test_what_was_tested_for_a_string_is_escaped_at_once(tmp_path: Path) -> None:
    code = about(tmp_path, "name", "(defcomp ~about/page (&key (title :as string)) (p title))")
    assert "v3 = v2 if type(v2) is str else typed(v2, 'string', 'title', False)" in code
    assert "f'{e(v3)}'" in code


@pytest.mark.parametrize("argument", ['(str "/tags/" name)', '(str (str "/tags/" name) "/")'])
def test_a_text_is_judged_by_its_start_wherever_it_was_made(tmp_path: Path, argument: str) -> None:
    code = about(tmp_path, argument, "(defcomp ~about/page (&key title) (a :href title title))")
    assert "attribute(" not in code
    assert "'<a href=\"'" in code


@pytest.mark.parametrize("argument", ['(str name "/tags/")', "(upper name)"])
def test_a_text_of_unknown_start_is_judged_by_the_pass(tmp_path: Path, argument: str) -> None:
    code = about(tmp_path, argument, "(defcomp ~about/page (&key title) (a :href title title))")
    assert "attribute('a'" in code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ('"a" (when title "b")', "'a' + (' b' if"),
        ('"a" nil (if title "b" "c") false ""', "'a' + '' + (' b' if"),
    ],
)
def test_known_words_of_a_class_are_added(tmp_path: Path, words: str, code: str) -> None:
    component = f"(defcomp ~about/page (&key title) (p :class (class-list {words})))"
    assert code in about(tmp_path, "name", component)


@pytest.mark.parametrize("words", ['(when title "b") "a"', '"" (when title "b")', '"a" title'])
def test_other_words_are_joined_by_the_pass(tmp_path: Path, words: str) -> None:
    component = f"(defcomp ~about/page (&key title) (p :class (class-list {words}) title))"
    assert "the builtin class-list" in about(tmp_path, "name", component)


def test_a_component_that_calls_itself_counts_without_a_call(tmp_path: Path) -> None:
    component = "(defcomp ~about/page (&key title) (div (when title (~about/page :title nil))))"
    code = about(tmp_path, "name", component)
    assert "    rt.calls += 1\n    rt.turns += 1\n    if rt.turns > rt.most_turns" in code


@dataclass(frozen=True)
class Row:
    """A record with more in it than its fields."""

    title: str
    date_iso: str = "today"

    @property
    def shout(self) -> str:
        """Give what no program may ask for."""
        return self.title.upper()


def test_records_are_read_like_dicts_in_one_list() -> None:
    rows = [Row("a"), {"title": "b", "date_iso": "then"}, Row("c")]
    text = "(for (row rows) (p row.title row.date-iso))"
    html = sx.expand_program(sx.Source("x.sx", text), {"rows": rows})
    assert html == "<p>atoday</p><p>bthen</p><p>ctoday</p>"


def test_a_record_gives_no_more_than_its_fields_when_its_class_is_known() -> None:
    text = "(p row.title row.title row.shout)"
    with pytest.raises(sx.ExpandError, match="no field `shout`"):
        sx.expand_program(sx.Source("x.sx", text), {"row": Row("a")})


def test_the_command_prints_the_python_of_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "(defpage about :fields (name) :layout (~about/page :name name))"
    component = '(defcomp ~about/page (&key name)\n  (p name "\\n" (upper name)))'
    write_files(tmp_path, {"pages/about.sx": page, "components/about.sx": component})
    assert main(["expand", "--python", "about", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "# app/components/about.sx:2  (p name" in printed
    assert "def document(o):\n    v1 = rt.data['page']\n" in printed
    assert "# k3: the builtin upper\n" in printed


def test_the_command_names_the_page_that_was_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["expand", "--python", "blog/pots"]) == 1
    assert capsys.readouterr().err == "there is no page blog/pots: did you mean `blog/post`?\n"


def test_the_command_wants_a_file_or_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["expand"]) == 1
    assert capsys.readouterr().err == "name a file, or a page: --python PAGE\n"
