"""Words to posts: keeps the search index, finds by it, and marks what was found.

Knows no page and makes no HTML: what was found comes as parts, marked or not.

The words of a text are folded and cut by `db.kernel.text`, for both databases. SQLite's FTS5
gets them joined by spaces, with a tokenizer that cuts at nothing else. PostgreSQL gets a
tsvector whose lexemes and places are written out, which is what its `simple` configuration
would do if its parser did not read urls, versions and signed numbers in its own way. So
both hold the same words, and a question, quoted for each, finds the same posts in both.

A post is found when every word of the question is in it or begins a word in it; whole
words, and words in the title, then the summary, count for more.
"""

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import accumulate, count, takewhile

from sqlalchemy import CTE, Float, Integer, Text, TextClause, func, select, text

from db.kernel.models import DRAFT, WHOLE_POSTS, Node, Post, visible_to
from db.kernel.records import Listing
from db.kernel.session import is_sqlite, rows_of, session
from db.kernel.text import spans, words

#: A question is cut after this many characters, and its words after this many words.
LONGEST_QUESTION = 200
MOST_WORDS = 10

#: A word of the question this long or longer also finds words that it begins.
SHORTEST_PREFIX = 2

#: How much of a text is indexed, in words and in bytes: PostgreSQL has a limit of 1 MB.
_INDEXED_WORDS = 30_000
_INDEXED_BYTES = 400_000
_SUMMARY_WORDS = 1_000

#: How much of a post's text is searched for an excerpt, and how long the excerpt is.
_EXCERPT_SOURCE = 40_000
_EXCERPT = 240
_LEAD = 60

#: Words beyond this many in one text are not marked.
_MOST_HITS = 200

_SHOWN = func.substr(func.coalesce(Post.plain, Post.body), 1, _EXCERPT_SOURCE, type_=Text)

_INDEX_ON_SQLITE = text(
    "INSERT OR REPLACE INTO search_words (rowid, title, summary, body)"
    " VALUES (:post_id, :title, :summary, :body)"
)
_INDEX_ON_POSTGRESQL = text(
    "INSERT INTO search_words (post_id, words) VALUES (:post_id, CAST(:words AS tsvector))"
    " ON CONFLICT (post_id) DO UPDATE SET words = EXCLUDED.words"
)
#: What a word counts for in title, summary and body; the best rank is the lowest.
_FIND_ON_SQLITE = text(
    "SELECT rowid AS post_id, bm25(search_words, 40, 10, 1) AS rank"
    " FROM search_words WHERE search_words MATCH :question"
)
#: The weights of D (not used), C, B and A. Whole words and beginnings are ranked apart, for
#: in one question they would count as one; the 1 keeps long texts from winning by length.
_FIND_ON_POSTGRESQL = text(
    "SELECT post_id,"
    " -ts_rank('{0, 0.1, 0.4, 1}', words, CAST(:wholes AS tsquery), 1)"
    " -ts_rank('{0, 0.1, 0.4, 1}', words, CAST(:beginnings AS tsquery), 1) AS rank"
    " FROM search_words WHERE words @@ CAST(:question AS tsquery)"
)


@dataclass(frozen=True, slots=True)
class ExcerptPart:
    """A piece of an excerpt; marked when it is one of the words asked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A post that was found, with an excerpt around the words asked for."""

    slug: str
    title: str
    date: datetime | None
    parts: tuple[ExcerptPart, ...]
    draft: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    """A word of a text, and the term that found it."""

    start: int
    end: int
    term: str


def find(q: str, offset: int, limit: int, hidden: bool = False) -> Listing[SearchResult]:
    """List published posts that hold every word of `q`, best first; if `hidden`, drafts too.

    A question without words finds none.
    """
    terms = terms_of(q)
    if not terms:
        return Listing((), 0)
    hits = _hits(terms)
    total = func.count().over().label("total")
    query = select(Node.id, total).join(hits, Node.id == hits.c.post_id)
    shown = query.where(visible_to(public=not hidden))
    best_first = shown.order_by(hits.c.rank, Node.published.desc().nulls_last(), Node.id.desc())
    rows = rows_of(best_first, offset, max(limit, 1))
    if not rows:
        return Listing((), find(q, 0, 1, hidden).total if offset > 0 else 0)
    return Listing(_results([post_id for post_id, _ in rows], terms), rows[0].total)


def index(post_id: int, title: str, summary: str, shown: str) -> None:
    """Make a post findable by these texts, and by no others."""
    session().execute(*entry(is_sqlite(), post_id, title, summary, shown))


def entry(
    on_sqlite: bool, post_id: int, title: str, summary: str, shown: str
) -> tuple[TextClause, dict[str, object]]:
    """Write the statement, and its parameters, that puts a post into the index of a database."""
    texts = [words(title), words(summary)[:_SUMMARY_WORDS], _within_limits(words(shown))]
    if on_sqlite:
        columns = dict(zip(("title", "summary", "body"), map(" ".join, texts), strict=True))
        return _INDEX_ON_SQLITE, {"post_id": post_id, **columns}
    return _INDEX_ON_POSTGRESQL, {"post_id": post_id, "words": _vector(texts)}


def terms_of(q: str) -> tuple[str, ...]:
    """Return the words that a question asks for, each once, within the limits."""
    return tuple(dict.fromkeys(words(q[:LONGEST_QUESTION])))[:MOST_WORDS]


