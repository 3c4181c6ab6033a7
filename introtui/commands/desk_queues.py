"""The commands of the queues: one key decides, and the next thing opens."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.domain.desk import Queue
from introtui.domain.permissions import Permission
from introtui.domain.queues import NEEDS

ANY = frozenset(NEEDS.values())


def _queue(
    name: str, keys: str, label: str, text: str, needs: frozenset[Permission] = frozenset({Permission.READ})
) -> Command:
    """Return a command for whoever may decide any of the queues it is for."""
    return Command(
        id=f"queues.{name}",
        scope=Scope.QUEUES,
        keys=keys,
        label=label,
        help=text,
        action=name,
        needs=needs,
    )


def _only_in(queue: Queue, name: str, keys: str, label: str, text: str) -> Command:
    return _queue(name, keys, label, text, frozenset({NEEDS[queue]}))


QUEUES = (
    _queue(
        "accept", "y", "Decide", "Do what is done most: verify, approve, set up, remind, send again, close.", ANY
    ),
    _only_in(
        Queue.COMPANIES,
        "vouch",
        "Y",
        "With VAT ID",
        "Verify the company and vouch for its VAT ID: reverse charge.",
    ),
    _only_in(
        Queue.COMPANIES,
        "ask",
        "i",
        "Ask VIES",
        "Ask VIES about the VAT ID, and show the answer beside what was entered.",
    ),
    _only_in(Queue.DELIVERIES, "assign", "a", "Addresses", "Set the order up with addresses you name."),
    _only_in(Queue.TICKETS, "reply", "r", "Reply", "Answer the ticket by mail, which closes it."),
    _queue("refuse", "x", "Refuse", "Reject, refuse, give up or drop it; what the customer reads is asked.", ANY),
    _queue("later", "l", "Later", "Put it off until tomorrow.", ANY),
    _queue("look", "n", "Next one", "Look at the next one, in a queue that your role does not decide."),
    _queue(
        "undo",
        "u",
        "Undo",
        "Take back what you decided last in this queue, unless it moved money or was a message itself; a customer"
        " who was told of it gets a mail that corrects it.",
        ANY,
    ),
    _queue("account", "enter", "Account", "Show everything of the account it is about."),
    _queue("next_queue", "right", "Next queue", "Go to the next queue."),
    _queue("previous_queue", "left", "Queue before", "Go to the queue before."),
)
