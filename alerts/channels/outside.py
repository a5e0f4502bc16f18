"""One HTTP request to the outside. An address that a user gave us must lead to the public internet, and nowhere else.

Source of the rules: the design's trust page, section 7.5. An address that the operator set may lead anywhere.
"""

import http.client
import re
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Thread
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from alerts.channels.deadline import hung_up_after

LONGEST_URL = 2048
RESOLVE_SECONDS = 2.0
CONNECT_SECONDS = 2.0
SECONDS = 4.0  # for the handshake, the question and the answer together
LONGEST_ANSWER = 64 * 1024
LONGEST_WAIT = 600  # seconds; nobody may ask us to be silent for longer
HTTPS = 443

Address = IPv4Address | IPv6Address

NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
            *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            *("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32"),
            *("2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        ),
    )
)
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
THIS_MACHINE = "localhost"

# What urlsplit would quietly drop or read in its own way: blanks, control characters, backslashes, anything not ASCII.
ODD = re.compile(r"[^\x21-\x7e]|\\")
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


class Refused(ValueError):
    """An address that must not be called. The sentence is for whoever gave it to us."""


class NotPublic(OSError):
    """The name leads somewhere that is not the public internet."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said. `body` is at most `LONGEST_ANSWER` long, and empty unless it was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def wait_seconds(self) -> int:
        """How long the other side asks us to wait (`Retry-After` in seconds); 0 when it does not say."""
        text = self.headers.get("retry-after", "").strip()
        return min(int(text), LONGEST_WAIT) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def check_url(url: str) -> SplitResult:
    """The parts of an address that a user may give us. Looks nothing up, so that it can be called anywhere. Raises `Refused`."""
    if len(url) > LONGEST_URL:
        raise Refused(f"This address is longer than {LONGEST_URL} characters.")
    if ODD.search(url):
        raise Refused("This address holds blanks, control characters, backslashes or letters outside ASCII.")
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError as error:
        raise Refused("This is not an address.") from error
    if parts.username is not None or parts.password is not None:
        raise Refused("This address carries a user name or password; leave them out.")
    if "#" in url:
        raise Refused("This address has a part after #, which no server would see.")
    if is_loopback_allowed(parts):
        return parts
    if parts.scheme != "https" or not parts.hostname:
        raise Refused("A full address that begins with https:// is needed.")
    if (HTTPS if port is None else port) not in settings.OUTSIDE_PORTS:
        raise Refused(f"This address names a port that is not allowed here: {port}.")
    _check_host(parts.hostname)
    if settings.OUTSIDE_HOSTS and not is_named(parts.hostname, (*settings.OUTSIDE_HOSTS, *settings.PUSH_HOSTS)):
        raise Refused("Whoever hosts Ebb has listed what it may call, and this host is not in the list.")
    return parts


def is_named(host: str, hosts: Iterable[str]) -> bool:
    """Whether `hosts` names it; one with a leading dot names every host under it."""
    return any(host == known or (known.startswith(".") and host.endswith(known)) for known in hosts)


def is_loopback_allowed(parts: SplitResult) -> bool:
    """Whether this is an address on this machine, and the operator lets users name one (tests and the demo)."""
    if not settings.ALLOW_LOOPBACK or parts.scheme not in ("http", "https"):
        return False
    host = parts.hostname or ""
    return host == THIS_MACHINE or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in LOOPBACK if network.version == address.version)


def _check_host(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        labels = host.split(".")
        # Decimal, octal, hexadecimal and short forms of an IPv4 address end in a number; no name on the internet does.
        if len(host) > 253 or not all(map(LABEL.fullmatch, labels)) or NUMBER.fullmatch(labels[-1]):
            raise Refused("This address has no proper host name.") from None
        if len(labels) < 2:
            raise Refused("This address needs a full host name, such as hooks.example.org.") from None
        return
    if not is_public(address):
        raise Refused("This address does not lead to the public internet.")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet. Those that carry an IPv4 address inside do not count."""
    in_a_block = any(address in network for network in NOT_PUBLIC if network.version == address.version)
    scoped = isinstance(address, IPv6Address) and address.scope_id is not None
    return address.is_global and not (in_a_block or scoped or address.is_multicast or address.is_reserved)


def resolve(host: str, port: int) -> tuple[Address, ...]:
    """Every address of a name, looked up once, within `RESOLVE_SECONDS`. Raises OSError."""
    found: list[Address] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append(ip_address(str(place[0])))
        except (OSError, ValueError) as error:
            failed.append(error if isinstance(error, OSError) else OSError("not an address"))

    # The resolver of the system takes no time limit: a thread that is left behind ends by itself.
    thread = Thread(target=look_up, daemon=True, name="resolve")
    thread.start()
    thread.join(RESOLVE_SECONDS)
    if thread.is_alive():
        raise TimeoutError("the name took too long to look up")
    if failed or not found:
        raise failed[0] if failed else OSError("the name has no address")
    return tuple(dict.fromkeys(found))


def check_addresses(addresses: Iterable[Address], *, is_loopback: bool) -> None:
    """Raise `NotPublic` unless every address may be called: one bad answer among good ones spoils them all."""
    for address in addresses:
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        allowed = _is_loopback(str(mapped or address)) if is_loopback else is_public(address)
        if not allowed:
            raise NotPublic("the name leads to an address that is not public")


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    is_ours: bool = False,
    wants_body: bool = False,
    longest: int = LONGEST_ANSWER,
) -> Answer:
    """Ask once: one lookup, the address pinned, no redirects, no proxy, TLS checked against the host's name.

    `is_ours`: the operator set the address, so it may be anywhere. `longest`: of the body no more is read.
    Raises `Refused`, OSError, http.client.HTTPException.
    """
    parts = urlsplit(url) if is_ours else check_url(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (HTTPS if is_tls else http.client.HTTP_PORT)
    addresses = resolve(host, port)
    if not is_ours:
        check_addresses(addresses, is_loopback=is_loopback_allowed(parts))
    connection = _connection(host, port, is_tls=is_tls)
    connection.auto_open = 0  # never connects by itself, which would look the name up again
    connection.sock = _connect(addresses, port)
    try:
        with hung_up_after(SECONDS, lambda: connection.sock) as is_late:
            if is_tls:
                connection.sock = _secured(connection, host)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            text = response.read(longest) if wants_body else b""
        if is_late.is_set():
            raise TimeoutError("the answer did not end")
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, text)
    finally:
        connection.close()


def _connection(host: str, port: int, *, is_tls: bool) -> http.client.HTTPConnection:
    if not is_tls:
        return http.client.HTTPConnection(host, port, timeout=SECONDS)
    return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())


def _connect(addresses: tuple[Address, ...], port: int) -> socket.socket:
    """A connection to the first of these addresses that answers in time."""
    end = monotonic() + CONNECT_SECONDS
    for number, address in enumerate(addresses, start=1):
        left = end - monotonic()
        is_last = number == len(addresses)
        try:
            connected = socket.create_connection((str(address), port), timeout=max(0.1, left if is_last else left / 2))
        except OSError:
            if is_last or monotonic() >= end:
                raise
            continue
        connected.settimeout(SECONDS)
        return connected
    raise OSError("there is no address to connect to")


def _secured(connection: http.client.HTTPConnection, host: str) -> ssl.SSLSocket:
    """The connection under TLS, its certificate checked against the name that was asked for, not the address."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    wrapped = context.wrap_socket(connection.sock, server_hostname=host, do_handshake_on_connect=False)
    connection.sock = wrapped  # so that the deadline can cut the handshake too
    wrapped.do_handshake()
    return wrapped
