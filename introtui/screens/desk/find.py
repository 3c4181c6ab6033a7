"""Find: one box over everything the company has, as you type; enter opens the account of what is at the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option
from textual.worker import Worker

from introtui.domain.errors import IntrotuiError
from introtui.domain.finding import FindResults, Found, FoundGroup, Group
from introtui.screens.base import Section
from introtui.screens.desk.opening import open_account
from introtui.screens.dialogs.base import FRAME, Dialog
from introtui.session import Session
from introtui.widgets.line_input import LineInput
from introtui.widgets.marked_list import GUTTER
from introtui.widgets.menu import Menu
from introtui.widgets.plain import Plain
from introtui.widgets.record_cells import fit

HINT = (
    "A login, name, company, email, phone, VAT ID, order, invoice or host name; an IP address, a range a-b or a"
    " network. The beginning will do, and a name may be misspelt."
)
NOTHING = "Nothing is like that. Look at the spelling, or type less of it."
AGAIN = "Type on, or a letter less, to try again."
ONCE_MORE = "Press enter to try again."
MORE = "more ..."
STILL_MORE = "more than these: type on to tell them apart"
BOX, TALLEST = 1, 20
"""Lines of the box, and the most under it: they stay where they are, however much is found."""
LABEL, WHY = 19, 29
"""Cells of the first and of the last column; the one between has the rest."""


async def find(section: Section) -> None:
    """Ask what to find, and open the account it belongs to; raises what the services raise."""
    hit = await section.app.push_screen_wait(FindDialog(section.session))
    if hit is not None:
        await open_account(section, hit.account_id, hit.sought)


class FindBox(LineInput):
    """The box; its arrows and its enter are for the list under it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.choose", "Open", id="find.open", tooltip="Open what is at the cursor."),
        Binding("down", "screen.move('cursor_down')", "Move", id="find.down", key_display="arrows"),
        Binding("up", "screen.move('cursor_up')", "Move", show=False, id="find.up"),
        Binding("pagedown", "screen.move('page_down')", "Page", show=False, id="find.pagedown"),
        Binding("pageup", "screen.move('page_up')", "Page", show=False, id="find.pageup"),
    ]


class FoundList(Menu, can_focus=False):
    """The hits under the names of their kinds; it is moved from the box."""


