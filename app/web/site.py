"""What every request may use: one frozen value, made by the factory, found by `current_site`."""

from dataclasses import dataclass
from typing import cast

from flask import current_app, g, request

from app.config import Settings
from app.regions import RenderContext
from app.service import MountedServices, Route
from app.web.http.addresses import Addresses
from app.web.http.assets import Assets
from app.web.http.htmx_request import ResponseKind
from app.web.http.rate_limits import LoginThrottle, RateGate
from db.engine import Database

EXTENSION = "rose-ash"


@dataclass(frozen=True, slots=True)
class Site:
    """The running site, as far as requests are concerned."""

    settings: Settings
    mounted: MountedServices
    database: Database
    render_context: RenderContext
    assets: Assets
    addresses: Addresses
    rates: RateGate
    logins: LoginThrottle
    #: The pages for faults of ours, expanded at the start, by status and kind of answer.
    apologies: dict[tuple[int, ResponseKind], str]


def begin() -> None:
    """Let this request use the site as it is now."""
    g.site = cast("Site", current_app.extensions[EXTENSION])


def current_site() -> Site:
    """Return the site that this request is for: one and the same until its answer is made."""
    if "site" not in g:
        begin()
    return cast("Site", g.site)


def current_route() -> Route:
    """Return the route of this request; one that is nowhere for a path that has none."""
    return current_site().mounted.route(request.endpoint, request.method)
