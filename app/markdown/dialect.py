"""The site's Markdown as a parser: `dialect` makes one.

CommonMark with tables, strikethrough, footnotes and task lists, HTML by an
allow-list, and what gardens of notes write besides: links by name, callouts, marks,
ids of blocks. Knows nothing of comments, limits and forms.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from app.markdown.block_ids import block_id_plugin
from app.markdown.callouts import callout_plugin
from app.markdown.html_rules import html_plugin, html_reading_plugin
from app.markdown.marks import mark_plugin
from app.markdown.whole import whole_plugin
from app.markdown.wikilinks import wikilink_plugin

_TASK = re.compile(r"\[([ xX])\]\s")


# The plugin for task lists looks for the list of each item from the item backwards: a long list
# took it minutes. This is the same rule in one pass.
def _mark_tasks(state: StateCore) -> None:
    tokens = state.tokens
    for item, paragraph, content in zip(tokens, tokens[1:], tokens[2:], strict=False):
        opened = item.type == "list_item_open" and paragraph.type == "paragraph_open"
        match = _TASK.match(content.content) if opened else None
        words = content.children or []
        if match and words[0].type == "text" and words[0].content.startswith(match[0].rstrip()):
            words[0].content = words[0].content[len("[x]") :]
            words.insert(0, Token("task", "", 0, meta={"done": match[1] != " "}))
            item.meta["task"] = True


def dialect(*, raw: bool = False) -> MarkdownIt:
    """Make a parser of the site's Markdown; a `raw` one leaves the tags of HTML as they are."""
    made = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    made.use(footnote_plugin, inline=False)
    made.core.ruler.after("inline", "tasks", _mark_tasks)
    for plugin in (whole_plugin, wikilink_plugin, mark_plugin, callout_plugin, block_id_plugin):
        made.use(plugin)
    made.use(html_reading_plugin)
    return made if raw else made.use(html_plugin)
