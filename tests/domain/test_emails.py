"""Email addresses as customers type them."""

from __future__ import annotations

import pytest

from introtui.domain.emails import parse_email
from introtui.domain.errors import InvalidValue


@pytest.mark.parametrize("domain", ["example.com", "example.org", "example.net"])
def test_documentation_domains_are_accepted(domain: str) -> None:
    assert parse_email(f"user0@{domain}") == f"user0@{domain}"


def test_only_the_domain_is_lowered() -> None:
    assert parse_email(" Ivan.Petrov@EXAMPLE.Com\n") == "Ivan.Petrov@example.com"


def test_other_scripts_are_accepted() -> None:
    assert parse_email("post@b\u00fccher.example.org") == "post@b\u00fccher.example.org"


@pytest.mark.parametrize(
    "text",
    [
        "not an address",
        "x@@y",
        "x@y",
        "@example.com",
        "a b@example.com",
        "Bob <bob@example.com>",
        '"bob"@example.com',
        "bob@[192.0.2.1]",
        "a@example.com,b@example.com",
        "a" * 65 + "@example.com",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"enter one such as name@example\.com\.$"):
        parse_email(text)


def test_nothing_asks_for_an_address() -> None:
    with pytest.raises(InvalidValue, match=r"^Enter an email address"):
        parse_email("  ")


@pytest.mark.parametrize("text", ["a\u200bb@example.com", "a@exam\u202eple.com", "a\r\nBcc: b@example.com"])
def test_hidden_characters_and_header_injection_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="Character"):
        parse_email(text)
