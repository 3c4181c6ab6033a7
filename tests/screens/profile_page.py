"""The profile form of a running program, as its user handles it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, Static

from introtui.app import IntroTUI
from introtui.domain.access import Actor
from introtui.domain.account import ProfileFields, ProfileView
from introtui.gateways.outside import NO_GATEWAYS, Gateways
from introtui.screens.dialogs.base import Dialog
from introtui.screens.form import FormSection
from introtui.store.engine import Database
from introtui.widgets.fact import StatedFact
from introtui.widgets.field import Field
from tests.building import ACCOUNT, PROFILE, add_account, services
from tests.programs import program, running, until

T = TypeVar("T")


class Form:
    """The profile form of a running program, as a user handles it."""

    def __init__(self, pilot: Pilot[None], database: Database, actor: Actor) -> None:
        self.pilot = pilot
        self.database = database
        self.actor = actor
        assert isinstance(pilot.app, IntroTUI)
        self.app = pilot.app
        screen = pilot.app.screen
        assert isinstance(screen, FormSection)
        self.screen = screen

    def field(self, name: str) -> Field:
        return self.screen.fields()[name]

    def fact(self, name: str) -> StatedFact:
        return self.screen.query_one(f"#shown-{name}", StatedFact)

    async def focus(self, name: str) -> None:
        self.field(name).focus_control()
        await self.pilot.pause()
        await self.pilot.pause()

    async def write(self, name: str, text: str) -> None:
        """Replace a field's text by typing."""
        await self.focus(name)
        await self.pilot.press("end", "ctrl+u")
        await self.pilot.press(*["space" if c == " " else c for c in text])
        await self.pilot.pause()

    async def paste(self, name: str, text: str) -> None:
        await self.focus(name)
        self.field(name).query_one(Input).post_message(Paste(text))
        await self.pilot.pause()

    def said(self, selector: str) -> str:
        """Return a line of text, blank when it is not shown."""
        line = self.screen.query_one(selector, Static)
        return str(line.content) if line.display else ""

    def error(self, name: str) -> str:
        return self.field(name).error

    def toasts(self) -> list[str]:
        return [notification.message for notification in self.app._notifications]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def save(self, stored: Callable[[ProfileView], bool]) -> None:
        await self.press("ctrl+s")
        await until(self.pilot, lambda: stored(self.stored()) and self.said("#unsaved") == "")

    async def dialog(self, kind: type[Dialog[T]]) -> None:
        await until(self.pilot, lambda: isinstance(self.app.screen, kind) and self.app.screen.focused is not None)

    async def closed(self) -> None:
        await until(self.pilot, lambda: self.app.screen is self.screen)

    def stored(self) -> ProfileView:
        return services(self.database).profile.load(self.actor)

    async def other_saves(self, **changes: str) -> None:
        """Save in another session, and wait until this session was told."""
        view = self.stored()
        saved = services(self.database).profile.save(self.actor, view.version, replace(view.fields, **changes))
        await until(self.pilot, lambda: self.version() == saved.version)
        await self.pilot.pause()

    def version(self) -> int:
        profile = self.app.session.state.profile
        return 0 if profile is None else profile.version


@asynccontextmanager
async def form(
    database: Database,
    fields: ProfileFields = PROFILE,
    *,
    gateways: Gateways = NO_GATEWAYS,
    phone_verified_at: datetime | None = None,
    company_verified_at: datetime | None = None,
) -> AsyncIterator[Form]:
    """Run the program in its profile section."""
    account = replace(
        ACCOUNT,
        profile=fields,
        phone_verified_at=phone_verified_at,
        company_verified_at=company_verified_at,
    )
    actor = add_account(database, account)
    async with running(program(database, actor, gateways=gateways), section="profile") as pilot:
        yield Form(pilot, database, actor)
