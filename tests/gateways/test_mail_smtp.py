"""Mail reaches the one it is for, once, as it was written; what a server does instead is said in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from introtui.gateways.mail import Message
from introtui.gateways.mail_smtp import SmtpMail, SmtpSecurity, message_id
from introtui.gateways.sending import NotSent
from tests.gateways.mail_server import HANG_UP, HANG_UP_WHEN_TAKEN, SILENCE, Post, delivering, self_signed

SENDER = "billing@example.com"
SOON = 0.3
"""Seconds a client waits in the tests of a server that does not answer."""
MESSAGE = Message(
    key="invoice 7",
    address="ivan@example.com",
    subject="Invoice INV-2026-000007: 12.00 €",
    body="Hello Ivan,\n\nes grüßt\n.\nHeron\n",
    written_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
)


def client(port: int, **more: Any) -> SmtpMail:
    values: dict[str, Any] = {
        "security": SmtpSecurity.NONE,
        "sender": SENDER,
        "sender_name": "Heron, Hosting",
        **more,
    }
    return SmtpMail(host="127.0.0.1", port=port, **values)


def sent(post: Post, message: Message = MESSAGE, **more: Any) -> EmailMessage:
    with delivering(post) as port:
        client(port, **more).send(message)
    (mail,) = post.taken
    return mail


def refusal(post: Post, message: Message = MESSAGE, **more: Any) -> NotSent:
    with delivering(post) as port, pytest.raises(NotSent) as caught:
        client(port, **more).send(message)
    return caught.value


def changed(**changes: str) -> Message:
    values = {name: getattr(MESSAGE, name) for name in ("key", "address", "subject", "body")}
    return Message(**{**values, **changes}, written_at=MESSAGE.written_at)


def test_a_mail_arrives_as_it_was_written() -> None:
    post = Post()
    mail = sent(post)
    assert post.envelopes == [["ivan@example.com"]]
    assert (mail["From"], mail["To"]) == ('"Heron, Hosting" <billing@example.com>', "ivan@example.com")
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Date"] == "Mon, 23 Nov 2026 12:00:00 +0000"
    assert mail["Message-ID"] == message_id("invoice 7", SENDER)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.body


def test_an_address_with_a_domain_of_another_alphabet_is_written_to() -> None:
    post = Post()
    sent(post, changed(address="ivan@bücher.example"))
    assert post.envelopes == [["ivan@xn--bcher-kva.example"]]


@pytest.mark.parametrize("name", ["subject", "body", "address", "key"])
def test_no_text_of_a_message_begins_a_header(name: str) -> None:
    post = Post()
    hostile = (
        f"{getattr(MESSAGE, name)}\r\nBcc: thief@example.org\n\rX-Evil: 1\u2028\x00 \n.\r\nRCPT TO:<a@b.example>"
    )
    with delivering(post) as port:
        if name == "address":
            with pytest.raises(NotSent, match="no address"):
                client(port).send(changed(**{name: hostile}))
        else:
            client(port).send(changed(**{name: hostile}))
    for mail in post.taken:
        assert not {"bcc", "x-evil"} & {header.lower() for header in mail}
    assert post.envelopes == ([] if name == "address" else [["ivan@example.com"]])


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@example.com, b@example.com", "Ivan <a@example.com>", "a@b@c"]
)
def test_what_is_no_address_is_never_tried_again(address: str) -> None:
    post = Post()
    error = refusal(post, changed(address=address))
    assert (str(error), error.again) == ("This is no address mail can be sent to.", False)


@pytest.mark.parametrize(
    ("post", "sentence", "again"),
    [
        (
            Post(recipients=["550 5.1.1 No such \x1b[2Juser"]),
            "refused it: 550 5.1.1 No such \ufffd[2Juser.",
            False,
        ),
        (Post(recipients=["450 4.2.1 Mailbox busy"]), "refused it: 450 4.2.1 Mailbox busy.", True),
        (Post(answers=["554 5.7.1 Spam"]), "refused it: 554 5.7.1 Spam.", False),
        (Post(answers=["451 4.3.0 Later"]), "refused it: 451 4.3.0 Later.", True),
        (Post(answers=[HANG_UP]), "did not say whether it took the mail.", True),
    ],
    ids=["for good", "for now", "content for good", "content for now", "hangs up"],
)
def test_a_refusal_is_told_with_the_servers_reason(post: Post, sentence: str, again: bool) -> None:
    error = refusal(post)
    assert (str(error), error.again) == (f"The mail server {sentence}", again)
    assert post.taken == []


def test_a_server_that_is_slow_is_left_after_the_time() -> None:
    error = refusal(Post(answers=[SILENCE]), seconds=SOON)
    assert (str(error), error.again) == ("The mail server did not say whether it took the mail.", True)


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with delivering(Post()) as port:
        gone = port
    with pytest.raises(NotSent) as caught:
        client(gone).send(MESSAGE)
    assert caught.value.again


def test_a_mail_whose_fate_is_unknown_is_recognised_when_it_comes_again() -> None:
    post = Post(answers=[HANG_UP_WHEN_TAKEN])
    with delivering(post) as port:
        with pytest.raises(NotSent) as caught:
            client(port).send(MESSAGE)
        assert caught.value.again
        client(port).send(MESSAGE)
    first, second = post.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_over_starttls_with_a_login(tmp_path: Path) -> None:
    context, trusted = self_signed(tmp_path)
    post = Post()
    options = {"tls_context": context, "require_starttls": True, "authenticator": post.authenticate}
    login = {"user": "heron", "password": "open sesame"}
    with delivering(post, auth_required=True, **options) as port:
        client(port, security=SmtpSecurity.STARTTLS, ca_file=trusted, **login).send(MESSAGE)
        with pytest.raises(NotSent, match="could not be reached"):
            client(port, security=SmtpSecurity.STARTTLS, **login).send(MESSAGE)
        with pytest.raises(NotSent, match="does not accept our login") as caught:
            client(port, security=SmtpSecurity.STARTTLS, ca_file=trusted, user="heron", password="guess").send(
                MESSAGE
            )
    assert caught.value.again
    assert len(post.taken) == 1
    assert {each.login for each in post.logins} == {b"heron"}


def test_over_tls_from_the_start(tmp_path: Path) -> None:
    context, trusted = self_signed(tmp_path)
    post = Post()
    with delivering(post, implicit_tls=context) as port:
        client(port, security=SmtpSecurity.TLS, ca_file=trusted).send(MESSAGE)
    assert len(post.taken) == 1


def test_a_server_without_starttls_gets_no_mail() -> None:
    post = Post()
    error = refusal(post, security=SmtpSecurity.STARTTLS)
    assert (str(error), error.again) == ("The mail server does not offer what the settings ask for.", True)
    assert post.taken == []


def test_a_password_is_in_no_words_of_its_client() -> None:
    assert "hush" not in repr(client(1, user="heron", password="hush"))
