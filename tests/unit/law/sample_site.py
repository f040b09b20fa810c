"""The site with which every history begins, and a picture of what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from db import accounts, graph, posts
from db.engine import Database
from db.graph import queries
from db.graph.seeds import SEEDS
from db.kernel.models import HERE, Edge, Node, OperationRow
from db.kernel.session import insert_if_new, session
from db.kernel.text import fold
from db.posts import NewPost
from tests.unit.db.making import elsewhere, node_of
from tests.unit.web.site_client import NAME, PASSWORD

FIRST_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
TITLES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm")


@dataclass(frozen=True, slots=True)
class Picture:
    """Which posts there are, and how they are joined."""

    slugs: tuple[str, ...]
    edges: tuple[tuple[str, str, str], ...]

    def pointing(self, kind: str, target: str) -> tuple[str, ...]:
        """Name the posts with an edge of this kind to this one."""
        return tuple(s for s, k, t in self.edges if (k, t) == (kind, target))

    @property
    def own(self) -> tuple[str, ...]:
        """Name the posts that the site does not stand on."""
        seeds = {seed.slug for seed in SEEDS}
        return tuple(slug for slug in self.slugs if slug not in seeds)

    @property
    def types(self) -> tuple[str, ...]:
        """Name the types, those that the site stands on too."""
        below = {source for source, kind, _ in self.edges if kind == "subtype-of"}
        named = below | {"type", *self.pointing("is-a", "type")}
        return tuple(slug for slug in self.slugs if slug in named) or self.slugs

    @property
    def kinds(self) -> tuple[str, ...]:
        """Name the kinds of edges."""
        return self.pointing("is-a", "relation") or ("related",)


def write_garden() -> None:
    """A post of every sort: tags, types below types, a draft, a kind of its own, an editor."""
    graph.seed()
    accounts.add_user(NAME, PASSWORD)
    for number, title in enumerate(TITLES):
        day = FIRST_DAY + timedelta(days=number)
        posts.create(
            NewPost(
                title,
                body=f"On *{title}*. See [[moss]], [[Trees]], [[Secret]] and [[Green {title}|it]].",
                status="published",
                published=day,
                updated=day,
                aliases=(f"Green {TITLES[number - 1]}",),
            )
        )
    posts.create(
        NewPost("Secret", body='(p "Nobody reads this yet.")', format="sx", status="draft")
    )
    recipe, soup = (graph.find_or_create(title, "type") for title in ("Recipe", "Soup"))
    graph.relate(recipe, "subtype-of", "article")
    graph.relate(soup, "subtype-of", recipe)
    graph.relate("ash", "is-a", "article")
    graph.relate("birch", "is-a", soup)
    _tie_posts()


def _tie_posts() -> None:
    """Tags, related posts, and edges of the new kind."""
    trees, fire = (graph.find_or_create(title, "tag") for title in ("Trees", "Fire"))
    for slug in ("ash", "birch", "cedar", "elm", "secret"):
        graph.relate(slug, "tagged", trees)
    graph.relate("ash", "tagged", fire)
    graph.relate("ash", "related", "birch")
    graph.relate("ash", "related", "secret")
    graph.relate("elm", graph.find_or_create("Near", "relation"), "ash")


_SOURCE, _TARGET = aliased(Node), aliased(Node)
_SLUGS = select(Node.slug).where(HERE).order_by(Node.id)
_EDGES = (
    select(_SOURCE.slug, Edge.kind, _TARGET.slug)
    .join(_SOURCE, _SOURCE.id == Edge.source_id)
    .join(_TARGET, _TARGET.id == Edge.target_id)
    .where(_TARGET.slug.is_not(None))
    .order_by(_SOURCE.id, Edge.kind, Edge.position, _TARGET.id)
)


def picture(database: Database) -> Picture:
    """Look at the whole graph."""
    with database.reading():
        slugs = tuple(session().scalars(_SLUGS))
        return Picture(slugs, tuple((s, k, t) for s, k, t in session().execute(_EDGES)))


def hear_from_elsewhere(database: Database, slug: str, title: str, status: str) -> None:
    """Relate a post to the card of a thing of another site, and say what this card shows."""
    with database.writing():
        card = session().scalars(select(Node.id).where(Node.url.is_not(None))).one_or_none()
        card = elsewhere() if card is None else card
        told = {"title": title, "folded": fold(title), "status": status}
        session().execute(update(Node).where(Node.id == card).values(**told))
        ends = {"source_id": node_of(slug), "target_id": card}
        for kind in ("tagged", "related"):
            edge = insert_if_new(Edge).values(**ends, kind=kind, position=9999)
            session().execute(edge)


def give_status(database: Database, slug: str, status: str) -> None:
    """Give a post a status, and the date that all but drafts have."""
    told = {"status": status, "published": func.coalesce(Node.published, FIRST_DAY)}
    with database.writing():
        session().execute(update(Node).where(Node.slug == slug).values(**told))


def form_of(database: Database, slug: str) -> Mapping[str, str]:
    """Fill in the form of a post as its edit page does; one in the bin has none."""
    with database.reading():
        post = queries.post(slug)
    if post is None:
        return {}
    names = ("title", "body", "format", "summary", "status", "rev", "lang")
    form = {name: str(getattr(post, name)) for name in names}
    return form | {"status": "with-posts"} if post.goes_public else form


def last_operation(database: Database) -> tuple[str, int]:
    """Give the post of what was done last and can be taken back, and its number."""
    found = select(Node.slug, OperationRow.id).join(Node, Node.id == OperationRow.source_id)
    with database.reading():
        last = found.where(~OperationRow.undone).order_by(OperationRow.id.desc())
        row = session().execute(last).first()
    return ("ash", 0) if row is None else (row.slug, row.id)


def paths(seen: Picture) -> list[str]:
    """Name all pages, and some that may not be there."""
    lists = ["/", "/?page=2", "/?page=3", "/tags/", "/tags/?page=2", "/types/"]
    each = (f"/{slug}/{rest}" for slug in seen.slugs for rest in ("", "edit", "?page=2"))
    return [*lists, *lists, *each]
