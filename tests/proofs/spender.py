"""A process of its own that renews an order from the balance until that is used up."""

from __future__ import annotations

from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.renewals import RenewalChoice
from introtui.store.engine import Database
from tests.building import services
from tests.waiting import PATIENCE


def spend(said: Connection, url: str, actor: Actor, order_id: int, together: Barrier) -> None:
    """Spend once all are ready, and say how often that went well and what stopped it."""
    at = services(Database(url))
    choice = RenewalChoice(order_id=order_id, term_months=1)
    together.wait(PATIENCE)
    spent = 0
    while True:
        quote = at.renewals.quote(actor, [choice])
        try:
            at.renewals.confirm(actor, quote, f"{order_id} {spent}")
        except ActionRefused as refused:
            said.send((spent, str(refused)))
            break
        spent += 1
    at.close()