def _results(post_ids: list[int], terms: tuple[str, ...]) -> tuple[SearchResult, ...]:
    """Fetch what results show, in the order of `post_ids`."""
    described = Node.slug, Node.title, Node.published, DRAFT.label("is_draft"), Post.summary
    shown = select(Node.id, *described, _SHOWN).select_from(WHOLE_POSTS)
    rows = {row.id: row for row in session().execute(shown.where(Node.id.in_(post_ids)))}
    there = (rows[post_id] for post_id in post_ids if post_id in rows)
    return tuple(
        SearchResult(slug, title, published, _excerpt(text, summary, terms), is_draft)
        for _, slug, title, published, is_draft, summary, text in there
    )


def _hits(terms: tuple[str, ...]) -> CTE:
    """Name the posts, drafts too, that hold all terms; the best have the lowest rank."""
    if is_sqlite():
        statement = _FIND_ON_SQLITE.bindparams(question=" AND ".join(map(_term_on_sqlite, terms)))
    else:
        beginnings = [f"'{term}':*" if _may_begin(term) else f"'{term}'" for term in terms]
        statement = _FIND_ON_POSTGRESQL.bindparams(
            wholes=" | ".join(f"'{term}'" for term in terms),
            beginnings=" | ".join(beginnings),
            question=" & ".join(beginnings),
        )
    hits = statement.columns(post_id=Integer, rank=Float).cte("hits")
    # Worked out once: SQLite would ask the index again for each published post.
    return hits.prefix_with("MATERIALIZED")


def _term_on_sqlite(term: str) -> str:
    """Quote a term for FTS5; the whole word counts apart from the words it begins."""
    return f'("{term}" OR "{term}" *)' if _may_begin(term) else f'"{term}"'


def _may_begin(term: str) -> bool:
    """Return whether a term also finds the words that it begins."""
    return len(term) >= SHORTEST_PREFIX


def _vector(texts: list[list[str]]) -> str:
    """Write a tsvector out: every word with its places, weighted by the text it stands in."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    place = count(1)
    for weight, text_words in zip("ABC", texts, strict=True):
        for word in text_words:
            places[word].append(f"{next(place)}{weight}")
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def _within_limits(text_words: list[str]) -> list[str]:
    """Cut a text that is too long for an index, the same on both databases."""
    indexed = text_words[:_INDEXED_WORDS]
    sizes = accumulate(len(word.encode()) for word in indexed)
    return indexed[: bisect_right(list(sizes), _INDEXED_BYTES)]


def _excerpt(shown: str, summary: str, terms: tuple[str, ...]) -> tuple[ExcerptPart, ...]:
    """Cut the piece out of a text that holds most of the terms, or its beginning."""
    for candidate in (shown, summary):
        line = _one_line(candidate)
        hits = _marked_words(line, terms)
        if hits:
            return _parts(line, hits, _start_before(line, hits[_best(hits)].start))
    return _parts(_one_line(summary or shown), [], 0)


def _one_line(shown: str) -> str:
    return unicodedata.normalize("NFC", " ".join(shown.split()))


def _marked_words(line: str, terms: tuple[str, ...]) -> list[_Hit]:
    """Find the words of a text that a term is, or begins; the first few hundred do."""
    hits: list[_Hit] = []
    term_in = cache(partial(_term_in, terms=terms))
    for start, end in spans(line):
        term = term_in(line[start:end])
        if term is not None:
            hits.append(_Hit(start, end, term))
        if len(hits) == _MOST_HITS:
            break
    return hits


def _term_in(word: str, terms: tuple[str, ...]) -> str | None:
    for part in words(word):
        for term in terms:
            if part == term or (_may_begin(term) and part.startswith(term)):
                return term
    return None


def _best(hits: list[_Hit]) -> int:
    """Choose the hit that is followed closely by most of the other terms."""

    def terms_from(first: int) -> int:
        end = hits[first].start + _EXCERPT - _LEAD
        near = takewhile(lambda hit: hit.end <= end, hits[first:])
        return len({hit.term for hit in near})

    return max(range(len(hits)), key=terms_from)


def _start_before(line: str, place: int) -> int:
    """Go back a little from a place, to the beginning of a word where there is one."""
    start = max(place - _LEAD, 0)
    return (line.find(" ", start, place) + 1 or start) if start else 0


def _end_after(line: str, start: int) -> int:
    """Go on from a place as far as an excerpt goes, to the end of a word where there is one."""
    end = start + _EXCERPT
    if end >= len(line):
        return len(line)
    space = line.rfind(" ", end - _LEAD, end)
    return end if space < 0 else space


def _parts(line: str, hits: list[_Hit], start: int) -> tuple[ExcerptPart, ...]:
    """Cut an excerpt into parts."""
    end = _end_after(line, start)
    parts = [ExcerptPart("… ", False)] if start else []
    for hit in hits:
        if start <= hit.start and hit.end <= end:
            parts += [
                ExcerptPart(line[start : hit.start], False),
                ExcerptPart(line[hit.start : hit.end], True),
            ]
            start = hit.end
    parts.append(ExcerptPart(line[start:end], False))
    if end < len(line):
        parts.append(ExcerptPart(" …", False))
    return tuple(part for part in parts if part.text)
