"""Posts: created, revised, deleted, imported; their names and addresses."""

from db.kernel.value_types import LONGEST_TITLE as LONGEST_TITLE
from db.posts.content import Changes as Changes
from db.posts.content import NewPost as NewPost
from db.posts.renaming import rename as rename
from db.posts.reserved import reserve as reserve
from db.posts.reserved import reserved_words as reserved_words
from db.posts.writes import SEEDED as SEEDED
from db.posts.writes import ImportedPost as ImportedPost
from db.posts.writes import Outcome as Outcome
from db.posts.writes import all_slugs as all_slugs
from db.posts.writes import create as create
from db.posts.writes import delete as delete
from db.posts.writes import hold as hold
from db.posts.writes import imported as imported
from db.posts.writes import put as put
from db.posts.writes import renew_words as renew_words
from db.posts.writes import revise as revise
from db.posts.writes import unique_slug as unique_slug
