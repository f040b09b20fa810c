"""Browsers that ask a server as fast as it answers, over connections that stay open.

They cost a fraction of what the server does, so that it is the server that is measured:
one thread, and of an answer only what says how long it is.
"""

import re
import selectors
import socket
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sample:
    """What was seen in some seconds."""

    rate: float
    #: Seconds from a question to its answer.
    times: list[float]

    def percentile(self, number: int) -> float:
        """Give the milliseconds below which so many of a hundred answers came."""
        return statistics.quantiles(self.times, n=100)[number - 1] * 1000


@dataclass(slots=True)
class _Line:
    """One connection: its next question, and what came of the last."""

    socket: socket.socket
    turn: int
    asked: float = 0.0
    came: bytearray = field(default_factory=bytearray)

    def ask(self, requests: Sequence[bytes]) -> None:
        self.turn += 1
        self.came.clear()
        self.asked = time.perf_counter()
        self.socket.sendall(requests[self.turn % len(requests)])

    def is_whole(self) -> bool:
        """Take what is there; say whether the answer has ended, and stop if it is none."""
        self.came += self.socket.recv(262144)
        head = self.came.find(b"\r\n\r\n")
        if head < 0:
            return False
        if not self.came.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"bench: the server said {bytes(self.came[:80])!r}")
        length = _LENGTH.search(self.came, 0, head + 2)
        return length is not None and len(self.came) >= head + 4 + int(length[1])


def load(port: int, paths: Sequence[str], seconds: float, browsers: int = 8) -> Sample:
    """Let some browsers ask for these paths in turns, all the time."""
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\n\r\n".encode()
        for path in paths
    ]
    times: list[float] = []
    with selectors.DefaultSelector() as selector:
        for number in range(browsers):
            line = _Line(socket.create_connection(("127.0.0.1", port)), number)
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.ask(requests)
            selector.register(line.socket, selectors.EVENT_READ, line)
        began = time.perf_counter()
        while (now := time.perf_counter()) - began < seconds:
            for key, _ in selector.select(1):
                if key.data.is_whole():
                    times.append(time.perf_counter() - key.data.asked)
                    key.data.ask(requests)
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return Sample(len(times) / (now - began), times)
