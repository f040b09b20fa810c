"""What lies between a browser and the site: answers that are held back, lines that are down."""

import re
from collections.abc import Sized
from contextlib import suppress

from playwright.sync_api import APIResponse, Page, Request, Route
from playwright.sync_api import Error as PlaywrightError

FRAMES = 900


def _wait_for(page: Page, caught: Sized) -> None:
    """Wait until something was caught."""
    for _ in range(FRAMES):
        if caught:
            return
        page.evaluate("new Promise(requestAnimationFrame)")
    raise AssertionError("the page did not ask")


class Held:
    """Answers that the server has given, and that the page does not get before `release`."""

    def __init__(self, page: Page, address: str) -> None:
        """Hold back the next answer to an address that matches this pattern."""
        self._page = page
        self._answers: list[tuple[Route, APIResponse]] = []
        page.route(re.compile(address), lambda route: self._hold(route), times=1)

    def _hold(self, route: Route) -> None:
        """Let the server answer now; it knows by the origin that it was asked by its own page."""
        origin = "/".join(self._page.url.split("/")[:3])
        headers = {**route.request.headers, "origin": origin}
        self._answers.append((route, route.fetch(headers=headers)))

    def wait_for(self) -> None:
        """Wait until the server has answered."""
        _wait_for(self._page, self._answers)

    def release(self) -> None:
        """Let the answers arrive; one that the page waits for no more is dropped."""
        for route, answer in self._answers:
            try:
                route.fulfill(response=answer)
            except PlaywrightError:
                continue
        self._answers.clear()


class Stalled:
    """A question that does not reach the server before `release`."""

    def __init__(self, page: Page, address: str, times: int = 1) -> None:
        """Hold up the next questions to an address that matches this pattern."""
        self._page = page
        self._address = re.compile(address)
        self._routes: list[Route] = []
        page.route(self._address, self._hold, times=times)

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    def wait_for(self) -> None:
        """Wait until the page has asked."""
        _wait_for(self._page, self._routes)

    def release(self, headers: dict[str, str] | None = None) -> None:
        """Let the questions go on, with more headers; one that was given up is dropped."""
        for route in self._routes:
            with suppress(PlaywrightError):
                route.continue_(headers={**route.request.headers, **(headers or {})})
        self._page.unroute(self._address, self._hold)

    def lose(self) -> None:
        """Let the questions arrive nowhere."""
        for route in self._routes:
            with suppress(PlaywrightError):
                route.abort()
        self._page.unroute(self._address, self._hold)


class Asked:
    """The requests of a page whose address has a part, as they are sent."""

    def __init__(self, page: Page, part: str) -> None:
        self.requests: list[Request] = []
        self._part = part
        page.on("request", self._seen)

    def _seen(self, request: Request) -> None:
        if self._part in request.url:
            self.requests.append(request)
