"""`rose-ash bulk`: made-up posts and tags, always the same ones, to see how many behave."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import click

from app.cli.group import console, counted, main, opened, progress
from db import graph, posts
from db.posts import NewPost

BATCH = 100
VOCABULARY = (
    "ash rose ember branch garden river stone paper letter window winter harbour lantern orchard "
    "thread mirror engine pattern signal margin echo meadow copper salt map voice shore bridge"
)
WORDS = VOCABULARY.split()
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
MOST_TAGS_OF_A_POST = 4


@main.command()
@click.option("--posts", "post_count", type=click.IntRange(1, 1_000_000), required=True)
@click.option("--tags", "tag_count", type=click.IntRange(0, 100_000), default=0)
def bulk(post_count: int, tag_count: int) -> None:
    """Make up posts and tags, to see how the site does with many."""
    chance = random.Random(post_count)  # noqa: S311  test data, the same every time
    tags: list[str] = []
    made: list[str] = []
    with opened() as (_, database), progress() as bar:
        task = bar.add_task("Making posts", total=post_count + tag_count)
        for numbers in _batches(tag_count):
            with database.writing():
                tags += [graph.find_or_create(f"Topic {number}", "tag") for number in numbers]
            bar.advance(task, len(numbers))
        for numbers in _batches(post_count):
            with database.writing():
                made += [_make_post(number, tags, made, chance) for number in numbers]
            bar.advance(task, len(numbers))
    console.print(f"{counted(post_count, 'post')} and {counted(tag_count, 'tag')} were made.")


def _batches(count: int) -> Iterator[range]:
    return (range(start, min(start + BATCH, count)) for start in range(0, count, BATCH))


def _make_post(number: int, tags: list[str], others: list[str], chance: random.Random) -> str:
    """Make a post with a few tags, related to an earlier one."""
    paragraphs = [" ".join(chance.choices(WORDS, k=60)) for _ in range(chance.randint(3, 9))]
    heading = " ".join(chance.choices(WORDS, k=3))
    slug = posts.create(
        NewPost(
            title=f"{' '.join(chance.choices(WORDS, k=3)).capitalize()} {number}",
            body="\n\n".join([*paragraphs[:2], f"## {heading.capitalize()}", *paragraphs[2:]]),
            summary=f"{paragraphs[0][:100].capitalize()}.",
            status="published",
            published=FIRST_DAY + timedelta(hours=number),
        )
    )
    for tag in chance.sample(tags, k=min(len(tags), chance.randint(0, MOST_TAGS_OF_A_POST))):
        graph.relate(slug, "tagged", tag)
    if others:
        graph.relate(slug, "related", chance.choice(others))
    return slug
