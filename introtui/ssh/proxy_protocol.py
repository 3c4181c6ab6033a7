"""The PROXY protocol, versions 1 and 2, by which a proxy says whose connection it passes on.

After HAProxy's proxy-protocol.txt, sections 2.1 and 2.2; UDP and UNIX sockets, which no ssh comes by, are refused.
Only listed proxies are believed (`is_proxy`), and they have to send a header. What anybody else sends is left to
ssh, which takes no such header for its own.
"""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from introtui.domain.ip_rules import IpRules, parse_address
from introtui.ssh.sources import peer_address

LONGEST_LINE = 107
"""Bytes of the longest header of version 1, its line end included."""

LONGEST = 536 + 4096
"""Bytes of the longest header that is taken: what fits any first segment, and ample room for TLVs."""

MOST_PORT = 65_535

_LINE = b"PROXY "
_LINE_END = b"\r\n"
_UNKNOWN = b"UNKNOWN"
_SPELLED = {
    b"TCP4": (re.compile(rb"[0-9.]{1,15}"), IPv4Address),
    b"TCP6": (re.compile(rb"[0-9A-Fa-f:.]{1,39}"), IPv6Address),
}
_PORT = re.compile(rb"0|[1-9][0-9]{0,4}")

_SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
_LOCAL, _PROXY = 0x20, 0x21
_UNSPEC = b"\x00"
_FIXED = 16
_PORTS = 4
_TLV_FIXED = 3
_ADDRESS_BYTES = {b"\x11": 4, b"\x21": 16}
"""Length of one address of TCP over IPv4 and over IPv6; a header has two of them, then two ports."""


class NotProxied(ValueError):
    """What came is no header of the PROXY protocol, or came too late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header of `length` bytes; `source` is None if it names nobody, so that the peer's own address counts."""

    source: str | None
    length: int


def is_proxy(address: str, networks: IpRules) -> bool:
    """Tell whether `networks` lists the other end of a connection as a proxy; an empty list has none.

    Raises `InvalidValue` for what is no address.
    """
    return networks.admits(peer_address(address)) is not None


async def read_header(sock: socket.socket, *, within: float) -> str | None:
    """Take exactly the header off `sock`; return the source it names, None if it names nobody.

    `sock` is non-blocking and nobody else reads it; `within` is in seconds (section 2 asks for 3 at least). Bytes
    are looked at (MSG_PEEK) before they are taken, and only what is known to be the header's is taken: nothing but
    its end tells where a line ends. Raises `NotProxied` for anything else, an end, and silence.
    """
    try:
        async with asyncio.timeout(within):
            return await _taken_header(sock)
    except TimeoutError as error:
        raise NotProxied(f"No whole PROXY header came within {within:g} seconds.") from error
    except OSError as error:
        raise NotProxied("The connection broke before a whole PROXY header.") from error


def parse_header(data: bytes) -> Header | None:
    """Return the header `data` begins with; None while it may become one, and then all of it is the header's.

    Raises `NotProxied` once it cannot become one, at the latest with the end of the field that is wrong.
    """
    if _SIGNATURE.startswith(data) or _LINE.startswith(data):
        return None
    if data.startswith(_SIGNATURE):
        return _binary_header(data)
    if data.startswith(_LINE):
        return _line_header(data)
    raise NotProxied("A PROXY header begins with PROXY or with the signature of version 2.")


async def _taken_header(sock: socket.socket) -> str | None:
    taken = b""
    while True:
        waiting = await _waiting_bytes(sock)
        header = parse_header(taken + waiting)
        # Part of a header is taken at once: left there, it would have the socket ready without end.
        taken += sock.recv(len(waiting) if header is None else header.length - len(taken))
        if header is not None and header.length == len(taken):
            return header.source


async def _waiting_bytes(sock: socket.socket) -> bytes:
    while True:
        try:
            waiting = sock.recv(LONGEST, socket.MSG_PEEK)
        except BlockingIOError:
            await _until_readable(sock)
            continue
        if not waiting:
            raise NotProxied("The connection ended before a whole PROXY header.")
        return waiting


