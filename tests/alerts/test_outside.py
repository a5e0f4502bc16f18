"""Addresses that users give us lead to the public internet and nowhere else, however they are spelled."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from alerts.channels import outside
from tests.alerts.certificates import certificate_for

FORBIDDEN = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "192.0.2.0/24", "255.255.255.255/32"),
    *("::/128", "::1/128", "::ffff:0:0/96", "64:ff9b::/96", "2002::/16", "2001::/32", "fc00::/7", "fe80::/10"),
    *("ff00::/8", "2001:db8::/32"),
]
SPELLINGS = [
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1"),
    *("0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),  # noqa: S104
    *("169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25lo]", "[fe80::1%lo]", "10.0.0.1", "192.168.0.1"),
    *(
        "100.100.100.200",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "metadata",
        "hooks.example.org.",
        "hooks..example.org",
    ),
    *(
        "hooks.example.org@127.0.0.1",
        "hooks.example.org:x@127.0.0.1",
        "127.0.0.1#.example.org",
        "127.0.0.1\\.example.org",
    ),
    *("hooks.example.org%00.org", "hooks.example.org\r\nHost: x", "hooks.example.org\t", "hooks .example.org"),
    *(
        "\u2460\u2461\u2466.0.0.1",
        "127\u30020\u30020\u30021",
        "hoo\u043as.example.org",
        "[127.0.0.1]",
        "[::1",
        "-a.example.org",
    ),
    *(
        "hooks.example.org:22",
        "hooks.example.org:0",
        "hooks.example.org:8443",
        "hooks.example.org:99999",
        "a" * 64 + ".org",
    ),
    "",
]


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://hooks.example.org/x", True),
        ("https://a.partner.example/x", True),
        ("https://partner.example/x", False),
        ("https://evil-hooks.example.org/x", False),
        ("https://fcm.googleapis.com/x", True),
        ("https://elsewhere.example.com/x", False),
    ],
)
def test_where_hosts_are_listed_no_other_is_called(settings: Any, url: str, is_allowed: bool) -> None:
    assert outside.check_url(url)
    settings.OUTSIDE_HOSTS = ["hooks.example.org", ".partner.example"]
    if is_allowed:
        assert outside.check_url(url)
    else:
        with pytest.raises(outside.Refused, match="listed"):
            outside.check_url(url)


@pytest.fixture
def is_strict(settings: Any) -> None:
    """As on a host that real people use."""
    settings.ALLOW_LOOPBACK = False


@pytest.fixture
def listener() -> Iterator[tuple[int, list[Any]]]:
    """A port of this machine, by IPv4 and IPv6, and everybody who has called there."""
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server:
        callers: list[Any] = []

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    callers.append(server.accept())

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], callers


@pytest.mark.usefixtures("is_strict")
@pytest.mark.parametrize("scheme", ["https", "http", "HTTPS", "ftp", "gopher", "file"])
@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_an_address_in_here_is_accepted(host: str, scheme: str) -> None:
    with pytest.raises(outside.Refused, match="address"):
        outside.check_url(f"{scheme}://{host}/hook")


@pytest.mark.usefixtures("is_strict")
@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org",
        "https://hooks.example.org/",
        "https://hooks.example.org:443/a?b=c%20d",
        "https://xn--bcher-kva.example/hook",
        "https://under_score.example.org/hook",
        "https://8.8.8.8/hook",
        "https://[2606:4700:4700::1111]/hook",
    ],
)
def test_an_address_on_the_internet_is_accepted(url: str) -> None:
    assert outside.check_url(url).hostname


def test_another_port_is_the_operators_to_allow(settings: Any) -> None:
    settings.OUTSIDE_PORTS = [443, 8443]
    assert outside.check_url("https://hooks.example.org:8443/").port == 8443
    with pytest.raises(outside.Refused, match="port"):
        outside.check_url("https://hooks.example.org:22/")


@given(st.sampled_from(FORBIDDEN), st.integers(min_value=0))
def test_no_address_of_a_forbidden_range_is_public(network: str, number: int) -> None:
    block = ip_network(network)
    assert not outside.is_public(block[number % block.num_addresses])


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_not_public(inner: IPv4Address) -> None:
    number = int(inner)
    for outer in ("::ffff:0:0", "64:ff9b::", "::"):
        assert not outside.is_public(IPv6Address(int(IPv6Address(outer)) + number))
    assert not outside.is_public(IPv6Address((0x2002 << 112) + (number << 80)))


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: IPv4Address | IPv6Address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not outside.is_public(address)


@pytest.mark.parametrize("public", ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001::1"])
def test_the_internet_itself_is_public(public: str) -> None:
    assert outside.is_public(ip_address(public))


def answers(monkeypatch: pytest.MonkeyPatch, *rounds: list[str]) -> list[str]:
    """A name service that answers each lookup with the next round; the names that were looked up."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host[0].isdigit() or ":" in host:
            return real(host, port, *args, **kwargs)  # the socket itself asks for the numbers it was given
        found = rounds[min(len(asked), len(rounds) - 1)]
        asked.append(host)
        return [(0, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.usefixtures("is_strict")
@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1", "8.8.8.8"],
        ["2606:4700:4700::1111", "fd00::1"],
        ["fe80::1%lo"],
    ],
    ids=lambda found: " ".join(found),
)
def test_a_name_that_leads_in_here_is_not_called(
    monkeypatch: pytest.MonkeyPatch, listener: tuple[int, list[Any]], settings: Any, found: list[str]
) -> None:
    port, callers = listener
    settings.OUTSIDE_PORTS = [443, port]
    answers(monkeypatch, found)
    with pytest.raises(outside.NotPublic):
        outside.call("POST", f"https://rebind.example.org:{port}/", headers={})
    assert callers == []