class FindDialog(Dialog[Found]):
    """Finds as one types, and gives the hit that was chosen.

    One question is asked at a time, and then the newest: what was typed in between is not asked.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("Find")
        self.session = session
        self._results = FindResults(text="")
        self._rows: list[Found | Group | None] = []
        """What stands in each line of the list: a hit, or that there are more of a kind; None for a heading."""
        self._asking: Worker[None] | None = None
        self._going_on: Worker[None] | None = None
        self._opens_first = False
        """Whether enter was pressed before there was an answer to what is typed."""

    def compose_body(self) -> ComposeResult:
        """Lay out the box, a line about it, and the list."""
        yield FindBox(compact=True, id="find-box", classes="control")
        with Vertical(id="find-answer"):
            yield Plain(HINT, id="find-note", classes="dim")
            yield FoundList(id="found", compact=True)

    def on_mount(self) -> None:
        """Begin in the box."""
        self.box.focus()

    @property
    def box(self) -> FindBox:
        """The box."""
        return self.query_one(FindBox)

    @property
    def list(self) -> FoundList:
        """The list."""
        return self.query_one(FoundList)

    def shows_hint(self, action: str) -> bool:
        """Offer to move and to open where there is something."""
        if action.startswith(("screen.choose", "screen.move")):
            return bool(self._results.hits)
        return super().shows_hint(action)

    def hint_words(self, action: str) -> str | None:
        """Say what enter does at the line that says that there are more."""
        return "More" if action == "screen.choose" and isinstance(self._row, Group) else None

    def on_resize(self, event: Resize) -> None:
        """Give the list the room there is, and draw its lines as wide."""
        super().on_resize(event)
        self.query_one("#find-answer").styles.height = max(min(event.size.height - FRAME - BOX, TALLEST), 1)
        self.call_after_refresh(self._fill_again)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._opens_first = False
        if self._asking is None or self._asking.is_finished:
            self._asking = self.run_worker(self._ask())

    async def _ask(self) -> None:
        """Ask for what is typed, until that is what was asked for."""
        asked: str | None = None
        while asked != (asked := self.box.value):
            results = await self._answered(asked)
            if results is not None and self.box.value == asked:
                self._show(results)

    async def _answered(self, text: str) -> FindResults | None:
        if not text.strip():
            return FindResults(text=text)
        try:
            results = await self.session.read(lambda services, actor: services.finding.find(actor, text))
        except IntrotuiError as error:
            self.say(f"{error} {AGAIN}")
            return FindResults(text="")
        self.show_error("")
        return results

    def _show(self, results: FindResults) -> None:
        self._results = results
        note = self.query_one("#find-note", Plain)
        note.show(NOTHING if results.text.strip() else HINT)
        note.display = not results.hits
        self._fill()
        self.refresh_bindings()
        if self._opens_first:
            self.action_choose()

    def _fill(self) -> None:
        """Show what was found, with the cursor on the nearest."""
        self._rows.clear()
        self.list.clear_options()
        for group in self._results.groups:
            self.list.add_options(self._lines(group))
        self.list.highlighted = next((at for at, row in enumerate(self._rows) if row is not None), None)

    def _fill_again(self) -> None:
        """Show the same at another width, or more of it behind; the cursor stays."""
        highlighted = self.list.highlighted
        self._fill()
        if highlighted is not None:
            self.list.highlighted = highlighted

    def _lines(self, group: FoundGroup) -> Iterator[Option]:
        self._rows.append(None)
        yield Option(Content.styled(group.group, "$primary bold"), disabled=True)
        for hit in group.hits:
            self._rows.append(hit)
            yield Option(line_of(hit, self.list.size.width - GUTTER))
        if group.more:
            self._rows.append(group.group if group.goes_on else None)
            words = MORE if group.goes_on else STILL_MORE
            yield Option(Content.styled(words, "$quiet"), disabled=not group.goes_on)

    @property
    def _row(self) -> Found | Group | None:
        """What stands in the line of the cursor."""
        at = self.list.highlighted
        return None if at is None else self._rows[at]

    async def _go_on(self, group: Group) -> None:
        """Put the next hits of a kind where the list says that there are more."""
        results = self._results
        shown = [hit.number for hit in results.of(group)]
        try:
            further = await self.session.read(
                lambda services, actor: services.finding.further(actor, results.text, group, shown)
            )
        except IntrotuiError as error:
            self.say(f"{error} {ONCE_MORE}")
            return
        # Something else may have been typed meanwhile.
        if self._results is results:
            self.show_error("")
            self._results = results.going_on(further)
            self._fill_again()

    def action_move(self, how: str) -> None:
        """Move the cursor of the list; `how` is the list's own action for it."""
        getattr(self.list, f"action_{how}")()

    def action_choose(self) -> None:
        """Give the hit at the cursor; where the answer to what is typed is still to come, its first.

        Where the list says that there are more, they come.
        """
        if self._results.text != self.box.value and self.box.value.strip():
            self._opens_first = self._asking is not None and not self._asking.is_finished
            return
        row = self._row
        if isinstance(row, Found):
            self.dismiss(row)
        elif row is not None and (self._going_on is None or self._going_on.is_finished):
            self._going_on = self.run_worker(self._go_on(row))

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_choose()


def line_of(hit: Found, width: int) -> Content:
    """Return a hit in one line: what it is called, whose it is, by what it was found."""
    middle = max(width - LABEL - WHY - 2, 0)
    return Content.assemble(
        (fit(hit.label, LABEL), "bold"), " ", fit(hit.who, middle), " ", (fit(hit.why, WHY), "$quiet")
    )