async def _until_readable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(sock, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(sock)


def _line_header(data: bytes) -> Header | None:
    line, end, _ = data[:LONGEST_LINE].partition(_LINE_END)
    # Half a line end closes the last field too, though its other half has not come yet.
    text = line if end else line.removesuffix(_LINE_END[:1])
    if len(text) + len(_LINE_END) > LONGEST_LINE:
        raise NotProxied("The line of a PROXY header does not end in time.")
    source = _source_in_line(text, whole=bool(end) or text != line)
    return Header(source=source, length=len(line + end)) if end else None


def _source_in_line(text: bytes, *, whole: bool) -> str | None:
    family, *fields = text.removeprefix(_LINE).split(b" ")
    if family == _UNKNOWN:
        return None
    if family in _SPELLED and fields:
        return _source_in_fields(family, fields, whole=whole)
    if whole or fields or not any(known.startswith(family) for known in (_UNKNOWN, *_SPELLED)):
        raise NotProxied("A PROXY header is of TCP4, TCP6 or UNKNOWN.")
    return None


def _source_in_fields(family: bytes, fields: list[bytes], *, whole: bool) -> str | None:
    if len(fields) > 4 or (whole and len(fields) < 4):
        raise NotProxied("A line of a PROXY header has two addresses and two ports after its family.")
    *finished, growing = [*fields, b""] if whole else fields
    addresses = [_address(family, text) for text in finished[:2]]
    for text in finished[2:]:
        _check_port(text)
    letters = _SPELLED[family][0] if len(finished) < 2 else _PORT
    if growing and letters.fullmatch(growing) is None:
        raise NotProxied("A field in the line of a PROXY header cannot go on like this.")
    return addresses[0] if whole else None


def _address(family: bytes, text: bytes) -> str:
    letters, address = _SPELLED[family]
    if letters.fullmatch(text) is None:
        raise NotProxied("This is no address for the line of a PROXY header.")
    try:
        return _named(str(address(text.decode("ascii"))))
    except ValueError as error:
        raise NotProxied("This is no address of the family that the PROXY header names.") from error


def _check_port(text: bytes) -> None:
    if _PORT.fullmatch(text) is None or int(text) > MOST_PORT:
        raise NotProxied("This is no port for the line of a PROXY header.")


def _binary_header(data: bytes) -> Header | None:
    command, family = data[12], data[13:14]
    if command not in {_LOCAL, _PROXY}:
        raise NotProxied("A binary PROXY header is of version 2, and of LOCAL or PROXY.")
    if command == _PROXY and family not in {b"", _UNSPEC, *_ADDRESS_BYTES}:
        raise NotProxied("A binary PROXY header is of TCP over IPv4 or IPv6, or unspecified.")
    if len(data) < _FIXED:
        return None
    # What LOCAL and UNSPEC say of addresses is to be passed over, whatever it is.
    size = _ADDRESS_BYTES.get(family, 0) if command == _PROXY else 0
    tlvs, length = _FIXED + size * 2 + (_PORTS if size else 0), _FIXED + int.from_bytes(data[14:16])
    if not tlvs <= length <= LONGEST:
        raise NotProxied("A binary PROXY header holds its addresses, and is not longer than this server reads.")
    if len(data) < length:
        return None
    if not size:
        return Header(source=None, length=length)
    _check_tlvs(data[tlvs:length])
    return Header(source=_named(str(ip_address(data[_FIXED : _FIXED + size]))), length=length)


def _check_tlvs(block: bytes) -> None:
    at = 0
    while at + _TLV_FIXED <= len(block):
        at += _TLV_FIXED + int.from_bytes(block[at + 1 : at + _TLV_FIXED])
    if at != len(block):
        raise NotProxied("A TLV of the binary PROXY header reaches beyond its end.")


def _named(address: str) -> str:
    """Return the address as everything else here writes it: IPv4-mapped IPv6 is IPv4."""
    return str(parse_address(address))
