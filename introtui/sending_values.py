"""How the settings of mail servers and gateways are read; each reader raises `InvalidValue` with what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from introtui.domain.errors import InvalidValue

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SECURITIES = ("starttls", "tls", "none")
METHODS = ("POST", "PUT")
MOST_SECONDS = 60
TOKEN = "$token"  # noqa: S105 - the name of the place where one goes
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+:[\x20-\x7e]*")
_SECRET = re.compile(r"[\x21-\x7e][\x20-\x7e]*")

Reader = Callable[[str], "str | int | tuple[str, ...]"]


def read_url(text: str) -> str:
    """Return an address to ask over HTTPS; plain HTTP is for this machine alone."""
    url = urlsplit(text.strip())
    secure = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
    if not secure or not url.hostname:
        raise InvalidValue("Write an address that begins with https://.")
    return text.strip().rstrip("/")


def read_gateway_url(text: str) -> str:
    """Return an address to ask, without a password in it; blank is none."""
    if not text.strip():
        return ""
    if urlsplit(text.strip()).username is not None:
        raise InvalidValue("Write the address without a user and a password; those go into a header.")
    return read_url(text)


def read_host(text: str) -> str:
    """Return a host's name or address; blank is none."""
    host = text.strip()
    if host and not _HOST.fullmatch(host):
        raise InvalidValue("Write the server's name alone, such as mail.example.com.")
    return host


def read_user(text: str) -> str:
    """Return the name of a login at a mail server; blank is none."""
    return read_secret(text)


def read_port(text: str) -> int:
    """Return a port; 0 is the usual one."""
    port = text.strip()
    if not (port.isascii() and port.isdigit()) or int(port) > 65_535:
        raise InvalidValue("Write a port from 1 to 65535, or 0 for the usual one.")
    return int(port)


def read_seconds(text: str) -> int:
    """Return for how long to wait."""
    seconds = text.strip()
    if not (seconds.isascii() and seconds.isdigit()) or not 1 <= int(seconds) <= MOST_SECONDS:
        raise InvalidValue(f"Write a number of seconds from 1 to {MOST_SECONDS}.")
    return int(seconds)


def read_security(text: str) -> str:
    """Return how a mail server's connection is kept from being read."""
    return _one_of(text.strip().lower(), SECURITIES)


def read_method(text: str) -> str:
    """Return a method that carries a body."""
    return _one_of(text.strip().upper(), METHODS)


def _one_of(word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise InvalidValue(f"Write {', '.join(known[:-1])} or {known[-1]}.")
    return word


def read_headers(text: str) -> tuple[str, ...]:
    """Return headers, one a line."""
    lines = tuple(line.strip() for line in text.split("\n") if line.strip())
    for line in lines:
        if not _HEADER.fullmatch(line):
            raise InvalidValue(f"Write headers as Name: value; {TOKEN} stands for the token.")
    return lines


def read_secret(text: str) -> str:
    """Return a password or token; blank is none. Nothing of it is ever repeated in an error."""
    secret = text.strip()
    if secret and not _SECRET.fullmatch(secret):
        raise InvalidValue("Write one line of ASCII characters.")
    return secret


def read_text_body(text: str) -> str:
    """Return the JSON body of a request for an SMS."""
    from introtui.gateways.filling import read_template
    from introtui.gateways.http_gateway import TEXT_VALUES

    return _template(text, lambda: read_template(text, TEXT_VALUES))


def read_call_body(text: str) -> str:
    """Return the JSON body of a request for a call."""
    from introtui.gateways.filling import read_template
    from introtui.gateways.http_gateway import CALL_VALUES

    return _template(text, lambda: read_template(text, CALL_VALUES))


def _template(text: str, check: Callable[[], object]) -> str:
    if text.strip():
        check()
    return text.strip()


def read_answer(text: str) -> str:
    """Return where an answer's JSON has what is wanted; blank is nothing."""
    from introtui.gateways.filling import read_path

    return ".".join(read_path(text))


def _gateway(prefix: str, body: Reader) -> dict[str, Reader]:
    return {
        f"{prefix}_url": read_gateway_url,
        f"{prefix}_method": read_method,
        f"{prefix}_headers": read_headers,
        f"{prefix}_body": body,
        f"{prefix}_answer": read_answer,
        f"{prefix}_seconds": read_seconds,
        f"{prefix}_token": read_secret,
    }


SENDING_READERS: Mapping[str, Reader] = {
    "smtp_host": read_host,
    "smtp_port": read_port,
    "smtp_security": read_security,
    "smtp_user": read_user,
    "smtp_password": read_secret,
    **_gateway("sms", read_text_body),
    **_gateway("call", read_call_body),
    **_gateway("call2", read_call_body),
}
"""How each setting of sending is read."""

SENDING_NUMBERS = frozenset(
    name for name, reader in SENDING_READERS.items() if reader in (read_port, read_seconds)
)
SENDING_LISTS = frozenset(name for name, reader in SENDING_READERS.items() if reader is read_headers)
NOT_SHOWN = "(not shown)"
SECRETS = frozenset(name for name, reader in SENDING_READERS.items() if reader is read_secret)
"""Never printed, and never read from the settings file itself."""


def shown(name: str, value: str | int | tuple[str, ...]) -> str | int | tuple[str, ...]:
    """Return a setting as it may be printed: headers and queries may hold a secret where none belongs."""
    if name in SECRETS:
        return NOT_SHOWN if value else ""
    if isinstance(value, tuple) and name in SENDING_LISTS:
        return tuple(line if TOKEN in line else f"{line.partition(':')[0]}: {NOT_SHOWN}" for line in value)
    if isinstance(value, str) and SENDING_READERS.get(name) is read_gateway_url and "?" in value:
        return f"{value.partition('?')[0]}?{NOT_SHOWN}"
    return value
