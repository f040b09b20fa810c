"""Rate limits: requests per minute, and login attempts.

Knows numbers, names and addresses; knows nothing of requests. The counters decide whether a count
is for this process or for all.
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
    """Return what counts as one sender: an IPv4 address, or the network of an IPv6 address.

    An IPv6 subscriber has at least 2**64 addresses (RFC 6177), and may use each of them once.
    """
    try:
        return str(IPv6Network((address, PREFIX), strict=False))
    except ValueError:
        return address


class RateGate:
    """Counts requests by kind and sender, with a limit per minute."""

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
    """Delays logins under a name from one sender after five attempts, longer each time.

    Nobody is locked out by others: another sender is not delayed by them. An attempt is
    counted before the password is checked, so parallel attempts are no way around.
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
    """Return the key of the count of attempts, and that of the delay until the next."""
    sender = f"{network_of(address)} {name}"
    return f"tries {sender}", f"held {sender}"
