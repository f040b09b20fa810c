"""Counting with a clock of our own: nothing here sleeps."""

import pytest

from app.config import RateLimits
from app.regions.cache import SharedRedis
from app.web.http.counters import MOST_COUNTED, Counters, RedisCounters
from app.web.http.rate_limits import LoginThrottle, RateGate
from tests.redis import Server as Redis


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def test_one_request_too_many_waits_for_the_end_of_the_minute() -> None:
    clock = HandClock()
    gate = RateGate(RateLimits(searches=2), Counters(clock))
    waits = [gate.wait("searches", "a") for _ in range(2)]
    clock.now += 45
    waits.append(gate.wait("searches", "a"))
    clock.now += 15
    waits.append(gate.wait("searches", "a"))
    assert waits == [0, 0, 15, 0]


def test_senders_and_kinds_are_counted_apart() -> None:
    gate = RateGate(RateLimits(searches=1, logins=1), Counters(HandClock()))
    asked = [("searches", "a"), ("searches", "b"), ("logins", "a"), ("searches", "a")]
    assert [gate.wait(kind, sender) for kind, sender in asked] == [0, 0, 0, 60]


def test_an_editor_is_counted_by_name_wherever_from() -> None:
    gate = RateGate(RateLimits(writes=2, options=3), Counters(HandClock()))
    waits = {kind: [gate.wait(kind, "ada") for _ in range(4)] for kind in ("writes", "options")}
    assert waits == {"writes": [0, 0, 60, 60], "options": [0, 0, 0, 60]}


def test_nothing_is_counted_when_limits_are_off() -> None:
    gate = RateGate(None, Counters())
    assert {gate.wait("logins", "a") for _ in range(1000)} == {0}


def test_counts_of_the_oldest_senders_are_dropped() -> None:
    gate = RateGate(RateLimits(searches=1), Counters(HandClock()))
    for number in range(MOST_COUNTED + 1):
        gate.wait("searches", str(number))
    assert [gate.wait("searches", "0"), gate.wait("searches", str(MOST_COUNTED))] == [0, 60]


HOME, ELSEWHERE = "192.0.2.1", "2001:db8:1::1"


def test_five_tries_slow_a_name_down_longer_each_time() -> None:
    clock = HandClock()
    throttle = LoginThrottle(Counters(clock))
    waits = [throttle.wait(HOME, "ada") for _ in range(6)]
    for _ in range(5):
        clock.now += waits[-1]
        waits += [throttle.wait(HOME, "ada") for _ in range(2)]
    assert waits == [0] * 5 + [4, 0, 8, 0, 16, 0, 32, 0, 60, 0, 60]


def test_of_tries_at_once_five_are_looked_at() -> None:
    throttle = LoginThrottle(Counters(HandClock()))
    waits = [throttle.wait(HOME, "ada") for _ in range(1000)]
    assert (waits.count(0), set(waits[5:])) == (5, {4})


def test_a_name_is_slowed_down_for_one_sender_alone() -> None:
    throttle = LoginThrottle(Counters(HandClock()))
    for number in range(25):
        throttle.wait(f"2001:db8::{number}", "ada")
    others = [(HOME, "ada"), (ELSEWHERE, "ada"), ("2001:db8::99", "bob"), ("2001:db8::99", "ada")]
    assert [throttle.wait(*other) for other in others] == [0, 0, 0, 4]


def test_an_hour_later_nothing_is_held_against_anybody() -> None:
    clock = HandClock()
    throttle = LoginThrottle(Counters(clock))
    for _ in range(60):
        throttle.wait(HOME, "ada")
        clock.now += 60
    assert [throttle.wait(HOME, "ada") for _ in range(5)] == [0] * 5


def test_a_right_password_forgets_the_tries() -> None:
    throttle = LoginThrottle(Counters(HandClock()))
    for _ in range(6):
        throttle.wait(HOME, "ada")
    throttle.succeeded(HOME, "ada")
    assert [throttle.wait(HOME, "ada") for _ in range(6)] == [0] * 5 + [4]


@pytest.mark.redis
def test_processes_hold_back_a_guesser_together(redis_server: Redis) -> None:
    throttles = [
        LoginThrottle(RedisCounters(SharedRedis(redis_server.url, 10), "together"))
        for _ in range(3)
    ]
    waits = [throttle.wait(HOME, "ada") for throttle in throttles * 3]
    throttles[0].succeeded(HOME, "ada")
    assert ([wait > 0 for wait in waits], throttles[0].wait(HOME, "ada")) == (
        [False] * 5 + [True] * 4,
        0,
    )
