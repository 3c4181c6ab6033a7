"""What keys do in each queue, what decision they stand for, and how the next thing of a queue is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from introtui.domain.desk import Queue
from introtui.domain.queues import DECISIONS, Decision, QueueItem

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.registry import Services
    from introtui.session import Call

NAMES = {
    Queue.COMPANIES: "Companies",
    Queue.COUNTRIES: "Countries",
    Queue.DELIVERIES: "Set-up",
    Queue.UNPAID: "Overdue",
    Queue.MAIL: "Mail",
    Queue.TICKETS: "Tickets",
}
FIRST = {
    Queue.COMPANIES: "Verify",
    Queue.COUNTRIES: "Approve",
    Queue.DELIVERIES: "Set up",
    Queue.UNPAID: "Remind",
    Queue.MAIL: "Send again",
    Queue.TICKETS: "Close",
}
"""What `y` does in a queue."""
REFUSING = {
    Queue.COMPANIES: (Decision.REJECT, "Reject"),
    Queue.COUNTRIES: (Decision.REFUSE, "Refuse"),
    Queue.DELIVERIES: (Decision.GIVE_UP, "Give up"),
    Queue.MAIL: (Decision.DROP, "Drop"),
}
"""What `x` does in a queue, where it does anything."""
ONLY_IN = {
    "vouch": Queue.COMPANIES,
    "ask": Queue.COMPANIES,
    "assign": Queue.DELIVERIES,
    "reply": Queue.TICKETS,
}
"""Which actions are there in one queue alone."""
DECIDING = frozenset({"accept", "vouch", "ask", "assign", "reply", "refuse", "later", "undo"})
"""Which actions are there for whoever may decide the queue."""


def decision_of(action: str, queue: Queue) -> Decision | None:
    """Return what an action decides in a queue, or is of no use without; None for all others."""
    refusing = REFUSING.get(queue)
    decisions = {
        "accept": DECISIONS[queue][0],
        "vouch": Decision.VERIFY_VAT,
        "ask": Decision.VERIFY_VAT,
        "refuse": None if refusing is None else refusing[0],
    }
    return decisions.get(action)


def opening(queue: Queue, passed: int, *, decides: bool) -> Call[tuple[QueueItem | None, Mapping[str, int]]]:
    """Return the call that reads what to open, and where nothing is free, who works on how much of the rest.

    Whoever does not decide the queue has passed over so many things of it, and takes none.
    """

    def call(services: Services, actor: Actor) -> tuple[QueueItem | None, Mapping[str, int]]:
        queues = services.queues
        if not decides:
            # What was there when it was counted may be gone: then it begins anew.
            return queues.look(actor, queue, passed) or queues.look(actor, queue, 0), {}
        item = queues.take(actor, queue)
        return item, {} if item is not None else queues.held(actor, queue)

    return call
