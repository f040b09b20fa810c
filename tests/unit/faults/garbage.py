"""A server that answers whatever it is asked with bytes that are no answer."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from threading import Thread

#: What a foreign, a broken or a hostile server might say.
ANSWERS: Sequence[bytes] = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    b"+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n",
    b":5\r\n:5\r\n:5\r\n:5\r\n:5\r\n",
    b"*1\r\n$3\r\nabc\r\n" * 5,
    b"*-1\r\n$-1\r\n" * 5,
    b"-WRONGTYPE this\r\n-MOVED 1 1.2.3.4:5\r\n-NOAUTH that\r\n-LOADING\r\n-OOM full\r\n",
    b"*2\r\n*2\r\n+a\r\n+b\r\n" * 5,
    b"$-99\r\n",
    b"*99999\r\n$",
    b"\x00\xff\xfe" * 40,
    b"%1\r\n+a\r\n:1\r\n" * 5,
    b"#t\r\n,1.5\r\n_\r\n(123\r\n=5\r\ntxt:a\r\n",
    b">2\r\n+invalidate\r\n*0\r\n" * 5,
    b"",
)


class Garbage:
    """A running server: how many connections it saw."""

    def __init__(self, answers: Sequence[bytes], port: int = 0) -> None:
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", port), reuse_port=False)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.connections = 0

    def serve(self) -> None:
        """Answer until the listener is closed."""
        for number in count():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            answer = self._answers[number % len(self._answers)]
            Thread(target=_talk, args=(client, answer), daemon=True).start()

    def close(self) -> None:
        """Stop listening; who waits in `accept` is woken."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _talk(client: socket.socket, answer: bytes) -> None:
    with client:
        client.settimeout(10)
        try:
            while client.recv(65536) and answer:
                client.sendall(answer)
        except OSError:
            return


@contextmanager
def garbage(answers: Sequence[bytes] = ANSWERS, port: int = 0) -> Iterator[Garbage]:
    """Serve garbage, each connection another sort."""
    server = Garbage(answers, port)
    thread = Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
