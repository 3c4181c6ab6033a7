"""IntroTUI: the program around the sections: modes, theme, keys, palette."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from introtui.commands import (
    DESK_SECTIONS,
    HOW_TO_LEAVE,
    OPENING,
    SECTIONS,
    Command,
    Scope,
    bindings,
    offered,
    shown_key,
)
from introtui.commands.desk import LEAVE_ACCOUNT
from introtui.domain.errors import IntrotuiError
from introtui.live_app import LiveApp
from introtui.place import Place
from introtui.session import Session
from introtui.stylesheet import SteadyStylesheet, stylesheet_path
from introtui.themes import THEMES
from introtui.widgets.key_bar import KeyBar
from introtui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from introtui.attention import Note
    from introtui.entrance import Entrance
    from introtui.screens.base import Section

LEAVING = "Leave without saving?"
NEEDS_ACCOUNT = frozenset({"attention", "command_palette", "reload"})
"""Actions that wait for the account."""


class IntroTUI(LiveApp):
    """The account of one customer, full screen."""

    CSS_PATH = [stylesheet_path()]
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.ANYWHERE),
        # What leaves other programs; ctrl+c does the same where it copies nothing.
        Binding("q", "help_quit", show=False),
    ]

    def __init__(
        self,
        session: Session,
        *,
        brand: str = "introtui",
        theme: str = THEMES[0].name,
        entrance: Entrance | None = None,
    ) -> None:
        super().__init__(session, entrance)
        self.brand = brand
        self.title = brand
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme
        self.stylesheet = SteadyStylesheet(variables=self.get_css_variables())
        self._first = Scope.ORDERS.mode
        """The section a user asked for who was quicker than the program; it needs the session to connect."""
        self._connecting = False
        self.place = self._home = Place(session=session, brand=brand)
        """Where the user works now, and where they come back to."""
        self._back_to = Scope.ACCOUNTS.mode
        self._open_place(self.place)

    def _open_place(self, place: Place) -> None:
        for scope in place.sections:
            if place.mode(scope) not in self._modes:
                self.add_mode(place.mode(scope), partial(self._make_section, scope, place))

    def _make_section(self, scope: Scope, place: Place) -> Section:
        section = section_class(scope)(place)
        # Its widgets are styled as they are mounted; Textual would style the screen that is left again.
        section._css_update_count = self._css_update_count
        return section

    def compose(self) -> ComposeResult:
        """Lay out the first frame, which waits for no section and no data."""
        # There is nowhere to go before somebody is let in.
        yield Static(self.brand, id="door") if self.at_door else TopBar(self.place, Scope.ORDERS)
        with Vertical(id="body"):
            yield Static("" if self.at_door else "Opening the account…", id="opening")
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw the first frame, then open the orders and connect."""
        self.call_after_refresh(self.run_worker, self._open, exit_on_error=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse what needs the account until that is being opened; a dialog before then would hold it up."""
        if action in NEEDS_ACCOUNT and not self._connecting:
            return False
        if action == "outbox" and not self.session.is_demo:
            return False
        if action == "leave_account":
            return self.place is not self._home
        if action == "find":
            return self.place.is_desk
        if action == "section" and not self._is_open_to(parameters):
            return False
        return super().check_action(action, parameters)

    def _is_open_to(self, section: tuple[object, ...]) -> bool:
        """Tell whether a section is there, by its name and whether it is meant at the desk."""
        # Asked at every key, for each section's.
        return self.place.has_section(section[0]) and section[1:] in ((), (self.place.is_desk,))

    async def _open(self) -> None:
        if not await self.sign_in():
            return
        await self.switch_mode(Scope.ORDERS.mode)
        self._connecting = True
        if self._first != Scope.ORDERS.mode:
            self.call_later(self.switch_mode, self._first)
        await self.load_account()
        self.collect_garbage()

    def collect_garbage(self) -> None:
        """Let the collector begin, which could have delayed the first frame."""
        # What exists now lives as long as the program: it need not be looked at again.
        gc.freeze()
        gc.enable()

    def on_top_bar_section_chosen(self, event: TopBar.SectionChosen) -> None:
        """Go to the section whose tab was clicked."""
        self.action_section(event.section.mode)

    def action_section(self, name: str, _at_desk: bool = False) -> None:
        """Go to a section itself; its draft and place are as they were left."""
        mode = self.place.prefix + name
        self._first = mode
        if mode != self.current_mode:
            # What a toast offers is about the section that is being left.
            self.clear_notifications()
        if self._connecting:
            self.switch_mode(mode)
            self._close_accounts()

    def _close_accounts(self) -> None:
        if len(self.screen_stack) > 1:
            from introtui.screens.desk.opening import close_accounts

            close_accounts(self)

    async def settle_in(self) -> None:
        """Open the desk to staff, once it is known who signed in."""
        before, home = self._home, self._home.of_whoever_signed_in()
        if home is before:
            return
        self.place = self._home = home
        self._open_place(home)
        # Whoever was quicker than this may be in any section by now.
        await self.switch_mode(home.mode(home.first))
        await self._close_place(before)
        self._open_place(home)

    async def enter_account(self, session: Session) -> None:
        """Show the sections of a customer's account that staff have opened."""
        await self._leave_account()
        self._back_to = self.current_mode
        self.place = self._home.account(session)
        self._open_place(self.place)
        await self.switch_mode(self.place.mode(self.place.first))

    def action_leave_account(self) -> None:
        """Go back to the desk; ask first when something typed would be lost."""
        self._unless_unsaved(lambda: self.run_worker(self._leave_account(), group=OPENING), self.place.prefix)

    async def _leave_account(self) -> None:
        left, self.place = self.place, self._home
        if left is not self._home:
            await self.switch_mode(self._back_to)
            await self._close_place(left)
            await left.session.close()

    async def _close_place(self, place: Place) -> None:
        for scope in place.sections:
            if place.mode(scope) != self.current_mode:
                await self.remove_mode(place.mode(scope))

    def action_next_theme(self) -> None:
        """Switch to the next theme."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_reload(self) -> None:
        """Read every slice again."""
        self.run_worker(self._reload())

    async def _reload(self) -> None:
        try:
            await self.place.session.reload_all()
        except IntrotuiError as error:
            self.tell_trouble(error)

    def action_help(self) -> None:
        """Show every key that works here."""
        from introtui.screens.base import Section
        from introtui.screens.dialogs.help import HelpDialog

        if isinstance(self.screen, Section):
            self.push_screen(HelpDialog(self.screen.SCOPE, self._offered(self.screen.SCOPE)))

    def action_outbox(self) -> None:
        """Show what the demo kept instead of sending it."""
        from introtui.screens.dialogs.outbox import OutboxDialog

        if not isinstance(self.screen, OutboxDialog):
            self.push_screen(OutboxDialog(self.session))

    def action_find(self) -> None:
        """Find anything of the company, at the desk."""
        from introtui.screens.base import Section
        from introtui.screens.desk.find import find

        if isinstance(self.screen, Section):
            self.screen.start(find(self.screen))

    def action_attention(self) -> None:
        """List what needs attention and go to the chosen place; the desk has its queues for that."""
        if Scope.PROFILE not in self.place.sections:
            return
        from introtui.attention import attention
        from introtui.screens.dialogs.attention import AttentionDialog

        self.push_screen(AttentionDialog(attention(self.place.session.state)), self._go_to_note)

    def action_profile_field(self, name: str | None) -> None:
        """Go to a field of the profile, or to its beginning."""
        from introtui.attention import Note

        self._go_to_note(Note(sentence="", section=Scope.PROFILE, field=name))

    def _go_to_note(self, note: Note | None) -> None:
        if note is not None:
            self.run_worker(self._show_note(note), group=OPENING)

    async def _show_note(self, note: Note) -> None:
        from introtui.screens.base import Section

        await self.switch_mode(self.place.mode(note.section))
        if note.field is not None and isinstance(self.screen, Section):
            await self.drawn()
            self.screen.focus_field(note.field)

    def action_leave(self) -> None:
        """Close the program; ask first when something typed would be lost."""
        self._unless_unsaved(self.exit)

    def _unless_unsaved(self, leave: Callable[[], object], prefix: str = "") -> None:
        """Leave, but ask first where sections whose modes begin with a prefix hold something unsaved."""
        from introtui.screens.dialogs.confirm import ConfirmDialog

        if isinstance(self.screen, ConfirmDialog) and self.screen.title_words == LEAVING:
            return
        unsaved = list(self._unsaved(prefix))
        if not unsaved:
            leave()
            return
        verb = "has" if len(unsaved) == 1 else "have"
        question = f"{' and '.join(unsaved)} {verb} changes that are not saved. They will be lost."
        dialog = ConfirmDialog(LEAVING, question, yes="Leave", no="Stay")
        self.push_screen(dialog, lambda yes: _then(leave, yes))

    def _unsaved(self, prefix: str) -> Iterator[str]:
        """Return what the sections and dialogs are called that hold something unsaved."""
        from introtui.screens.base import Section
        from introtui.screens.dialogs.base import Dialog

        for mode, stack in self._screen_stacks.items():
            for screen in stack if mode.startswith(prefix) else ():
                if isinstance(screen, Section) and screen.has_unsaved():
                    yield screen.SCOPE
                elif isinstance(screen, Dialog) and screen.has_unsaved():
                    yield f"\u201c{screen.title_words}\u201d"

    def action_help_quit(self) -> None:
        """Say how to leave, to whoever presses what leaves other programs."""
        self.notify(HOW_TO_LEAVE)

    async def action_quit(self) -> None:
        """Leave the way the Quit command does."""
        self.action_leave()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Give the palette every declared command, with those of a screen that opened from a section."""
        for command in self._offered(*self._scopes_of(screen)):
            place = "" if command.scope is Scope.ANYWHERE else f"{command.scope}: "
            yield SystemCommand(f"{place}{command.label}", command.help, self._runner(command))

    def _offered(self, *more: Scope) -> tuple[Command, ...]:
        found = offered((*self.place.sections, *more), self.session.may, demo=self.session.is_demo)
        if self.place is self._home:
            return found
        allowed = (command for command in found if self.place.session.refused(command.changes) is None)
        return (*allowed, LEAVE_ACCOUNT)

    @staticmethod
    def _scopes_of(screen: Screen[object]) -> tuple[Scope, ...]:
        from introtui.screens.base import Section

        return (screen.SCOPE,) if isinstance(screen, Section) else ()

    def _runner(self, command: Command) -> Callable[[], None]:
        async def run() -> None:
            # The palette is still closing.
            await self.drawn()
            if command.scope not in (Scope.ANYWHERE, *self._scopes_of(self.screen)):
                await self.switch_mode(self.place.mode(command.scope))
                self._close_accounts()
            await self.run_action(command.action, self.screen)

        def start() -> None:
            self.run_worker(run(), group=OPENING)

        return start

    def get_key_display(self, binding: Binding) -> str:
        """Write keys the same way in the footer as in the help."""
        return binding.key_display or shown_key(binding.key)


def _then(leave: Callable[[], object], yes: bool | None) -> None:
    if yes:
        leave()


def section_class(scope: Scope) -> type[Section]:
    """Return a section's class; it is imported when first visited, so that the first frame comes early."""
    from importlib import import_module

    folder = "introtui.screens.desk" if scope in DESK_SECTIONS and scope not in SECTIONS else "introtui.screens"
    module = import_module(f"{folder}.{scope.mode}")
    found: type[Section] = module.SECTION
    return found
