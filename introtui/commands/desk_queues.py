"""The commands of the queues: one key decides, and the next thing opens."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope


def _queue(name: str, keys: str, label: str, text: str) -> Command:
    return Command(id=f"queues.{name}", scope=Scope.QUEUES, keys=keys, label=label, help=text, action=name)


QUEUES = (
    _queue("accept", "y", "Decide", "Do what is done most: verify, approve, set up, remind, send again, close."),
    _queue("vouch", "Y", "With VAT ID", "Verify the company and vouch for its VAT ID: reverse charge."),
    _queue("ask", "i", "Ask VIES", "Ask VIES about the VAT ID, and show the answer beside what was entered."),
    _queue("assign", "a", "Addresses", "Set the order up with addresses you name."),
    _queue("reply", "r", "Reply", "Answer the ticket by mail, which closes it."),
    _queue("refuse", "x", "Refuse", "Reject, refuse, give up or drop it; what the customer reads is asked."),
    _queue("later", "l", "Later", "Put it off until tomorrow."),
    _queue(
        "undo",
        "u",
        "Undo",
        "Take back what you decided last in this queue, unless it moved money or was a message itself; a customer"
        " who was told of it gets a mail that corrects it.",
    ),
    _queue("account", "enter", "Account", "Show everything of the account it is about."),
    _queue("next_queue", "right", "Next queue", "Go to the next queue."),
    _queue("previous_queue", "left", "Queue before", "Go to the queue before."),
)
