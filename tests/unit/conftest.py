"""The servers that tests start by themselves, each once in a session."""

from tests.postgres import postgres_server
from tests.redis import redis_server

__all__ = ["postgres_server", "redis_server"]
