"""Rules that lose nothing where markdown-it would: deep nesting, and rows with too many cells.

What is nested deeper than anyone reads is a paragraph of its words, with the signs in front of
them. A row of a table keeps the cells beyond those of the heading.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.token import Token

#: Blocks open at once: a quote is one, a list is two.
DEEPEST = 40
#: What the parser itself must never reach: there it drops the rest without a word.
_PARSERS_LIMIT = DEEPEST + 10


def _deep(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    if silent or state.level < DEEPEST:
        return False
    after = first + 1
    while after < end and not state.isEmpty(after) and state.sCount[after] >= state.blkIndent:
        after += 1
    state.push("paragraph_open", "p", 1).map = [first, after]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(first, after, state.blkIndent, False).strip()
    inline.map, inline.children = [first, after], []
    state.push("paragraph_close", "p", -1)
    state.line = after
    return True


def _whole_table(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    start = len(state.tokens)
    if not table(state, first, end, silent):
        return False
    if not silent:
        tokens = state.tokens[start:]
        del state.tokens[start:]
        columns, row = sum(token.type == "th_open" for token in tokens), tokens[0]
        for token in tokens:
            row = token if token.type == "tr_open" else row
            if token.type == "tr_close":
                state.tokens += _cells(state, row, columns)
            state.tokens.append(token)
    return True


def _cells(state: StateBlock, row: Token, columns: int) -> list[Token]:
    """Make cells of what a row has more than its table."""
    line = row.map[0] if row.map else 0
    cells = escapedSplit(getLine(state, line).strip())
    cells = cells[cells[0] == "" :]
    cells = cells[: len(cells) - (cells[-1:] == [""])]
    made: list[Token] = []
    for words in cells[columns:]:
        made += (
            Token("td_open", "td", 1, level=row.level + 1),
            Token("inline", "", 0, map=row.map, content=words.strip(), children=[]),
            Token("td_close", "td", -1, level=row.level + 1),
        )
    return made


def whole_plugin(md: MarkdownIt) -> None:
    """Put the rules in front of the parser's own, or in their place."""
    md.options["maxNesting"] = _PARSERS_LIMIT
    md.block.ruler.before("table", "deep", _deep)
    md.block.ruler.at("table", _whole_table, {"alt": ["paragraph", "reference"]})
