"""Staff read what customers wrote: generated texts over every field, and none does anything (spec section 5)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select
from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.commands import DESK_SECTIONS, ON_ACCOUNT, SECTIONS, Scope, in_scope
from introtui.demo import ADDRESS, DEFAULT_ACCOUNTS, DEFAULT_TODAY, KEY, WAY
from introtui.screens.desk.account import AccountDesk
from introtui.screens.desk.account_views import AccountView
from introtui.services.registry import Services
from introtui.session import Connected, Session
from introtui.store.engine import Database
from introtui.store.tables import Order, Profile
from tests.byte_driver import intruders, texts, written
from tests.desk_events import work_a_day
from tests.hostile_data import AT_DESK, CODES, NEVER_SHOWN, text_columns
from tests.hostile_rows import plant_everywhere
from tests.hostile_walk import Walk
from tests.programs import WIDE, until
from tests.proofs import rounds

THOROUGH = bool(rounds(0, 1))
"""Whether every dialog is opened, in every list; else only the lists, what stands beside them, and an account."""
TEXTS, ROUNDS = 10_000, 2
"""How many texts are planted in all the rounds."""
STAFF, OTHER_STAFF = "anna", "bo"
STAFF_SEES = frozenset(
    {
        "payment.reference",
        "ticket.body",
        "vat_evidence.address",
        "vat_evidence.name",
        "vat_evidence.source",
        "vat_rate.source",
    }
)
"""What no customer is shown, but staff are."""
ACCOUNTS = 2
"""How many accounts are looked at from all sides in each round, beside that with most of everything."""
BUSY = 10231
"""An order of the account with most of everything."""
ANSWERED = 10421
"""An order of an account whose ticket was answered."""
ROWS = ("end", "home", "down", "down", "pagedown")
"""Keys that lead through a list."""
OF_SCROLLBARS = {"grab", "release", "scroll_up", "scroll_down"}
"""The only actions that cells of the screen may carry."""
VIEWS = {Scope.MONEY: 3, Scope.PLANS: 3, Scope.QUEUES: 6}
"""How many lists a section has."""
OFTEN = {"view": 0, "next_queue": 0, "previous_queue": 0, "accept": 0, "vouch": 0, "later": 3, "filter": 5}
"""How often what is not done once is done; what turns to the next list comes at the end of each."""
DETAILS = (("home",), ("end",))
"""Keys that lead to rows which are looked at in full."""
INSIDE = {"JobsDialog": ("down", "enter"), "DecidingDialog": ("f5", "down", "down", "enter")}
"""What is pressed in some dialogs, besides."""


class DeskWalk(Walk):
    """Visits every section of the desk, with everything that opens there, and accounts from all sides."""

    def __init__(self, app: IntroTUI, orders: Sequence[int]) -> None:
        super().__init__(app)
        self.orders = orders

    async def __call__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        await until(pilot, lambda: self.app.session.state.desk is not None)
        for scope in DESK_SECTIONS:
            await self._section(scope)
        await self._accounts()
        await self._find()
        assert self.app.is_running
        self.app.exit()

    async def run(self, action: str) -> None:
        """Run an action as its key would; nothing that is drawn then may do something where it is clicked."""
        await super().run(action)
        self.look()

    def look(self) -> None:
        """See to it that no cell of the screen carries an action or a link."""
        for strip in self.app.screen._compositor.render_strips():
            for segment in strip:
                assert segment.style is None or not segment.style.link
                done = segment.style.meta.items() if segment.style else ()
                assert {value for name, value in done if name.startswith("@")} <= OF_SCROLLBARS

    async def _section(self, scope: Scope) -> None:
        await self.run(f"app.section('{scope.name.lower()}')")
        home = type(self.app.screen)
        for _ in range(VIEWS.get(scope, 1)):
            await self.press(*ROWS)
            for command in in_scope(scope) if THOROUGH else ():
                for _ in range(OFTEN.get(command.action, 1)):
                    await self.run(command.action)
                    # What opens from a dialog only.
                    await self.press(*INSIDE.get(type(self.app.screen).__name__, ()))
                    await self.close(back_to=home)
                    await self.press("down")
            if scope in VIEWS:
                await self.run("next_queue" if scope is Scope.QUEUES else "view")

    async def _accounts(self) -> None:
        for order in self.orders:
            await self.run("app.find")
            await self.press(*str(order))
            await self.press("enter")
            assert isinstance(self.app.screen, AccountDesk)
            for view in AccountView:
                await self.run(f"view('{view.name.lower()}')")
                for keys in DETAILS:
                    await self.press(*keys)
                    await self.run("detail")
                    await self.close(back_to=AccountDesk)
            if THOROUGH:
                await self._acting()
            await self.run("close")

    async def _acting(self) -> None:
        doing = (command.action for command in in_scope(Scope.ACCOUNT) if command.action.startswith(ON_ACCOUNT))
        for action in ("edit_note", "add_note", "act", "actions", *doing):
            await self.run(action)
            await self.close(back_to=AccountDesk)
        await self.run("look")
        for scope in SECTIONS:
            await self.run(f"app.section('{scope.name.lower()}')")
            await self.press(*ROWS)
        await self.run("app.leave_account")

    async def _find(self) -> None:
        for letter in "qw7" if THOROUGH else "q":
            await self.run("app.find")
            await self.press(letter, "down", "down", "pagedown")
            await self.close()


def columns() -> dict[str, str]:
    """Return every column that may hold any text, each with the mark it is found by."""
    kept = {*CODES, *NEVER_SHOWN} - STAFF_SEES
    return {name: f"Q{place:02d}q" for place, name in enumerate(sorted(text_columns().keys() - kept))}


def services_on(path: Path) -> Services:
    """Return the services on a demo."""
    return Services.over(Database(f"sqlite:///{path}"), FixedClock(DEFAULT_TODAY), load_key=lambda: KEY)


def prepared(path: Path, marks: dict[str, str], dice: Random) -> int:
    """Let staff work for a day, then plant texts over all that is stored; returns how many."""
    with closing(services_on(path)) as services:
        work_a_day(services, services.actor(OTHER_STAFF, address=ADDRESS, way=WAY))
        return plant_everywhere(services.database, marks, dice)


def orders_of(path: Path) -> list[int]:
    """Return an order of each account that has one, first of those that were rejected as a company."""
    first = func.min(Order.id)
    with closing(services_on(path)) as services, services.database.read() as session:
        found = select(first).join(Profile, Profile.account_id == Order.account_id).group_by(Order.account_id)
        return list(session.scalars(found.order_by(Profile.company_rejection == "", first)))


def program(path: Path) -> IntroTUI:
    """Return the program of a member of staff who signed in before any of it was planted."""
    with closing(services_on(path)) as services:
        actor = services.actor(STAFF, address=ADDRESS, way=WAY)
    return IntroTUI(Session(lambda: Connected(services_on(path), actor)))


@pytest.mark.parametrize("number", range(rounds(1, ROUNDS)))
async def test_nothing_that_customers_wrote_reaches_the_terminal_of_staff_raw_or_does_anything(
    built_demo: Callable[[date, int], Path], tmp_path: Path, number: int
) -> None:
    path = tmp_path / "demo.db"
    shutil.copy(built_demo(DEFAULT_TODAY, DEFAULT_ACCOUNTS), path)
    marks = columns()
    planted = prepared(path, marks, Random(number))
    app = program(path)
    known = (BUSY, ANSWERED) if THOROUGH else (BUSY,)
    walk = DeskWalk(app, (*known, *orders_of(path)[number * ACCOUNTS :][: rounds(0, ACCOUNTS)]))
    stream = await written(app, walk, WIDE)
    if app._exception is not None:
        raise app._exception
    assert intruders(stream) == set()
    assert planted > TEXTS / ROUNDS
    shown = texts(stream)
    if THOROUGH and not number:
        assert [name for name in (*AT_DESK, *STAFF_SEES) if marks[name] not in shown] == []
    assert len([mark for mark in marks.values() if mark in shown]) > len(marks) / 2
