"""Plan, load, one pass, store: on a page of our own, with a cache and a log that are dicts."""

from dataclasses import replace
from pathlib import Path

import pytest

from app import sx
from app.regions import MissingError, PageRequest, RenderContext, expand_changed, expand_page
from app.regions.loaders import declare
from app.service import sx_name
from tests.unit.web.sample_site import (
    Garden,
    LeafPage,
    LeafText,
    Somebody,
    leaf,
    render_context_of,
    twig,
)


@pytest.fixture
def garden() -> Garden:
    return Garden()


@pytest.fixture
def context(garden: Garden, tmp_path: Path) -> RenderContext:
    return render_context_of(garden, tmp_path)


HTML = (
    '<main title="ash"><p id="region-text">green None</p>'
    '<ul id="region-tags"><li>tree</li></ul><div id="region-tools">prune</div></main>'
)


def test_a_page_is_its_layout_around_its_regions(context: RenderContext) -> None:
    assert expand_page(context, leaf()).html == HTML


def test_the_pages_own_loader_decides_before_anything_else_is_asked(
    context: RenderContext, garden: Garden
) -> None:
    with pytest.raises(MissingError):
        expand_page(context, leaf(slug="oak"))
    assert garden.asked == ["page"]


def test_a_visitor_gets_what_everyone_gets_from_the_cache(
    context: RenderContext, garden: Garden
) -> None:
    first, second = expand_page(context, leaf()), expand_page(context, leaf())
    assert (first.html, second.html, garden.asked) == (
        HTML,
        HTML,
        ["page", "head", "text", "tags", "tools", "page", "head", "tags", "tools"],
    )


def test_what_is_for_editors_is_kept_for_editors_alone(
    context: RenderContext, garden: Garden
) -> None:
    for viewer in (Somebody(editor=True), Somebody(editor=True), Somebody(editor=False)):
        garden.asked.append("|")
        expand_page(context, leaf(viewer))
    assert " ".join(garden.asked) == (
        "| head page text tags tools | head page tags | page head tags tools"
    )


def test_a_change_of_a_topic_makes_what_asked_it_stale(
    context: RenderContext, garden: Garden
) -> None:
    expand_page(context, leaf())
    garden.body, garden.changes["post:ash"] = "yellow", 1
    changed = expand_page(context, leaf())
    garden.changes["post:oak"] = 2
    again = expand_page(context, leaf())
    assert (
        changed.html == again.html == HTML.replace("green", "yellow"),
        garden.asked.count("text"),
    ) == (
        True,
        2,
    )


def test_an_entry_from_a_log_that_was_longer_is_not_believed(
    context: RenderContext, garden: Garden
) -> None:
    garden.changes["other"] = 9
    expand_page(context, leaf())
    garden.changes = {"other": 3}
    expand_page(context, leaf())
    assert garden.asked.count("text") == 2


def test_another_database_meets_no_entry(context: RenderContext, garden: Garden) -> None:
    expand_page(context, leaf())
    garden.site, garden.body = "restored", "brown"
    assert "brown" in expand_page(context, leaf()).html


def test_other_sources_meet_no_entry(context: RenderContext, garden: Garden) -> None:
    expand_page(context, leaf())
    garden.body = "brown"
    assert "brown" in expand_page(replace(context, fingerprint="others"), leaf()).html


def test_another_parameter_is_another_entry(context: RenderContext, garden: Garden) -> None:
    pages = [expand_page(context, leaf(page=page)).html for page in (None, "2", "2")]
    assert ([page.count("green 2") for page in pages], garden.asked.count("text")) == ([0, 1, 1], 2)


def test_a_write_brings_exactly_the_regions_that_asked_what_changed(
    context: RenderContext,
) -> None:
    answers = [
        expand_changed(context, leaf(), changed).html
        for changed in ({"tags"}, {"post:ash", "post:oak"}, {"post:oak"})
    ]
    envelope = '<div hx-swap-oob="outerMorph target:#region-{0} strip:true">{1}</div>'
    assert answers == [
        envelope.format("tags", '<ul id="region-tags"><li>tree</li></ul>'),
        envelope.format("text", '<p id="region-text">green None</p>')
        + envelope.format("tools", '<div id="region-tools">prune</div>'),
        "",
    ]


def test_given_data_stands_in_for_the_pages_loader(context: RenderContext, garden: Garden) -> None:
    visit = PageRequest("leaf", {"slug": "oak", "page": None}, None, {}, override=LeafPage("given"))
    html = expand_page(context, visit).html
    assert (html[:20], "page" in garden.asked) == ('<main title="given">', False)


def bare(viewer: Somebody | None, slug: str) -> str:
    return slug


def with_document(slug: str, document: object) -> LeafText | None:
    return LeafText(slug)


