"""What the demo's customers ask of staff, and what staff answer with: tickets, country changes, canned replies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from introtui.clock import FixedClock
from introtui.demo.acting import acting
from introtui.domain.desk import Queue
from introtui.domain.queues import Decision

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from introtui.store.engine import Database

# Greek is what one of them writes: letters that look like Latin ones are meant.
# ruff: noqa: RUF001

SUPPORT = "kim"
"""Who answers."""

KIND = "question"
"""What the desk calls a ticket that a customer wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A ticket some days ago; without an `answer`, given the day after, it waits."""

    login: str
    days_ago: int
    subject: str
    body: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A country change asked for some days ago."""

    login: str
    days_ago: int
    country: str
    reason: str


ABOUT_REVERSE_DNS = (
    "Καλημέρα σας. Από τη Δευτέρα τα μηνύματα που στέλνει ο διακομιστής της παραγγελίας 10451 γυρίζουν πίσω από "
    "δύο μεγάλους παρόχους. Η απάντησή τους είναι κάθε φορά η ίδια: η διεύθυνση 203.0.113.75 δεν έχει αντίστροφη "
    "εγγραφή στο DNS, άρα δεν μπορούν να ξέρουν ποιος στέλνει.\n\n"
    "Έλεγξα ό,τι μπορούσα μόνη μου: το όνομα eleni.example.net δείχνει στη σωστή διεύθυνση, οι εγγραφές SPF και "
    "DKIM είναι σωστές, και η διεύθυνση δεν βρίσκεται σε καμία μαύρη λίστα. Λείπει μόνο η εγγραφή PTR, που μόνο "
    "εσείς μπορείτε να ορίσετε.\n\n"
    "Μπορείτε να την ορίσετε ως mail.eleni.example.net; Τα τιμολόγιά μου φεύγουν από εκεί στο τέλος του μήνα, γι' "
    "αυτό θα ήθελα να έχει λυθεί ως τότε. Αν χρειάζεστε κάτι ακόμη από μένα, γράψτε μου ή τηλεφωνήστε μετά τις "
    "τέσσερις.\n\nΣας ευχαριστώ πολύ, Ελένη Παπαδοπούλου"
)

TICKETS = (
    Asked(
        login="novak",
        days_ago=9,
        subject="No price for another order",
        body="I wanted a second VPS S, and was told that VAT is not set for Slovenia. When can I order it?",
        answer=(
            "Dear Špela Novak, your order 10421 goes on as it is. A new one can be priced once the VAT rate of "
            "Slovenia is set; we will write to you then."
        ),
    ),
    Asked(
        login="papadopoulos",
        days_ago=4,
        subject="Αντίστροφο DNS για το 203.0.113.75",
        body=ABOUT_REVERSE_DNS,
    ),
    Asked(
        login="lowe",
        days_ago=1,
        subject="Renewal of order 10491",
        body="It ends in two days. I paid the invoice from my bank, but it still waits. Did the money arrive?",
    ),
)
"""The oldest first, as they are numbered."""

MOVES = (
    Moved(
        login="guarded",
        days_ago=6,
        country="CZ",
        reason="I moved from Gdańsk to Brno. My new address is in the profile from next week on.",
    ),
    Moved(login="mallory", days_ago=2, country="CA", reason="I have lived in Vancouver since October."),
)
"""The first one's order would cost another tax; outside the EU there is none here or there."""

REPLIES: Mapping[str, str] = MappingProxyType(
    {
        "thanks": "Thank you for writing. We are looking into it and will answer within one working day.",
        "reverse-dns": "The reverse DNS entry of your address is set; it may take an hour until others see it.",
        "bank-transfer": (
            "A transfer takes up to two working days to reach us. With the reference of the invoice in it, it is "
            "booked by itself; without, we look for it by hand."
        ),
        "country-proof": "Please send us an invoice of your electricity or your phone that shows the new address.",
    }
)
"""Answers that are given often, by their names."""

REPLIES_KEPT = 300
"""Days ago since when staff have them."""


def write_requests(database: Database, today: date) -> None:
    """Have the customers ask, and staff answer what is answered; the staff have to be there."""
    services, kim = acting(database, SUPPORT, today - timedelta(days=REPLIES_KEPT))
    for name, body in REPLIES.items():
        services.replies.save(kim, name, body)
    for ticket in TICKETS:
        ticket_id = _ask(database, ticket, FixedClock(today - timedelta(days=ticket.days_ago)).now())
        if ticket.answer:
            services, kim = acting(database, SUPPORT, today - timedelta(days=ticket.days_ago - 1))
            services.queues.decide(kim, Queue.TICKETS, ticket_id, Decision.REPLY, ticket.answer)
    for moved in MOVES:
        services, customer = acting(database, moved.login, today - timedelta(days=moved.days_ago))
        services.profile.request_country(customer, moved.country, moved.reason)


def _ask(database: Database, ticket: Asked, at: datetime) -> int:
    from sqlalchemy import select

    from introtui.store.tables import Account, Ticket

    def work(session: Session) -> int:
        row = Ticket(
            account_id=session.scalars(select(Account.id).where(Account.login == ticket.login)).one(),
            kind=KIND,
            subject=ticket.subject,
            body=ticket.body,
            created_at=at,
        )
        session.add(row)
        session.flush()
        return row.id

    return database.transact(work)
