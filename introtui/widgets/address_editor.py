"""The list of addresses that may sign in, judged while it is typed (spec section 2, IP restriction).

It answers three things at every key: which lines are wrong, whether the user's own address would still be let
in, and the same for any other address. Everything is about what is typed, not about what is saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import Address, InvalidLines, IpRules, parse_address, parse_ip_rules
from introtui.domain.text import safe
from introtui.widgets.line_input import LineInput
from introtui.widgets.plain import Plain, plain

MOST_LINES = 5
"""Lines of the terminal for what is wrong with the list, where there is no more room."""

NO_ADDRESS = "x this is not an IP address; enter one such as 192.0.2.10."
"""Says no more than fits beside the list: what it is about stands in the line above."""

HOW = (
    "One address, a range such as 192.0.2.1-192.0.2.10, or a network such as 192.0.2.0/24 a line;"
    " commas work too. An empty list lets everybody sign in."
)
OWN_KEYS = frozenset({"f6", "f7"})
"""Keys a `TextArea` would take from the section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A typed list: the lines that can be read, None when it is too long to say, and the errors of the others."""

    rules: IpRules | None
    errors: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may sign in (None: it cannot be said), in words."""

    allowed: bool | None
    words: str


def judge(text: str) -> Judged:
    """Read a list as far as it can be read."""
    try:
        return Judged(rules=parse_ip_rules(text), errors={})
    except InvalidLines as error:
        errors = error.errors
    readable = "\n".join("" if line in errors else typed for line, typed in enumerate(text.split("\n"), start=1))
    try:
        return Judged(rules=parse_ip_rules(readable), errors=errors)
    except InvalidLines:
        return Judged(rules=None, errors=errors)


def verdict(judged: Judged, address: Address | None, *, refused: str) -> Verdict:
    """Say whether a list lets an address in; `refused` are the words when it does not."""
    if judged.rules is None:
        return Verdict(None, "? too long a list to check")
    if judged.rules.admits_everyone:
        if judged.errors:
            return Verdict(None, "? no line can be read yet")
        return Verdict(True, "allowed: no list")
    if address is None:
        return Verdict(None, "? any list may lock you out")
    entry = judged.rules.admits(address)
    return Verdict(False, f"x {refused}") if entry is None else Verdict(True, f"allowed, line {entry.line}")


