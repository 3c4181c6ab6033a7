"""`introtui deliver`, `outbox` and `messages`: what is sent, what was not, and sending it again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING

from introtui.domain.errors import IntrotuiError
from introtui.domain.paging import PageRequest
from introtui.words.acting import acting, answer, remark
from introtui.words.admin import unsent_words

if TYPE_CHECKING:
    from introtui.domain.messages import MessageView
    from introtui.services.delivering import Delivered
    from introtui.services.registry import Services

POLL_SECONDS = 2.0


def deliver(options: argparse.Namespace) -> int:
    """Send what is due, once or until stopped; 1 when something was given up."""
    from introtui.compose import open_services
    from introtui.logs import log_to_file
    from introtui.sending import gateways_of
    from introtui.settings import load_settings

    log_to_file()
    settings = load_settings()
    gateways = gateways_of(settings)
    for sentence in unsent_words(settings):
        remark(sentence)
    if not gateways.sends:
        raise IntrotuiError("There is nothing to send by; see the settings smtp_host and sms_url.")
    with open_services(settings, gateways=gateways) as services:
        return _once(services) if options.once else _on_and_on(services)


def _once(services: Services) -> int:
    done = services.outbox.deliver_due()
    print(_words(done))
    return 1 if done.failed else 0


def _on_and_on(services: Services) -> int:
    from introtui.logs import log_with_reference

    never = Event()
    while True:
        try:
            done = services.outbox.deliver_due()
        except Exception as error:  # noqa: BLE001 - a database that is away for a moment must not end the delivery
            remark(f"Nothing could be delivered. Reference {log_with_reference(error)} in the log tells why.")
        else:
            if done.delivered or done.postponed or done.failed:
                print(_words(done))
                sys.stdout.flush()
        never.wait(POLL_SECONDS)


def _words(done: Delivered) -> str:
    return f"{done.delivered} delivered, {done.postponed} to be tried again, {done.failed} given up."


def list_messages(options: argparse.Namespace) -> int:
    """Print what did not arrive or still waits, of all accounts, the newest first."""
    from introtui.settings import load_settings

    with acting(options) as by:
        found = by.services.outbox.undelivered(by.actor)
    for sentence in unsent_words(load_settings()):
        remark(sentence)
    return answer(options, [_record(message) for message in found], lambda: _lines(found))


def _lines(found: list[MessageView]) -> Iterator[str]:
    for message in found:
        yield (
            f"{message.message_id:>8}  {message.at:%Y-%m-%d %H:%M}  {message.login:<14} {message.channel:<5}"
            f" {message.address:<30} {message.state:<13}  {message.subject}"
        )
        if message.trouble:
            yield f"{'':10}{message.trouble}"


def list_own(options: argparse.Namespace) -> int:
    """Print what was sent to the account, the newest first."""
    request = PageRequest(sort="", descending=True, limit=options.last)
    with acting(options) as by:
        found = list(by.services.outbox.log(by.actor, request).items)
    return answer(options, [_record(message) for message in found], lambda: _lines(found))


def retry_message(options: argparse.Namespace) -> int:
    """Send a message again, now."""
    with acting(options) as by:
        again = by.services.outbox.resend(by.actor, options.message)
    return answer(
        options, _record(again), lambda: [f"Message {again.message_id} to {again.address} is sent again."]
    )


def _record(message: MessageView) -> dict[str, object]:
    return {
        "id": message.message_id,
        "login": message.login,
        "at": message.at.isoformat(),
        "channel": message.channel,
        "kind": message.kind,
        "subject": message.subject,
        "address": message.address,
        "state": message.state.value,
        "trouble": message.trouble,
        "attempts": message.attempts,
        "due_at": None if message.due_at is None else message.due_at.isoformat(),
    }
