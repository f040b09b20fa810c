"""Sites that faults happen to, written once."""

import pytest

from app import factory, sx
from tests.postgres import Server as Postgres
from tests.redis import Server as Redis
from tests.setups import Large, SetUp, Small
from tests.unit.web.conftest import write_site


@pytest.fixture(scope="session")
def library() -> sx.Library:
    """The pages of the site, compiled once."""
    return factory.load_library()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    """The site on SQLite."""
    return Small(tmp_path_factory.mktemp("written"), write_site)


@pytest.fixture(scope="session")
def large(postgres_server: Postgres, redis_server: Redis) -> SetUp:
    """The site on PostgreSQL with Redis."""
    return Large(postgres_server, redis_server, write_site)
