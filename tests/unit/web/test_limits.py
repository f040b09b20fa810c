"""Counting with a clock of our own: nothing here sleeps."""

from app.config import RateLimits
from app.counters import MOST_COUNTED, LocalCounters
from app.web.limits import LoginThrottle, RateGate


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def test_one_request_too_many_waits_for_the_end_of_the_minute() -> None:
    clock = HandClock()
    gate = RateGate(RateLimits(searches=2), LocalCounters(clock))
    waits = [gate.wait("searches", "a") for _ in range(2)]
    clock.now += 45
    waits.append(gate.wait("searches", "a"))
    clock.now += 15
    waits.append(gate.wait("searches", "a"))
    assert waits == [0, 0, 15, 0]


def test_senders_and_kinds_are_counted_apart() -> None:
    gate = RateGate(RateLimits(searches=1, logins=1), LocalCounters(HandClock()))
    asked = [("searches", "a"), ("searches", "b"), ("logins", "a"), ("searches", "a")]
    assert [gate.wait(kind, sender) for kind, sender in asked] == [0, 0, 0, 60]


def test_an_editor_is_counted_by_name_wherever_from() -> None:
    gate = RateGate(RateLimits(writes=2, options=3), LocalCounters(HandClock()))
    waits = {kind: [gate.wait(kind, "ada") for _ in range(4)] for kind in ("writes", "options")}
    assert waits == {"writes": [0, 0, 60, 60], "options": [0, 0, 0, 60]}


def test_nothing_is_counted_when_limits_are_off() -> None:
    gate = RateGate(None, LocalCounters())
    assert {gate.wait("logins", "a") for _ in range(1000)} == {0}


def test_counts_of_the_oldest_senders_are_dropped() -> None:
    gate = RateGate(RateLimits(searches=1), LocalCounters(HandClock()))
    for number in range(MOST_COUNTED + 1):
        gate.wait("searches", str(number))
    assert [gate.wait("searches", "0"), gate.wait("searches", str(MOST_COUNTED))] == [0, 60]


def test_five_failures_slow_a_name_down_longer_each_time() -> None:
    clock = HandClock()
    throttle = LoginThrottle(clock)
    waits = []
    for _ in range(8):
        throttle.failed("ada")
        waits.append(throttle.wait("ada"))
    assert (waits, throttle.wait("bob")) == ([0, 0, 0, 0, 1, 2, 4, 8], 0)


def test_a_name_is_never_slowed_down_for_more_than_a_minute() -> None:
    clock = HandClock()
    throttle = LoginThrottle(clock)
    for _ in range(2000):
        throttle.failed("ada")
    before = throttle.wait("ada")
    clock.now += 60
    assert (before, throttle.wait("ada")) == (60, 0)


def test_a_right_password_forgets_the_failures() -> None:
    throttle = LoginThrottle(HandClock())
    for _ in range(6):
        throttle.failed("ada")
    throttle.succeeded("ada")
    throttle.failed("ada")
    assert throttle.wait("ada") == 0
