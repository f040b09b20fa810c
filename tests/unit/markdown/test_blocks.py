"""Paragraphs, lists, quotes, code, tables: Markdown in, the forms of a document out."""

from tests.unit.markdown.shown import lines, shown


def test_an_empty_text_is_no_form() -> None:
    assert shown(" \n\n") == ""


def test_paragraphs_stand_side_by_side() -> None:
    assert shown("one\ntwo\n\nthree") == lines('(p "one\\ntwo")', '(p "three")')


def test_a_tight_list_has_no_paragraphs() -> None:
    assert shown("- a\n- b\n  - c") == '(ul (li "a") (li "b" (ul (li "c"))))'


def test_a_loose_list_has_paragraphs() -> None:
    assert shown("3. a\n\n   b") == '(ol :start 3 (li (p "a") (p "b")))'


def test_tasks_are_marks_with_a_name() -> None:
    assert shown("- [x] a\n- [ ] b\n- c") == (
        '(ul (li :class "task-item" (span :class "task" :role "img" :aria-label "done" "☑") " a")'
        ' (li :class "task-item" (span :class "task" :role "img" :aria-label "to do" "☐") " b")'
        ' (li "c"))'
    )


def test_brackets_that_are_no_task_stay() -> None:
    assert shown(r"- \[x] a" + "\n- [x](/y) b") == (
        '(ul (li "[x] a") (li (a :href "/y" "x") " b"))'
    )


def test_quotes_nest() -> None:
    assert shown("> a\n> > b") == '(blockquote (p "a") (blockquote (p "b")))'


def test_a_rule_is_a_void_element() -> None:
    assert shown("a\n\n---") == lines('(p "a")', "(hr)")


def test_indented_code_has_no_language() -> None:
    assert shown("    a <b>\n\n    c") == '(pre :tabindex "0" (code "a <b>\\n\\nc"))'


def test_a_table_can_be_scrolled_with_the_keyboard() -> None:
    assert shown("| a | b |\n|--:|---|\n| 1 | *2* |") == (
        '(div :class "table" :role "group" :aria-label "Table" :tabindex "0"'
        ' (table (thead (tr (th :scope "col" :class "align-right" "a") (th :scope "col" "b")))'
        ' (tbody (tr (td :class "align-right" "1") (td (em "2"))))))'
    )


def test_a_heading_cell_without_words_heads_nothing() -> None:
    assert shown("|  | b |\n|:-:|---|") == (
        '(div :class "table" :role "group" :aria-label "Table" :tabindex "0"'
        ' (table (thead (tr (td :class "align-center") (th :scope "col" "b")))))'
    )


def test_a_table_without_any_heading_has_only_a_body() -> None:
    assert shown("|  |  |\n|---|---|\n| 1 | 2 |") == (
        '(div :class "table" :role "group" :aria-label "Table" :tabindex "0"'
        ' (table (tbody (tr (td "1") (td "2")))))'
    )
