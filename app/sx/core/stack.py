"""A fresh Python stack for what nests deeply.

Forms may nest 200 deep, and compiler and generator follow them with several
Python calls a level, where Python allows a thread 1,000. Raising that limit
is never safe; another thread has a limit of its own. Knows nothing of SX.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

#: So many levels of forms are followed on one stack.
LEVELS = 40


def on_fresh_stack(run: Callable[[], Result]) -> Result:
    """Call `run` on another thread, wait for it, and give its result or raise what it raised."""
    results: list[Result] = []
    faults: list[BaseException] = []

    def call() -> None:
        try:
            results.append(run())
        except BaseException as fault:  # noqa: BLE001 - raised again by the caller
            faults.append(fault)

    thread = threading.Thread(target=call, name="sx-stack")
    thread.start()
    thread.join()
    if faults:
        raise faults[0]
    return results[0]


class Levels:
    """Counts how deep calls are nested, and runs each `LEVELS`th of them on a fresh stack."""

    def __init__(self) -> None:
        self._level = 0

    def run(self, call: Callable[[], Result]) -> Result:
        """Run a call one level below the one that makes it."""
        self._level += 1
        try:
            return call() if self._level % LEVELS else on_fresh_stack(call)
        finally:
            self._level -= 1
