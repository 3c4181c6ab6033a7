"""The queues of the desk: one thing at a time, decided by a single key, and the next one opens by itself."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from introtui.commands import Scope, bindings
from introtui.domain.desk import DeskView, Queue
from introtui.domain.errors import ActionRefused, IntrotuiError
from introtui.domain.overview import Goal
from introtui.domain.queues import DECISIONS, NEEDS, Decision, Done, QueueItem, held_words
from introtui.domain.topics import Topic
from introtui.screens.desk.base import DeskSection
from introtui.screens.desk.opening import open_account
from introtui.screens.desk.queue_keys import DECIDING, FIRST, NAMES, ONLY_IN, REFUSING, decision_of, opening
from introtui.widgets.detail import Detail, said
from introtui.widgets.plain import Plain
from introtui.widgets.queue_item import item_drawn

if TYPE_CHECKING:
    from introtui.place import Place

NOTHING = "Nothing waits here."
ELSEWHERE = "The arrow keys go to the other queues; what comes in opens by itself."


class QueuesScreen(DeskSection):
    """One queue, and of it the thing somebody has taken."""

    SCOPE = Scope.QUEUES
    BINDINGS = bindings(Scope.QUEUES)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.queue = Queue.COMPANIES
        self.item: QueueItem | None = None
        self._last: Done | None = None
        self._passed = 0
        """How many things of a queue were passed over by whoever only looks."""
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
        queue, passed = self.queue, self._passed
        try:
            item, held = await self.session.read(opening(queue, passed, decides=self._decides))
        finally:
            self._taking = False
        if (queue, passed) == (self.queue, self._passed) and self.is_attached:
            self._show(item, held)
        else:
            await self._take()

    def _show(self, item: QueueItem | None, held: Mapping[str, int]) -> None:
        self.item = item
        detail = self.query_one(Detail)
        none = f"{held_words(held) or NOTHING}\n\n{ELSEWHERE}"
        detail.show(said(none) if item is None else item_drawn(item))
        detail.scroll_home(animate=False)
        self.refresh_bindings()

    def _say(self, sentence: str) -> None:
        self.query_one("#row-note", Plain).show(sentence)

    # What keys do

    @property
    def _decides(self) -> bool:
        return self.session.may(NEEDS[self.queue])

    @property
    def _undoable(self) -> Done | None:
        """What was decided last, where it can be taken back and was of this queue."""
        last = self._last
        return last if last is not None and last.can_be_undone and last.queue is self.queue else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what the role does not hold, by the queue, and what cannot be done about this thing."""
        if action == "look":
            return not self._decides
        if action in DECIDING and not (self._decides and self._is_possible(action)):
            return False
        return super().check_action(action, parameters)

    def _is_possible(self, action: str) -> bool:
        if action == "undo":
            return self._undoable is not None
        decision = decision_of(action, self.queue)
        if self.item is None or decision is None:
            return True
        takes = self.item.takes.get(decision)
        return decision not in self.item.impossible and (takes is None or self.session.may(takes))

    def shows_hint(self, action: str) -> bool:
        """Show what can be done to the thing that is open."""
        if action in ("next_queue", "previous_queue"):
            return action == "next_queue"
        if action == "undo":
            return True
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
        self.queue, self.item, self._passed = queue, None, 0
        self._say_last()
        if self.session.state.desk is not None:
            self._show_desk(self.session.state.desk)
        self.read_again()

    def action_look(self) -> None:
        """Look at the next thing."""
        desk = self.session.state.desk
        self._passed = (self._passed + 1) % max(1 if desk is None else desk.waiting[self.queue], 1)
        self.start(self._take())

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
        self._say_last()
        await self._go_on()

    def _say_last(self) -> None:
        last = self._last
        here = last is not None and last.queue is self.queue
        self._say("" if last is None or not here else last.sentence + ("  u takes it back." * last.can_be_undone))

    async def _go_on(self) -> None:
        """Open the next thing, and count anew what waits."""
        await self._take()
        await self.session.reload(frozenset({Topic.DESK}))

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
            self._show(now, {})

    def action_undo(self) -> None:
        """Take the last decision back."""
        self.start(self._undo())

    async def _undo(self) -> None:
        last = self._undoable
        if last is None:
            raise ActionRefused("There is nothing to take back.")
        sentence = await self.session.perform(lambda services, actor: services.queues.undo(actor, last))
        self._last, self.item = None, None
        self._say(sentence)
        await self._go_on()

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
