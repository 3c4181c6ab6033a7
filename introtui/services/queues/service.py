"""Working through a queue: the next thing is one person's alone, and a decision brings the one after it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.permissions import Permission
from introtui.domain.queues import DECISIONS, LATER, NEEDS, Decision, Done, QueueItem
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.queues.claims import (
    bring_back,
    claim,
    free_for,
    held_by_others,
    let_all_go,
    let_go,
    put_off,
    require_claim,
)
from introtui.services.queues.companies import Companies
from introtui.services.queues.countries import Countries
from introtui.services.queues.deliveries import Deliveries
from introtui.services.queues.kind import Given, Outcome, QueueKind
from introtui.services.queues.mail import Mail
from introtui.services.queues.tickets import Tickets
from introtui.services.queues.unpaid import Unpaid
from introtui.services.staff import require
from introtui.store.desk_queries import NUMBER, oldest_first
from introtui.store.desk_queries import put_off as is_put_off
from introtui.store.numbers import can_be
from introtui.store.rows import add_row
from introtui.store.tables import Change

KINDS: tuple[type[QueueKind], ...] = (Companies, Countries, Deliveries, Unpaid, Mail, Tickets)
TRIES = 20
"""Things looked at for one that nobody takes in the same moment."""


class QueueService:
    """The queues, for staff."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._kinds = {kind.QUEUE: kind(context) for kind in KINDS}

    def take(self, actor: Actor, queue: Queue) -> QueueItem | None:
        """Take what waits longest and nobody works on, and give back what was taken before; None when all is done.

        Whoever may not decide it is shown what waits longest and takes nothing.
        """
        require(actor, Permission.READ)
        if not actor.may(NEEDS[queue]):
            return self.look(actor, queue, 0)

        def work(session: Session) -> QueueItem | None:
            given_back = let_all_go(session, actor)
            item = self._taken(session, actor, queue)
            if {*given_back} - ({(queue, item.item_id)} if item is not None else set()):
                _tell_it_is_free(session, actor)
            return item

        return self._context.database.transact_in_turn(work)

    def _taken(self, session: Session, actor: Actor, queue: Queue) -> QueueItem | None:
        now = self._context.clock.now()
        free = free_for(actor, queue, NUMBER[queue], now)
        for item_id in session.scalars(oldest_first(queue, now.date()).where(free).limit(TRIES)).all():
            if claim(session, actor, queue, item_id, now):
                item = self._kinds[queue].describe(session, item_id)
                if item is not None:
                    return item
        return None

    def look(self, actor: Actor, queue: Queue, skip: int) -> QueueItem | None:
        """Return what waits longest but for so many things, and take nothing; None past the last one."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            now = self._context.clock.now()
            waiting = oldest_first(queue, now.date()).where(~is_put_off(queue, now))
            item_id = session.scalars(waiting.offset(skip).limit(1)).first()
            return None if item_id is None else self._kinds[queue].describe(session, item_id)

    def held(self, actor: Actor, queue: Queue) -> dict[str, int]:
        """Return how many things of a queue each of the others works on, by login."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return held_by_others(session, actor, queue, self._context.clock.now())

    def again(self, actor: Actor, queue: Queue, item_id: int) -> QueueItem | None:
        """Return a thing as it is now, None when it waits no more."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return self._kinds[queue].describe(session, item_id) if can_be(item_id) else None

    def leave(self, actor: Actor) -> None:
        """Give back whatever somebody took."""
        require(actor, Permission.READ)

        def work(session: Session) -> None:
            if let_all_go(session, actor):
                _tell_it_is_free(session, actor)

        self._context.database.transact(work)

    def decide(
        self,
        actor: Actor,
        queue: Queue,
        item_id: int,
        decision: Decision,
        text: str = "",
        addresses: tuple[str, ...] = (),
    ) -> Done:
        """Decide a thing; raises `ActionRefused` where somebody else works on it, or what the decision raises.

        `text` is the reason or the reply, `addresses` what an order is given instead of addresses of its pool.
        """
        require(actor, NEEDS[queue])
        if decision not in DECISIONS[queue]:
            raise ActionRefused("This cannot be decided so.")
        given = Given(text=text, addresses=addresses)

        def work(session: Session) -> Done:
            now = self._context.clock.now()
            if not can_be(item_id):
                raise NotFound("There is no such thing.")
            require_claim(session, actor, queue, item_id, now)
            outcome = self._decide(session, actor, queue, item_id, decision, given)
            # Not what was put off: that has to stay away.
            let_go(session, actor, queue, item_id)
            return Done(
                queue=queue,
                item_id=item_id,
                decision=decision,
                sentence=outcome.sentence,
                before=outcome.before,
            )

        return self._context.database.transact_in_turn(work)

    def _decide(
        self, session: Session, actor: Actor, queue: Queue, item_id: int, decision: Decision, given: Given
    ) -> Outcome:
        if decision is not Decision.LATER:
            return self._kinds[queue].decide(session, actor, item_id, decision, given)
        put_off(session, actor, queue, item_id, self._context.clock.now(), LATER)
        self._context.record(
            session, actor, action="queue.later", topics=(Topic.DESK,), subject=f"{queue} {item_id}"
        )
        return Outcome(sentence="Put off until tomorrow.")

    def undo(self, actor: Actor, done: Done) -> str:
        """Take a decision back and return what is so again; raises `ActionRefused`."""
        require(actor, NEEDS[done.queue])
        if not done.can_be_undone:
            raise ActionRefused("This cannot be taken back.")

        def work(session: Session) -> str:
            if done.decision is not Decision.LATER:
                return self._kinds[done.queue].undo(session, actor, done)
            bring_back(session, done.queue, done.item_id)
            self._context.record(
                session,
                actor,
                action="queue.undo",
                topics=(Topic.DESK,),
                subject=f"{done.queue} {done.item_id}",
            )
            return "It waits again."

        return self._context.database.transact_in_turn(work)


def _tell_it_is_free(session: Session, actor: Actor) -> None:
    """Have the colleagues look whose queues are empty but for what others work on."""
    add_row(session, Change, {"account_id": actor.account_id, "topic": Topic.DESK})
