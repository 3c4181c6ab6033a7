"""A process of its own that delivers messages and never gets to mark one: it can be killed once it has sent it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from threading import Event
from typing import Any

from introtui.gateways.filling import read_template
from introtui.gateways.http_gateway import TEXT_VALUES, HttpGateway, HttpTexts
from introtui.gateways.mail_smtp import SmtpMail, SmtpSecurity
from introtui.gateways.outside import Gateways
from introtui.store.engine import Database
from tests.services.posting import MovingClock, Office

SENDER = "billing@example.com"


def real_gateways(port: int, url: str) -> Gateways:
    """Return the real clients of servers on this machine."""
    body = read_template('{"to": "$number", "text": "$text"}', TEXT_VALUES)
    return Gateways(
        mail=SmtpMail(host="127.0.0.1", port=port, security=SmtpSecurity.NONE, sender=SENDER),
        texts=HttpTexts(HttpGateway(name="SMS gateway", url=url, body=body, answer=())),
    )


@dataclass(frozen=True, slots=True)
class Halting:
    """Sends by a real client, says so once the server has answered, and then does nothing any more."""

    client: Any
    said: Connection
    keeps: bool = False

    def send(self, *what: Any) -> None:
        self.client.send(*what)
        self.said.send("sent")
        Event().wait()


def deliver(said: Connection, database_url: str, now: datetime, port: int, url: str) -> None:
    """Deliver what is due, until the first message is sent."""
    real = real_gateways(port, url)
    halting = Gateways(mail=Halting(real.mail, said), texts=Halting(real.texts, said))
    office = Office(database=Database(database_url), gateways=halting, clock=MovingClock(now))
    office.services.outbox.deliver_due()