def test_a_name_that_changes_its_answer_is_looked_up_once(
    monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/").respond_with_data(status=204)
    asked = answers(monkeypatch, ["127.0.0.1"], ["10.9.9.9"])
    assert outside.call("POST", f"http://localhost:{httpserver.port}/", headers={}).status == 204
    assert asked == ["localhost"]


def test_the_second_address_is_tried_when_the_first_is_deaf(
    monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/").respond_with_data(status=204)
    answers(monkeypatch, ["127.9.9.9", "127.0.0.1"])
    assert outside.call("POST", f"http://localhost:{httpserver.port}/", headers={}).status == 204


def test_even_with_loopback_allowed_nothing_else_in_here_is(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, ["10.0.0.1"])
    with pytest.raises(outside.NotPublic):
        outside.call("POST", "http://localhost:9/", headers={})
    with pytest.raises(outside.Refused):
        outside.check_url("http://10.0.0.1/")


def test_the_operators_own_address_may_be_anywhere(httpserver: HTTPServer, settings: Any) -> None:
    settings.ALLOW_LOOPBACK = False
    httpserver.expect_request("/sms").respond_with_data("accepted", status=201)
    answer = outside.call("POST", httpserver.url_for("/sms"), headers={}, is_ours=True, wants_body=True)
    assert (answer.status, answer.body) == (201, b"accepted")


def test_a_certificate_for_another_name_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """The address is pinned, yet the certificate must be for the name that was asked for."""
    file = certificate_for("127.0.0.1", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        server.expect_request("/").respond_with_data(status=200)
        assert outside.call("GET", f"https://127.0.0.1:{server.port}/", headers={}).status == 200
        with pytest.raises(ssl.SSLCertVerificationError):
            outside.call("GET", f"https://localhost:{server.port}/", headers={})


def test_an_answer_without_end_is_read_up_to_the_limit(httpserver: HTTPServer) -> None:
    def endless(_: Request) -> Response:
        return Response((b"x" * 8192 for _ in range(100)), status=200)

    httpserver.expect_request("/").respond_with_handler(endless)
    assert len(outside.call("GET", httpserver.url_for("/"), headers={}, wants_body=True).body) == 64 * 1024


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_says_nothing_is_left_in_time(
    listener: tuple[int, list[Any]], monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setattr(outside, "SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on the moment of the cut
        outside.call("GET", f"{scheme}://127.0.0.1:{listener[0]}/", headers={})
    assert time.monotonic() - started < 2


def test_a_name_service_that_hangs_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = threading.Event()
    monkeypatch.setattr(outside, "RESOLVE_SECONDS", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [hanging.wait(30)][:0])
    with pytest.raises(TimeoutError, match="look up"):
        outside.call("GET", "http://localhost:9/", headers={})
    hanging.set()
