"""The law where fragments are kept in Redis, and with what befalls a Redis."""

from typing import cast

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.redis import Server
from tests.unit.law.deployments import World
from tests.unit.law.machine import Law
from tests.unit.law.steps import STEP, Step

KEPT = "rose-ash:*"


class LargeLaw(Law):
    """Edits, reads and mishaps; Redis is lost, emptied, or says again what it said once."""

    def __init__(self, world: World, redis: Server) -> None:
        super().__init__(world)
        self.redis = redis
        self.is_up = True
        self.remembered: dict[bytes, bytes] = {}
        self.exit.callback(self.lift)

    @rule(step=STEP)
    def stop_or_start(self, step: Step) -> None:
        """Kill Redis, or start it again, empty."""
        self.note("stop Redis" if self.is_up else "start Redis")
        if self.is_up:
            self.redis.stop()
            self.is_up = False
        else:
            self.lift()
        self.read(step)

    @rule(step=STEP, share=st.integers(1, 4))
    def lose(self, step: Step, share: int) -> None:
        """Lose each so-and-so-many-th of what is kept, or all."""
        self.note(f"lose every {share}. key")
        if self.is_up:
            keys = sorted(self.redis.client.scan_iter(KEPT))[::share]
            self.redis.client.delete("nothing", *keys)
        self.read(step)

    @rule(step=STEP)
    def remember(self, step: Step) -> None:
        """Copy what is kept, to bring it back when it is old."""
        self.note("remember what Redis holds")
        if self.is_up:
            keys = list(self.redis.client.scan_iter(KEPT))
            values = cast("list[bytes | None]", self.redis.client.mget("nothing", *keys))
            pairs = zip(keys, values[1:], strict=True)
            self.remembered = {key: value for key, value in pairs if value is not None}
        self.read(step)

    @rule(step=STEP)
    def bring_back(self, step: Step) -> None:
        """Put old values in the place of newer ones."""
        self.note("bring back what Redis held")
        if self.is_up and self.remembered:
            self.redis.client.mset(self.remembered)
        self.read(step)

    def lift(self) -> None:
        """Start Redis where it is down; processes that left it alone begin anew."""
        if not self.is_up:
            self.redis.start()
            self.is_up = True
            for process in self.world.processes:
                process.restart()
