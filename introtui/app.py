"""IntroTUI: the program around the sections: modes, theme, keys, palette."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from introtui.commands import COMMANDS, HOW_TO_LEAVE, OPENING, SECTIONS, Command, Scope, bindings, shown_key
from introtui.domain.errors import IntrotuiError
from introtui.domain.topics import Topic
from introtui.live_app import LiveApp
from introtui.session import Session
from introtui.stylesheet import SteadyStylesheet, stylesheet_path
from introtui.themes import THEMES
from introtui.widgets.key_bar import KeyBar
from introtui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from introtui.attention import Note
    from introtui.entrance import Entrance
    from introtui.screens.base import Section

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
        self._first = Scope.ORDERS.name.lower()
        """The section a user asked for who was quicker than the program; it needs the session to connect."""
        self._connecting = False
        for scope in SECTIONS:
            self.add_mode(scope.name.lower(), partial(self._make_section, scope))

    def _make_section(self, scope: Scope) -> Section:
        section = section_class(scope)(self.session, self.brand)
        # Its widgets are styled as they are mounted; Textual would style the screen that is left again.
        section._css_update_count = self._css_update_count
        return section

    def compose(self) -> ComposeResult:
        """Lay out the first frame, which waits for no section and no data."""
        # There is nowhere to go before somebody is let in.
        yield Static(self.brand, id="door") if self.at_door else TopBar(self.brand, Scope.ORDERS)
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
        return super().check_action(action, parameters)

    async def _open(self) -> None:
        if not await self.sign_in():
            return
        await self.switch_mode(Scope.ORDERS.name.lower())
        self._connecting = True
        if self._first != Scope.ORDERS.name.lower():
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
        self.action_section(event.section.name.lower())

    def action_section(self, name: str) -> None:
        """Go to a section; its draft and place are as they were left."""
        self._first = name
        if name != self.current_mode:
            # What a toast offers is about the section that is being left.
            self.clear_notifications()
        if self._connecting:
            self.switch_mode(name)

    def action_next_theme(self) -> None:
        """Switch to the next theme."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_reload(self) -> None:
        """Read every slice again."""
        self.run_worker(self._reload())

    async def _reload(self) -> None:
        try:
            await self.session.reload(frozenset(Topic))
        except IntrotuiError as error:
            self.tell_trouble(error)

    def action_help(self) -> None:
        """Show every key that works here."""
        from introtui.screens.base import Section
        from introtui.screens.dialogs.help import HelpDialog

        if isinstance(self.screen, Section):
            self.push_screen(HelpDialog(self.screen.SCOPE, demo=self.session.is_demo))

    def action_outbox(self) -> None:
        """Show what the demo kept instead of sending it."""
        from introtui.screens.dialogs.outbox import OutboxDialog

        if not isinstance(self.screen, OutboxDialog):
            self.push_screen(OutboxDialog(self.session))

    def action_attention(self) -> None:
        """List what needs attention and go to the chosen place."""
        from introtui.attention import attention
        from introtui.screens.dialogs.attention import AttentionDialog

        self.push_screen(AttentionDialog(attention(self.session.state)), self._go_to_note)

    def action_profile_field(self, name: str | None) -> None:
        """Go to a field of the profile, or to its beginning."""
        from introtui.attention import Note

        self._go_to_note(Note(sentence="", section=Scope.PROFILE, field=name))

    def _go_to_note(self, note: Note | None) -> None:
        if note is not None:
            self.run_worker(self._show_note(note), group=OPENING)

    async def _show_note(self, note: Note) -> None:
        from introtui.screens.base import Section

        await self.switch_mode(note.section.name.lower())
        if note.field is not None and isinstance(self.screen, Section):
            await self.drawn()
            self.screen.focus_field(note.field)

    def action_leave(self) -> None:
        """Close the program; ask first when something typed would be lost."""
        from introtui.screens.base import Section

        unsaved = [
            screen.SCOPE
            for stack in self._screen_stacks.values()
            for screen in stack
            if isinstance(screen, Section) and screen.has_unsaved()
        ]
        if not unsaved:
            self.exit()
            return
        from introtui.screens.dialogs.confirm import ConfirmDialog

        verb = "has" if len(unsaved) == 1 else "have"
        question = f"{' and '.join(unsaved)} {verb} changes that are not saved. They will be lost."
        dialog = ConfirmDialog("Leave without saving?", question, yes="Leave", no="Stay")
        self.push_screen(dialog, lambda yes: self.exit() if yes else None)

    def action_help_quit(self) -> None:
        """Say how to leave, to whoever presses what leaves other programs."""
        self.notify(HOW_TO_LEAVE)

    async def action_quit(self) -> None:
        """Leave the way the Quit command does."""
        self.action_leave()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Give the palette every declared command."""
        for command in COMMANDS:
            if command.scope is not Scope.ORDER and (self.session.is_demo or not command.demo):
                place = "" if command.scope is Scope.ANYWHERE else f"{command.scope}: "
                yield SystemCommand(f"{place}{command.label}", command.help, self._runner(command))

    def _runner(self, command: Command) -> Callable[[], None]:
        async def run() -> None:
            # The palette is still closing.
            await self.drawn()
            if command.scope is not Scope.ANYWHERE:
                await self.switch_mode(command.scope.name.lower())
            await self.run_action(command.action, self.screen)

        def start() -> None:
            self.run_worker(run(), group=OPENING)

        return start

    def get_key_display(self, binding: Binding) -> str:
        """Write keys the same way in the footer as in the help."""
        return binding.key_display or shown_key(binding.key)


def section_class(scope: Scope) -> type[Section]:
    """Return a section's class; it is imported when first visited, so that the first frame comes early."""
    from importlib import import_module

    module = import_module(f"introtui.screens.{scope.name.lower()}")
    found: type[Section] = module.SECTION
    return found
