"""The queues of the desk: one thing at a time, decided by a single key, and the next one opens by itself."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from introtui.commands import Scope, bindings
from introtui.domain.desk import DeskView, Queue
from introtui.domain.errors import ActionRefused, IntrotuiError
from introtui.domain.overview import Goal
from introtui.domain.queues import DECISIONS, Decision, Done, QueueItem
from introtui.screens.desk.base import DeskSection
from introtui.screens.desk.opening import open_account
from introtui.widgets.detail import Detail, said
from introtui.widgets.plain import Plain
from introtui.widgets.queue_item import item_drawn

if TYPE_CHECKING:
    from introtui.place import Place

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
ONLY_IN = {
    "vouch": Queue.COMPANIES,
    "ask": Queue.COMPANIES,
    "assign": Queue.DELIVERIES,
    "reply": Queue.TICKETS,
}
"""Which actions are there in one queue alone."""
ALL_DONE = "Nothing waits here.\n\nThe arrow keys go to the other queues; what comes in opens by itself."


class QueuesScreen(DeskSection):
    """One queue, and of it the thing somebody has taken."""

    SCOPE = Scope.QUEUES
    BINDINGS = bindings(Scope.QUEUES)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.queue = Queue.COMPANIES
        self.item: QueueItem | None = None
        self._last: Done | None = None
        self._taking = False

    def compose_body(self) -> ComposeResult:
        """Lay out the queues, the thing, and what was done last."""
        with Horizontal(classes="list-bar"):
            yield Plain("", id="queues")
        yield Detail()
        yield Plain("", id="row-note", classes="dim")

    async def on_unmount(self) -> None:
        """Give back what was taken; others need not wait until its time is over."""
        if self.item is not None:
            # It is over by itself a little later: nothing else about leaving may depend on it.
            with suppress(IntrotuiError):
                await self.session.read(lambda services, actor: services.queues.leave(actor))

    def read_again(self) -> None:
        """Take the next thing where nothing is open."""
        if self.item is None:
            self.start(self._take())

    def _show_desk(self, desk: DeskView) -> None:
        super()._show_desk(desk)
        names = []
        for queue in Queue:
            words = f"{NAMES[queue]} {desk.waiting[queue]}"
            names.append(f"[{words}]" if queue is self.queue else f" {words} ")
        self.query_one("#queues", Plain).show("".join(names))

    async def _take(self) -> None:
        """Open the next thing."""
        if self._taking:
            return
        self._taking = True
        queue = self.queue
        try:
            item = await self.session.read(lambda services, actor: services.queues.take(actor, queue))
        finally:
            self._taking = False
        if queue is self.queue and self.is_attached:
            self._show(item)
        else:
            await self._take()

    def _show(self, item: QueueItem | None) -> None:
        self.item = item
        detail = self.query_one(Detail)
        detail.show(said(ALL_DONE) if item is None else item_drawn(item))
        detail.scroll_home(animate=False)
        self.refresh_bindings()

    def _say(self, sentence: str) -> None:
        self.query_one("#row-note", Plain).show(sentence)

    # What keys do

    def shows_hint(self, action: str) -> bool:
        """Show what can be done to the thing that is open."""
        if action in ("next_queue", "previous_queue"):
            return action == "next_queue"
        if action == "undo":
            return self._last is not None and self._last.can_be_undone
        if self.queue is not ONLY_IN.get(action, self.queue):
            return False
        if action == "refuse" and self.queue not in REFUSING:
            return False
        return self.item is not None or action.startswith("app.")

    def hint_words(self, action: str) -> str | None:
        """Name what the keys do in this queue."""
        if action == "refuse" and self.queue in REFUSING:
            return REFUSING[self.queue][1]
        return FIRST[self.queue] if action == "accept" else super().hint_words(action)

    def action_next_queue(self) -> None:
        """Go to the next queue."""
        self._go(1)

    def action_previous_queue(self) -> None:
        """Go to the queue before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        queues = list(Queue)
        self.show_queue(queues[(queues.index(self.queue) + step) % len(queues)])

    def show_goal(self, goal: Goal) -> None:
        """Open the queue somebody came for."""
        if isinstance(goal, Queue):
            self.show_queue(goal)

    def show_queue(self, queue: Queue) -> None:
        """Open a queue."""
        self.queue, self.item = queue, None
        self._say("")
        if self.session.state.desk is not None:
            self._show_desk(self.session.state.desk)
        self.read_again()

    def action_accept(self) -> None:
        """Do what is done most in this queue."""
        self.start(self._decide(DECISIONS[self.queue][0]))

    def action_vouch(self) -> None:
        """Verify with the VAT ID."""
        if self.queue is Queue.COMPANIES:
            self.start(self._decide(Decision.VERIFY_VAT))

    def action_later(self) -> None:
        """Put it off."""
        self.start(self._decide(Decision.LATER))

    def action_refuse(self) -> None:
        """Say no, with a reason where the customer reads one."""
        if self.queue in REFUSING and self.item is not None:
            decision, label = REFUSING[self.queue]
            self.start(self._decide(decision) if decision is Decision.DROP else self._ask_first(decision, label))

    def action_reply(self) -> None:
        """Answer the ticket."""
        if self.queue is Queue.TICKETS and self.item is not None:
            self.start(self._ask_first(Decision.REPLY, "Reply"))

    def action_assign(self) -> None:
        """Name addresses for the order."""
        if self.queue is Queue.DELIVERIES and self.item is not None:
            self.start(self._ask_first(Decision.DELIVER, "Set up"))

    async def _ask_first(self, decision: Decision, label: str) -> None:
        from introtui.screens.desk.deciding import DecidingDialog

        item = self.item
        if item is None:
            return
        replies = {}
        if decision is Decision.REPLY:
            replies = await self.session.read(lambda services, actor: services.replies.every(actor))
        done = await self.app.push_screen_wait(DecidingDialog(self.session, item, decision, label, replies))
        if done is not None:
            await self._went_on(done)

    async def _decide(self, decision: Decision) -> None:
        item = self.item
        if item is None:
            raise ActionRefused("Nothing is open here.")
        queue, item_id = item.queue, item.item_id
        try:
            done = await self.session.perform(
                lambda services, actor: services.queues.decide(actor, queue, item_id, decision)
            )
        except IntrotuiError:
            await self._look_again()
            raise
        await self._went_on(done)

    async def _went_on(self, done: Done) -> None:
        self._last, self.item = done, None
        self._say(f"{done.sentence}{'  u takes it back.' if done.can_be_undone else ''}")
        await self._take()

    async def _look_again(self) -> None:
        """Show the thing as it is now, or the next one where it waits no more."""
        item = self.item
        if item is None:
            return
        queue, item_id = item.queue, item.item_id
        now = await self.session.read(lambda services, actor: services.queues.again(actor, queue, item_id))
        if now is None:
            self.item = None
            await self._take()
        else:
            self._show(now)

    def action_undo(self) -> None:
        """Take the last decision back."""
        self.start(self._undo())

    async def _undo(self) -> None:
        last = self._last
        if last is None or not last.can_be_undone:
            raise ActionRefused("There is nothing to take back.")
        sentence = await self.session.perform(lambda services, actor: services.queues.undo(actor, last))
        self._last, self.item = None, None
        self._say(sentence)
        await self._take()

    def action_ask(self) -> None:
        """Ask VIES."""
        if self.queue is Queue.COMPANIES and self.item is not None:
            self._say("Asking VIES…")
            self.start(self._ask(self.item.login))

    async def _ask(self, login: str) -> None:
        try:
            check = await self.session.perform(
                lambda services, actor: services.vat_ids.verify_vat_id(actor, login)
            )
        except IntrotuiError:
            self._say("")
            raise
        self._say(check.sentence)
        await self._look_again()

    def action_account(self) -> None:
        """Show the account."""
        if self.item is not None:
            self.start(open_account(self, self.item.account_id))


SECTION = QueuesScreen