class AddressArea(TextArea, inherit_bindings=False):
    """Plain lines with their numbers; what is pasted loses its control characters before it is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in TextArea.BINDINGS if not (isinstance(binding, Binding) and binding.key in OWN_KEYS)
    ]

    def edit(self, edit: Edit) -> EditResult:
        """Make an edit whose text is fit to be shown."""
        edit.text = safe(edit.text, multiline=True)
        return super().edit(edit)


class AddressEditor(Vertical):
    """The list, its errors, and what it means for an address."""

    class Edited(Message):
        """The list was changed."""

    def __init__(self) -> None:
        super().__init__(id="addresses")
        self._own: Address | None = None
        self._own_text = ""
        self._judged = ("", judge(""))

    def compose(self) -> ComposeResult:
        """Lay out the list with the answers beside it and the errors below."""
        yield Static("IP restriction   [not bold dim]Only these may sign in.[/]", classes="heading")
        with Horizontal(id="address-area"):
            area = AddressArea(
                id="address-list",
                compact=True,
                show_line_numbers=True,
                placeholder="no list: everybody may sign in",
            )
            area.cursor_blink = False
            yield area
            with Vertical(id="address-answers"):
                yield Plain("", id="own-address")
                yield Plain("", id="own-verdict")
                yield Static("Try another address", id="try-label")
                yield LineInput(compact=True, id="try-address", classes="control", select_on_focus=True)
                yield Plain("", id="try-verdict")
        yield Plain(HOW, id="address-errors")

    @property
    def text(self) -> str:
        """What is typed now."""
        return self.query_one(AddressArea).text

    @property
    def judged(self) -> Judged:
        """What the list means that is typed now."""
        text = self.text
        if self._judged[0] != text:
            self._judged = (text, judge(text))
        return self._judged[1]

    @property
    def locks_out(self) -> bool:
        """Whether the typed list is not known to let the user in."""
        return self._own_verdict().allowed is not True

    @property
    def own_address(self) -> str:
        """The user's own address, blank when it is not known."""
        return self._own_text

    def fill(self, text: str) -> None:
        """Show another list; undo brings back what was typed."""
        area = self.query_one(AddressArea)
        if area.text != text:
            area.replace(text, area.document.start, area.document.end, maintain_selection_offset=False)
            area.move_cursor((0, 0))

    def fill_first(self, text: str) -> None:
        """Show the list that was stored when the section opened; there is nothing before it to undo to."""
        self.query_one(AddressArea).load_text(text)

    def show_own(self, address: str) -> None:
        """Take the user's own address; blank or unreadable means that it is not known."""
        try:
            self._own = parse_address(address)
        except InvalidValue:
            self._own = None
        self._own_text = address if self._own is not None else ""
        self._show()

    def go_to_error(self) -> None:
        """Put the cursor on the first wrong line."""
        area = self.query_one(AddressArea)
        area.focus()
        area.move_cursor((min(self.judged.errors, default=1) - 1, 0))

    def on_mount(self) -> None:
        """Say what an empty list means."""
        self._show()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Judge the list again."""
        event.stop()
        self._show()
        self.post_message(self.Edited())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Answer about the address that is being tried."""
        event.stop()
        self._show_tried()

    def _own_verdict(self) -> Verdict:
        return verdict(self.judged, self._own, refused="would be locked out")

    def _show(self) -> None:
        known = f"You are at {self._own_text}" if self._own_text else "Your address is not known."
        self.query_one("#own-address", Plain).show(known)
        self._show_verdict("#own-verdict", self._own_verdict())
        self._show_tried()
        self._show_errors()

    def _show_tried(self) -> None:
        typed = self.query_one("#try-address", Input).value.strip()
        if not typed:
            self._show_verdict("#try-verdict", Verdict(None, ""))
            return
        try:
            found = verdict(self.judged, parse_address(typed), refused="would not be let in")
        except InvalidValue:
            found = Verdict(None, NO_ADDRESS)
        self._show_verdict("#try-verdict", found)

    def _show_verdict(self, selector: str, found: Verdict) -> None:
        line = self.query_one(selector, Plain)
        line.show(found.words)
        line.set_class(found.allowed is True, "good")
        line.set_class(found.allowed is False, "danger")

    def _show_errors(self) -> None:
        errors = self.judged.errors
        line = self.query_one("#address-errors", Plain)
        line.set_class(bool(errors), "-invalid")
        line.show("\n".join(self._sentences()) if errors else HOW)

    def _sentences(self) -> list[str]:
        """Return the errors to show, the one where the cursor is first."""
        here = self.query_one(AddressArea).cursor_location[0] + 1
        errors = sorted(self.judged.errors.items(), key=lambda error: (error[0] != here, error[0]))
        sentences = [f"x line {line}: {sentence}" for line, sentence in errors]
        if (fitting := self._fitting(sentences, MOST_LINES)) == len(sentences):
            return sentences
        # One at least, and a line for how many there are beside those shown.
        fitting = max(self._fitting(sentences, MOST_LINES - 1), 1)
        more = len(sentences) - fitting
        return [*sentences[:fitting], f"x and {more} more {'line' if more == 1 else 'lines'}."]

    def _fitting(self, sentences: Sequence[str], room: int) -> int:
        """Return how many of the sentences, from the first on, fit into so many lines."""
        width = max(self.query_one("#address-errors").size.width, 1)
        ends = accumulate(len(plain(sentence).wrap(width)) for sentence in sentences)
        return sum(end <= room for end in ends)
