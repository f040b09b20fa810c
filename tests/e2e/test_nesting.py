"""The rules of nesting against the parser of a real browser: no miss and no false alarm."""

from playwright.sync_api import Browser

from tests.unit.sx.nestings import READ, Chain, deep_chains, may_stand, pairs, written


def differing(browser: Browser, chains: list[Chain]) -> list[str]:
    """Give the chains on which the rules and this browser do not agree."""
    page = browser.new_page()
    wrong = []
    for some in batches(chains):
        pages = [written(chain) for chain in some]
        answers = page.evaluate(READ, [text for text, _ in pages])
        for chain, (_, wanted), found in zip(some, pages, answers, strict=True):
            if may_stand(chain) != (found == wanted):
                wrong.append(" > ".join(chain))
    page.close()
    return wrong


def batches(chains: list[Chain], size: int = 2_000) -> list[list[Chain]]:
    return [chains[start : start + size] for start in range(0, len(chains), size)]


def test_a_browser_gives_back_exactly_the_pairs_that_the_rules_allow(browser: Browser) -> None:
    assert differing(browser, list(pairs())) == []


def test_a_browser_agrees_about_deep_chains(browser: Browser) -> None:
    assert differing(browser, list(deep_chains(seed=11, count=8_000))) == []
