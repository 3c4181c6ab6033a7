"""What a proxy says before ssh speaks: the published examples, every prefix of a header, and forgeries."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.ip_rules import parse_address, parse_ip_rules
from introtui.ssh.proxy_protocol import LONGEST, Header, NotProxied, is_proxy, parse_header

SIGNATURE = bytes.fromhex("0d0a0d0a000d0a515549540a")
BANNER = b"SSH-2.0-OpenSSH_9.9\r\n"
NAMES_NOBODY = [b"PROXY UNKNOWN\r\n", b"PROXY UNKNOWN " + b"\xff" * 91 + b"\r\n", b"PROXY UNKNOWN a\rb\nc\r\n"]
V6 = "2001:0db8:0000:0000:0000:00FF:fe00:0042"

ADDRESSES = st.one_of(*(st.tuples(st.ip_addresses(v=v), st.ip_addresses(v=v)) for v in (4, 6)))
PORTS = st.tuples(st.integers(0, 65_535), st.integers(0, 65_535))
TLVS = st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=30)), max_size=4)


def line(addresses: tuple[object, object], ports: tuple[int, int]) -> bytes:
    family = "TCP6" if ":" in str(addresses[0]) else "TCP4"
    return f"PROXY {family} {addresses[0]} {addresses[1]} {ports[0]} {ports[1]}\r\n".encode()


def binary(block: bytes = b"", *, command: int = 0x21, family: int = 0x11, length: int | None = None) -> bytes:
    told = len(block) if length is None else length
    return SIGNATURE + bytes([command, family]) + told.to_bytes(2) + block


def tcp(
    addresses: tuple[IPv4Address | IPv6Address, ...], ports: tuple[int, int], tlvs: list[tuple[int, bytes]]
) -> bytes:
    block = b"".join(address.packed for address in addresses) + b"".join(port.to_bytes(2) for port in ports)
    block += b"".join(bytes([kind]) + len(value).to_bytes(2) + value for kind, value in tlvs)
    return binary(block, family=0x11 if addresses[0].version == 4 else 0x21)


def refused(data: bytes) -> bool:
    try:
        parse_header(data)
    except NotProxied:
        return True
    return False


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (b"PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n", "192.168.0.1"),
        (b"PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255"),
        (f"PROXY TCP6 {V6} {V6} 65535 65535\r\n".encode(), "2001:db8::ff:fe00:42"),
        (b"PROXY TCP6 ::ffff:192.0.2.7 ::1 0 1\r\n", "192.0.2.7"),
        *((data, None) for data in NAMES_NOBODY),
        (binary(bytes.fromhex("ac130001ac130003a6520050")), "172.19.0.1"),
        (binary(IPv6Address("::ffff:192.0.2.7").packed * 2 + bytes(4), family=0x21), "192.0.2.7"),
        (binary(command=0x20, family=0), None),
        *((binary(b"whatever", command=0x20, family=family), None) for family in (0x11, 0x21, 0x31, 0xFF)),
        (binary(b"whatever", family=0), None),
    ],
)
def test_headers_as_they_are_published_and_sent(data: bytes, source: str | None) -> None:
    assert parse_header(data) == Header(source=source, length=len(data))
    assert parse_header(data + BANNER) == Header(source=source, length=len(data))
    assert [parse_header(data[:end]) for end in range(len(data))] == [None] * len(data)


@given(ADDRESSES, PORTS)
def test_a_line_says_whose_connection_it_is(
    addresses: tuple[IPv4Address | IPv6Address, IPv4Address | IPv6Address], ports: tuple[int, int]
) -> None:
    data = line(addresses, ports)
    said = Header(source=str(parse_address(str(addresses[0]))), length=len(data))
    assert parse_header(data + BANNER) == said
    assert [parse_header(data[:end]) for end in range(len(data))] == [None] * len(data)


@given(ADDRESSES, PORTS, TLVS)
def test_a_binary_header_says_whose_connection_it_is_and_its_tlvs_are_passed_over(
    addresses: tuple[IPv4Address | IPv6Address, ...], ports: tuple[int, int], tlvs: list[tuple[int, bytes]]
) -> None:
    data = tcp(addresses, ports, tlvs)
    said = Header(source=str(parse_address(str(addresses[0]))), length=len(data))
    assert parse_header(data + BANNER) == said
    assert [parse_header(data[:end]) for end in range(len(data))] == [None] * len(data)


BLOCK = bytes(12)
BROKEN_LINES = [
    f"PROXY {rest}"
    for rest in (
        "TCP4\r\n",
        "TCP4 192.0.2.1\r\n",
        "TCP4 192.0.2.1 192.0.2.2 1\r\n",
        "TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n",
        "TCP4 192.0.2.1 192.0.2.2 1 2 \r\n",
        "TCP4  192.0.2.1 192.0.2.2 1 2\r\n",
        "TCP4 192.0.2.1 192.0.2.2 1 2\n" + " " * 80,
        "TCP4 192.0.2.1 192.0.2.2 1 2\r" + " " * 80,
        "TCP4 192.0.2.1 192.0.2.2 1 2\r\r\n",
        "TCP4 192.0.2.1 192.0.2.2 1 65536\r\n",
        "TCP4 192.0.2.1 192.0.2.2 01 2\r\n",
        "TCP4 192.0.2.1 192.0.2.2 +1 2\r\n",
        "TCP4 192.0.2.1 192.0.2.2 -1 2\r\n",
        "TCP4 192.0.2.1 192.0.2.2 1_0 2\r\n",
        "TCP4 192.0.2.01 192.0.2.2 1 2\r\n",
        "TCP4 192.0.2.256 192.0.2.2 1 2\r\n",
        "TCP4 192.0.2 192.0.2.2 1 2\r\n",
        "TCP4 192.0.2.1 192.0.2.2/8 1 2\r\n",
        "TCP4 ::1 ::1 1 2\r\n",
        "TCP6 192.0.2.1 ::1 1 2\r\n",
        "TCP6 ::1 192.0.2.1 1 2\r\n",
        "TCP6 fe80::1%eth0 ::1 1 2\r\n",
        "TCP6 1::2::3 ::1 1 2\r\n",
        "TCP6 12345::1 ::1 1 2\r\n",
        "TCP6 1:2:3:4:5:6:7 ::1 1 2\r\n",
        "TCP6 [::1] ::1 1 2\r\n",
        "tcp4 192.0.2.1 192.0.2.2 1 2\r\n",
        "UDP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "TCP 192.0.2.1 192.0.2.2 1 2\r\n",
        "TCP5 192.0.2.1 192.0.2.2 1 2\r\n",
        "UNKNOWNX\r\n",
        "UNKNOW\r\n",
        "unknown\r\n",
        "\r\n",
        " TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "UNKNOWN " + "f" * 92 + "\r\n",
    )
]
BROKEN = [
    *(data.encode() for data in BROKEN_LINES),
    *(first + line(("192.0.2.1", "192.0.2.2"), (1, 2)) for first in (b" ", b"\x00", b"\r\n", b"\xff", BANNER)),
    *(data for data in (BANNER, b"proxy TCP4 ", b"GET / HTTP/1.1\r\n", b"\x16\x03\x01\x02\x00", b"PROXY\tTCP4")),
    *(binary(BLOCK, command=command) for command in range(256) if command not in {0x20, 0x21}),
    *(binary(bytes(216), family=family) for family in range(256) if family not in {0x00, 0x11, 0x21}),
    *(binary(bytes(told)) for told in range(12)),
    *(binary(bytes(told), family=0x21) for told in range(36)),
    *(binary(length=told, command=command) for told in (LONGEST - 15, 65_535) for command in (0x20, 0x21)),
    *(binary(BLOCK + bytes.fromhex(tlv)) for tlv in ("04", "0400", "040001", "04000004", "04ffff0102")),
    *(SIGNATURE[:at] + bytes([SIGNATURE[at] ^ 0x20]) + SIGNATURE[at + 1 :] + b"\x21\x11" for at in range(12)),
]


def test_what_is_forged_or_broken_is_refused() -> None:
    assert len(BROKEN) > 200
    assert [data for data in BROKEN if not refused(data)] == []


@given(st.data())
def test_a_header_with_one_byte_changed_is_refused_or_says_something_well_formed(data: st.DataObject) -> None:
    whole = data.draw(st.builds(line, ADDRESSES, PORTS) | st.builds(tcp, ADDRESSES, PORTS, TLVS))
    at, byte = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 255))
    changed = whole[:at] + bytes([byte]) + whole[at + 1 :]
    if refused(changed):
        assert refused(changed + BANNER)
    elif (header := parse_header(changed)) is not None:
        assert header.length <= len(changed)
        assert header.source is None or str(ip_address(header.source)) == header.source


def test_a_wrong_header_is_refused_before_it_is_whole() -> None:
    lines = ("TCP5", "TCP ", "TCP4 x", "TCP4 192.0.2.1 192.0.2.2 x", "TCP4 192.0.2.1 192.0.2.2 1\r", "UNKNOWN\rX")
    for early in (b"S", b"\r\n\r\nS", SIGNATURE + b"\x11", *(f"PROXY {rest}".encode() for rest in lines)):
        assert refused(early)
    assert refused(b"PROXY UNKNOWN ".ljust(106, b"f"))


def test_only_listed_proxies_are_believed() -> None:
    proxies = parse_ip_rules("192.0.2.0/28, 2001:db8::7")
    believed = ("192.0.2.1", "::ffff:192.0.2.15", "2001:db8::7", "192.0.2.16", "2001:db8::8", "127.0.0.1")
    assert [is_proxy(address, proxies) for address in believed] == [True, True, True, False, False, False]
    assert not is_proxy("192.0.2.1", parse_ip_rules(""))