def test_the_library_is_told_parameters_and_fields_but_not_what_is_injected() -> None:
    assert declare({"with-document": with_document}) == {
        "with-document": sx.Loader(parameters=("slug",), fields=("body",))
    }


def test_a_loader_that_gives_no_record_is_refused() -> None:
    with pytest.raises(TypeError, match="loader `bare` must say that it returns a dataclass"):
        declare({"bare": bare})


def test_a_loader_is_called_by_its_name_with_dashes() -> None:
    assert sx_name(with_document) == "with-document"


def buds(kind: str, body: str = "green") -> str:
    return f'<ul id="region-buds-{kind}"><li>{body} {kind}</li></ul>'


def swapped(target: str, html: str) -> str:
    return f'<div hx-swap-oob="outerMorph target:#{target} strip:true">{html}</div>'


def test_each_key_is_a_region_that_is_loaded_and_kept_on_its_own(
    context: RenderContext, garden: Garden
) -> None:
    first = expand_page(context, twig())
    garden.body, garden.changes["out:ash:flower"] = "yellow", 1
    second = expand_page(context, twig())
    assert (first.html, second.html) == (
        f"<main><p>0</p>{buds('leaf')}{buds('flower')}</main>",
        f"<main><p>0</p>{buds('leaf')}{buds('flower', 'yellow')}</main>",
    )
    assert " ".join(garden.asked) == "page head leaf flower page head flower"


def test_a_key_that_comes_later_is_loaded_and_the_rest_kept(
    context: RenderContext, garden: Garden
) -> None:
    expand_page(context, twig())
    garden.kinds, garden.asked = ("thorn", "leaf"), []
    html = expand_page(context, twig()).html
    assert html == f"<main><p>0</p>{buds('thorn')}{buds('leaf')}</main>"
    assert garden.asked == ["page", "head", "thorn"]


def test_a_write_brings_the_regions_of_the_keys_it_changed(context: RenderContext) -> None:
    answer = expand_changed(context, twig(), {"out:ash:flower"})
    log = swapped("log", '<p id="log">0</p>')
    assert answer.html == swapped("region-buds-flower", buds("flower")) + log


def test_a_write_brings_what_the_layout_says_and_the_widgets_own_regions_in_any_case(
    context: RenderContext, garden: Garden
) -> None:
    nothing = expand_changed(context, twig(), ())
    own = expand_changed(context, twig(), (), also=("buds-leaf", "unknown"))
    log = swapped("log", '<p id="log">0</p>')
    assert (nothing.html, own.html) == (log, swapped("region-buds-leaf", buds("leaf")) + log)
    assert garden.asked == ["page", "page", "head", "leaf"]


def test_a_write_loads_nothing_to_find_out_what_it_did_not_change(
    context: RenderContext, garden: Garden
) -> None:
    expand_page(context, twig())
    garden.body, garden.changes["out:ash:flower"], garden.asked = "yellow", 1, []
    answer = expand_changed(context, twig(), {"out:ash:flower"})
    log = swapped("log", '<p id="log">0</p>')
    assert answer.html == swapped("region-buds-flower", buds("flower", "yellow")) + log
    assert garden.asked == ["page", "head", "flower"]


def test_what_another_process_made_of_the_change_is_sent_as_it_was_kept(
    context: RenderContext, garden: Garden
) -> None:
    garden.body, garden.changes["out:ash:flower"] = "yellow", 1
    expand_page(context, twig())
    garden.asked = []
    answer = expand_changed(context, twig(), {"out:ash:flower"})
    assert swapped("region-buds-flower", buds("flower", "yellow")) in answer.html
    assert garden.asked == ["page", "head"]


def test_an_editor_is_told_the_head_of_the_log_before_anything_was_loaded(
    context: RenderContext, garden: Garden
) -> None:
    garden.changes["other"] = 7
    page = expand_page(context, twig(Somebody(editor=True)))
    changed = expand_changed(context, twig(Somebody(editor=True)), ())
    assert (page.head, "<p>7</p>" in page.html) == (7, True)
    assert (changed.head, changed.html) == (7, swapped("log", '<p id="log">7</p>'))
    assert garden.asked == ["head", "page", "leaf", "flower", "head", "page"]


def test_a_visitor_is_told_no_head(context: RenderContext, garden: Garden) -> None:
    garden.changes["other"] = 7
    answers = [expand_page(context, twig(who)) for who in (None, Somebody(editor=False))]
    assert [(answer.head, "<p>0</p>" in answer.html) for answer in answers] == [(0, True)] * 2


def test_a_key_that_the_pages_loader_gives_twice_is_its_bug(
    context: RenderContext, garden: Garden
) -> None:
    garden.kinds = ("leaf", "leaf")
    with pytest.raises(ValueError, match=r"the page `twig` .* `kinds` has a key twice"):
        expand_page(context, twig())
