"""What every section shares: the frame, the session, following slices, saying what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.notifications import SeverityLevel
from textual.reactive import Reactive
from textual.worker import Worker

from introtui.attention import attention
from introtui.commands import OPENING, Scope
from introtui.domain.account import ProfileView
from introtui.domain.billing import BillingView
from introtui.domain.errors import IntrotuiError
from introtui.domain.text import safe
from introtui.domain.topics import Topic
from introtui.place import Place
from introtui.screens.page import Page
from introtui.state import AccountState, follow
from introtui.widgets.key_bar import KeyBar
from introtui.widgets.record_messages import LoadFailed
from introtui.widgets.top_bar import TopBar

T = TypeVar("T")


class Section(Page[None]):
    """One section of the account: header, body, key hints."""

    SCOPE: ClassVar[Scope]
    TOPICS: ClassVar[tuple[Topic, ...]] = ()
    """The slices this section follows beside those of the header."""
    _offering = False

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.session = place.session

    def compose(self) -> ComposeResult:
        """Lay out the frame around the section's body."""
        yield TopBar(self.place, self.SCOPE)
        with Vertical(id="body"):
            yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """Lay out the section's own widgets."""
        yield from ()

    def on_mount(self) -> None:
        """Follow what the header shows, then load what this section follows."""
        self.follow(AccountState.profile, self._show_who)
        self.follow(AccountState.billing, self._show_balance)
        self.follow(AccountState.orders, lambda _summary: self._show_notes())
        self.follow(AccountState.notifications, lambda _settings: self._show_notes())
        self.follow(AccountState.is_away, lambda _away: self._show_notes())
        self.start(self._load())

    async def _load(self) -> None:
        for topic in self.TOPICS:
            await self.session.want(topic)

    def follow(self, slice_: Reactive[T | None], show: Callable[[T], None]) -> None:
        """Show a slice now and at each change."""
        follow(self, self.session.state, slice_, show)

    def start(self, work: Coroutine[object, object, None]) -> Worker[None]:
        """Run work of this section; what the services refuse is shown as a sentence."""

        async def guarded() -> None:
            try:
                await work
            except IntrotuiError as error:
                self.tell(str(error), severity="error")

        # A worker of the app: leaving the section must not cancel a write.
        return self.app.run_worker(guarded(), group=OPENING, exit_on_error=True)

    def tell(self, sentence: str, *, severity: SeverityLevel = "information") -> None:
        """Show a sentence that belongs to no field."""
        self.app.notify(safe(sentence), severity=severity, markup=False)

    @on(LoadFailed)
    def _load_failed(self, event: LoadFailed[object]) -> None:
        # The list itself has one line for it, which may be too short for the reference.
        if isinstance(event.error, IntrotuiError):
            self.tell(str(event.error), severity="error")

    @property
    def where(self) -> Place:
        """Whose section this is, also while another place is shown."""
        return self.place

    def refuse_change(self, sentence: str) -> None:
        """Say why a change is not begun."""
        self.tell(sentence, severity="error")

    def offer(self, sentence: str) -> None:
        """Show a sentence that holds until `withdraw`, such as what a key would bring back."""
        self.tell(sentence)
        self._offering = True

    def withdraw(self) -> None:
        """Take away what was offered: it holds no longer."""
        if self._offering:
            self._offering = False
            self.app.clear_notifications()

    def focus_field(self, name: str) -> None:
        """Put the focus into a field, when the section has it."""
        from introtui.widgets.field import Field

        for field in self.query(Field):
            if field.key == name:
                field.focus_control()

    def has_unsaved(self) -> bool:
        """Return whether leaving the program would lose something typed."""
        return False

    def _show_who(self, profile: ProfileView) -> None:
        self.query_one(TopBar).show_who(f"{profile.login} · {profile.full_name}")
        self._show_notes()

    def _show_balance(self, billing: BillingView) -> None:
        self.query_one(TopBar).show_balance(str(billing.balance), low=billing.is_low)
        self._show_notes()

    def _show_notes(self) -> None:
        state = self.session.state
        self.query_one(TopBar).show_notes(len(attention(state)), is_away=bool(state.is_away))
