"""A fresh Python stack for deeply nested forms.

Forms may nest 200 deep, and compiler and generator use several Python calls for each level,
where Python allows 1,000 in a thread. Raising that limit is never safe, but another thread has
its own. Knows nothing of SX.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

#: How many levels of forms one stack holds.
LEVELS = 40


def on_fresh_stack(run: Callable[[], Result]) -> Result:
    """Call `run` on another thread and wait for it; return its result or raise its exception."""
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
    """Counts the depth of nested calls, and runs each `LEVELS`th of them on a fresh stack."""

    def __init__(self) -> None:
        self._level = 0

    def run(self, call: Callable[[], Result]) -> Result:
        """Run a call one level deeper."""
        self._level += 1
        try:
            return call() if self._level % LEVELS else on_fresh_stack(call)
        finally:
            self._level -= 1
