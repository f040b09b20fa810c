"""Whose address a request is counted and logged under, with proxies before the site and without."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sx
from app.cli.serve import options_for
from app.config import Settings
from app.web.http.proxies import Proxies
from app.web.http.rate_limits import network_of
from tests.unit.web.site_client import NAME, PASSWORD, assembled

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PROXY, INNER = "10.0.0.2", "10.1.0.7"
TRUSTED = tuple(map(ip_network, (PROXY, "10.1.0.0/16", "fd00::/8")))
REAL = "203.0.113.9"
SITE = "2001:db8::17"


def named(peer: str, headers: Mapping[str, str]) -> tuple[str, str]:
    """Give the address and the scheme under which the site meets a request."""
    seen: dict[str, str] = {}

    def site(environ: "WSGIEnvironment", _: "StartResponse") -> Iterable[bytes]:
        seen.update(environ)
        return ()

    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    Proxies(site, TRUSTED)(
        {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", **environ}, lambda *_: print
    )
    return seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]


def xff(value: str, scheme: str | None = None) -> dict[str, str]:
    """Write what most proxies send."""
    headers = {"X-Forwarded-For": value}
    return headers if scheme is None else {**headers, "X-Forwarded-Proto": scheme}


@pytest.mark.parametrize(
    ("peer", "headers", "visitor"),
    [
        # A stranger is believed in nothing.
        (REAL, xff("127.0.0.1", "https"), REAL),
        (REAL, {"Forwarded": "for=127.0.0.1;proto=https"}, REAL),
        (REAL, {}, REAL),
        (PROXY, {}, PROXY),
        ("", xff(REAL), ""),
        # The rightmost that is not trusted.
        (PROXY, xff(REAL), REAL),
        (PROXY, xff(f"127.0.0.1, {REAL}"), REAL),
        (PROXY, xff(f"127.0.0.1,{REAL} , {INNER}"), REAL),
        (PROXY, xff(f"{INNER}, {REAL}, {INNER}"), REAL),
        (PROXY, xff(f"{INNER}, 10.1.9.9"), INNER),
        (PROXY, {"Forwarded": f"for=127.0.0.1, for={REAL};by={PROXY}"}, REAL),
        (PROXY, {"Forwarded": f"for={REAL}, FOR={INNER};proto=http"}, REAL),
        (PROXY, {"forwarded": f'By="x;,y" ; for="{REAL}"'}, REAL),
        # Ports and ways to write an address.
        (PROXY, xff(f"{REAL}:4711"), REAL),
        (PROXY, xff(f"[{SITE}]:4711"), SITE),
        (PROXY, xff(SITE.upper()), SITE),
        (PROXY, {"Forwarded": f'for="[{SITE}]:4711"'}, SITE),
        (PROXY, {"Forwarded": f"for=[{SITE}]"}, SITE),
        (PROXY, xff(f"::ffff:{REAL}"), REAL),
        (f"::ffff:{PROXY}", xff(REAL), REAL),
        (f"::ffff:{REAL}", xff("127.0.0.1"), REAL),
        ("fd00::2", xff(SITE), SITE),
        ("fe80::1%eth0", {}, "fe80::1"),
        # Who is not named is whoever asked for them.
        (PROXY, xff("unknown"), PROXY),
        (PROXY, xff(f"{REAL}, unknown, {INNER}"), INNER),
        (PROXY, {"Forwarded": "for=_hidden"}, PROXY),
        (PROXY, {"Forwarded": "proto=https"}, PROXY),
        (PROXY, xff("999.1.1.1"), PROXY),
        (PROXY, xff(""), PROXY),
        # A quote that is left open swallows nothing.
        (PROXY, {"Forwarded": f'for="127.0.0.1, for={REAL}'}, PROXY),
        # A proxy writes one of the two; the other is a stranger's.
        (PROXY, {**xff(REAL), "Forwarded": "for=127.0.0.1"}, PROXY),
        (PROXY, {**xff(REAL), "Forwarded": f"for={REAL}"}, REAL),
        (PROXY, {**xff(REAL), "Forwarded": '"'}, PROXY),
    ],
)
def test_the_visitor_is_who_the_last_trusted_proxy_names(
    peer: str, headers: dict[str, str], visitor: str
) -> None:
    assert named(peer, headers)[0] == visitor


@pytest.mark.parametrize(
    ("headers", "scheme"),
    [
        (xff(REAL, "https"), "https"),
        (xff(f"{REAL}, {INNER}", "https"), "https"),
        (xff(f"{REAL}, {INNER}", "https, http"), "https"),
        (xff(f"127.0.0.1, {REAL}", "https, http"), "http"),
        (xff(f"127.0.0.1, {REAL}, {INNER}", "https, http"), "http"),
        (xff(REAL, "gopher"), "http"),
        ({"X-Forwarded-Proto": "https"}, "https"),
        ({"Forwarded": f"for={REAL};proto=HTTPS"}, "https"),
        ({"Forwarded": f"for={REAL};proto=https, for={INNER};proto=http"}, "https"),
        ({"Forwarded": f"for={REAL};proto=https", "X-Forwarded-Proto": "http"}, "https"),
    ],
)
def test_the_scheme_is_the_visitors(headers: dict[str, str], scheme: str) -> None:
    assert named(PROXY, headers)[1] == scheme


@given(st.text(max_size=60))
def test_whatever_stands_before_it_the_proxys_own_word_counts(junk: str) -> None:
    assert named(PROXY, xff(f"{junk}, {REAL}"))[0] == REAL
    assert named(PROXY, {"Forwarded": f"{junk}, for={REAL}"})[0] in (REAL, PROXY)
    assert named(PROXY, {**xff(REAL), "Forwarded": junk})[0] in (REAL, PROXY)


@given(st.text(), st.text(), st.text())
def test_no_header_and_no_peer_is_a_fault(peer: str, forwarded: str, senders: str) -> None:
    for each in (peer, PROXY, SITE):
        named(each, {"Forwarded": forwarded, **xff(senders, forwarded)})
        network_of(each)


def test_a_subscriber_of_ipv6_is_one_sender_and_of_ipv4_an_address() -> None:
    addresses = "2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1", "192.0.2.1", ""
    assert [network_of(each) for each in addresses] == [
        "2001:db8:0:1::/64",
        "2001:db8:0:1::/64",
        "2001:db8:0:2::/64",
        "192.0.2.1",
        "",
    ]


def test_gunicorn_believes_nobody_by_itself(settings: Settings) -> None:
    assert options_for(settings)["forwarded_allow_ips"] == ""


def behind(settings: Settings) -> Settings:
    return replace(settings, environment="production", trusted_proxies=TRUSTED)


def ask(address: str, peer: str = PROXY) -> dict[str, object]:
    """Send a request as a proxy does for a visitor."""
    return {"headers": xff(address), "environ_overrides": {"REMOTE_ADDR": peer}}


def test_searches_and_logins_are_counted_for_each_visitor(
    settings: Settings, library: sx.Library
) -> None:
    with assembled(behind(settings), library) as app:
        stranger, editor = (app.test_client() for _ in range(2))
        wrong, right = ({"username": NAME, "password": each} for each in ("wrong", PASSWORD))
        tries = [
            stranger.post("/login", data=wrong, **ask(f"2001:db8::{number}")).status_code
            for number in range(25)
        ]
        searches = [stranger.get("/search?q=ash", **ask("192.0.2.1")) for _ in range(61)]
        allowed = editor.post("/login", data=right, **ask(REAL)), editor.get("/search", **ask(REAL))
    assert (tries[4:6], tries[-1], searches[-1].status_code) == ([422, 429], 429, 429)
    assert [answer.status_code for answer in allowed] == [303, 200]


def test_the_journal_names_the_visitor_on_both_paths(
    settings: Settings, library: sx.Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, object]] = []
    requests = logging.getLogger("rose_ash.requests")
    monkeypatch.setattr(requests, "handle", lambda record: lines.append(record.fields))
    monkeypatch.setattr(requests, "isEnabledFor", lambda _: True)
    with assembled(behind(settings), library) as app:
        stranger = app.test_client(use_cookies=False)
        for _ in range(2):
            stranger.get("/ash/", **ask(SITE))
        stranger.get("/nowhere/", **ask(REAL, peer="192.0.2.99"))
    assert [(line["address"], line["user"], line["status"]) for line in lines] == [
        (SITE, None, 200),
        (SITE, None, 200),
        ("192.0.2.99", None, 404),
    ]
