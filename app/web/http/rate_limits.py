"""Counting, so that nobody asks too often: requests a minute, and tries to log in.

Knows numbers, names and addresses; knows nothing of requests. What is counted where, in
this process or for all, is a matter of the counters that are given.
"""

from ipaddress import IPv6Network
from math import ceil

from app.config import RateLimits
from app.web.http.counters import Counters

MINUTE = 60.0
HOUR = 3600.0
#: Bits of an address of IPv6 by which senders are told apart.
PREFIX = 64
#: So many logins are looked at at once; each further one only some seconds after the one before.
FREE_TRIES = 5
FIRST_DELAY = 4.0
LONGEST_DELAY = 60.0


def network_of(address: str) -> str:
    """Give what is counted as one sender: an address of IPv4, or the network of one of IPv6.

    A subscriber has 2**64 addresses of IPv6 at least (RFC 6177), and may use each of them once.
    """
    try:
        return str(IPv6Network((address, PREFIX), strict=False))
    except ValueError:
        return address


class RateGate:
    """Counts requests by kind and sender; each may send so many in a minute."""

    def __init__(self, limits: RateLimits | None, counters: Counters) -> None:
        self._limits = limits
        self._counters = counters

    def wait(self, kind: str, sender: str) -> int:
        """Count a request; give 0, or for one too many the seconds to wait."""
        if self._limits is None:
            return 0
        most: int = getattr(self._limits, kind)
        count = self._counters.add(f"{kind} {sender}", MINUTE)
        return 0 if count.number <= most else max(1, ceil(count.seconds))


class LoginThrottle:
    """Slows down the logins under a name from one sender after five tries, longer each time.

    Nobody is locked out by others: who sends from elsewhere is not slowed down by them. A try
    is counted before the password is looked at, so that tries at once are no way around.
    """

    def __init__(self, counters: Counters) -> None:
        self._counters = counters

    def wait(self, address: str, name: str) -> int:
        """Count a try; give 0 if it may be looked at, else the seconds until one may be."""
        tries, held = _keys(address, name)
        hold = self._counters.get(held, LONGEST_DELAY)
        if not hold.number:
            number = self._counters.add(tries, HOUR).number
            if number < FREE_TRIES:
                return 0
            delay = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(number - FREE_TRIES, 10))
            hold = self._counters.add(held, delay)
            # Of those that come at once the first is looked at.
            if hold.number == 1:
                return 0
        return max(1, ceil(hold.seconds))

    def succeeded(self, address: str, name: str) -> None:
        """Forget the tries under this name."""
        self._counters.drop(*_keys(address, name))


def _keys(address: str, name: str) -> tuple[str, str]:
    """Name the count of tries, and the one that lasts until the next may be looked at."""
    sender = f"{network_of(address)} {name}"
    return f"tries {sender}", f"held {sender}"
