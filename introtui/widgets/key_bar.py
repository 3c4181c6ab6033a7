"""The bottom line: the keys that work on what has focus, cut to the width, help always last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from textual.binding import ActiveBinding
from textual.command import CommandPalette
from textual.content import Content
from textual.events import Click
from textual.widget import Widget
from textual.widgets import OptionList

LAST = ("dialog.next", "dialog.cancel", "order.close", "app.palette", "app.help")
"""Shown after all others, in this order; the last one shown is never cut."""
HELP = "app.help"
PALETTE = "app.palette"
"""Shown only where the key of the help would be typed as text."""
LIST_HINTS = (("type", "Find"), ("up/down", "Move"), ("enter", "Choose"), ("esc", "Close"))
PALETTE_HINTS = (("type", "Find"), ("up/down", "Move"), ("enter", "Run"), ("esc", "Close"))
GAP = 2
MARGIN = 1


@runtime_checkable
class ChoosesHints(Protocol):
    """A screen that knows which of its keys would work on what is chosen now."""

    def shows_hint(self, action: str) -> bool:
        """Return whether an action's key is worth showing."""
        ...


@runtime_checkable
class NamesHints(Protocol):
    """A screen where a key does something else now than its usual word says."""

    def hint_words(self, action: str) -> str | None:
        """Return the word to show for an action, None for its usual one."""
        ...


class KeyBar(Widget):
    """Shows the active bindings of its screen; it follows focus and every change of what is allowed."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[tuple[str, str], ...] = ()
        self._chooses: ChoosesHints | None = None
        self._names: NamesHints | None = None

    def on_mount(self) -> None:
        """Follow the screen's bindings, and what opens above the screen."""
        screen = self.screen
        # Looked up once: to ask whether something is of a protocol takes longer than to ask it.
        self._chooses = screen if isinstance(screen, ChoosesHints) else None
        self._names = screen if isinstance(screen, NamesHints) else None
        screen.bindings_updated_signal.subscribe(self, lambda _screen: self._look())
        self.app.screen_change_signal.subscribe(self, lambda _screen: self._look())

    def _look(self) -> None:
        """Draw again where something changed: this is asked at every key."""
        if self._shown() != self._drawn:
            self.refresh()

    def render(self) -> Content:
        """Return as many hints as fit, most useful first."""
        self._drawn = self._shown()
        parts = [Content.assemble((key, "$footer-key-foreground bold"), " ", words) for key, words in self._drawn]
        return Content(" " * MARGIN).append(Content(" " * GAP).join(parts))

    def _shown(self) -> tuple[tuple[str, str], ...]:
        return self._of_an_open_list() or tuple((self._key(hint), self._words(hint)) for hint in self._hints())

    def _of_an_open_list(self) -> tuple[tuple[str, str], ...]:
        """Return the hints of an open list that has no line of keys of its own and takes what is typed."""
        if isinstance(self.app.screen, CommandPalette):
            return PALETTE_HINTS
        focused = self.screen.focused
        if not isinstance(focused, OptionList):
            return ()
        # Not before: the first frame is drawn without any select.
        from textual.widgets._select import SelectOverlay

        return LIST_HINTS if isinstance(focused, SelectOverlay) else ()

    async def on_click(self, event: Click) -> None:
        """Run the command whose hint was clicked."""
        if self._of_an_open_list():
            return
        at = event.x - MARGIN
        for hint in self._hints():
            length = self._length(hint)
            if 0 <= at < length:
                await self.app.run_action(hint.binding.action, hint.node)
                return
            at -= length + GAP

    def _hints(self) -> list[ActiveBinding]:
        first_of_action: dict[str, ActiveBinding] = {}
        for each in self.screen.active_bindings.values():
            if each.binding.show and each.enabled and self._works(each):
                first_of_action.setdefault(each.binding.action, each)
        hints = list(first_of_action.values())
        if any(hint.binding.id == HELP for hint in hints):
            hints = [hint for hint in hints if hint.binding.id != PALETTE]
        ordered = sorted(hints, key=lambda hint: _rank(hint.binding.id))
        kept = fitting([self._length(each) for each in ordered], self.size.width - 2 * MARGIN)
        return [ordered[index] for index in kept]

    def _works(self, hint: ActiveBinding) -> bool:
        key, typing = self._key(hint), self.screen.focused
        # Textual does not know every sign by its key's name: "/" is one that an input takes as text.
        if len(key) == 1 and typing is not None and typing.check_consume_key(hint.binding.key, key):
            return False
        return self._chooses is None or self._chooses.shows_hint(hint.binding.action)

    def _words(self, hint: ActiveBinding) -> str:
        words = None if self._names is None else self._names.hint_words(hint.binding.action)
        return words or hint.binding.description

    def _key(self, hint: ActiveBinding) -> str:
        return self.app.get_key_display(hint.binding)

    def _length(self, hint: ActiveBinding) -> int:
        return len(self._key(hint)) + 1 + len(self._words(hint))


def _rank(binding_id: str | None) -> int:
    return LAST.index(binding_id) + 1 if binding_id in LAST else 0


def fitting(lengths: Sequence[int], width: int) -> list[int]:
    """Return which hints fit a width, by index; the last one (help) always stays."""
    if not lengths:
        return []
    room = width - lengths[-1]
    kept: list[int] = []
    for index, length in enumerate(lengths[:-1]):
        if room < length + GAP:
            break
        room -= length + GAP
        kept.append(index)
    return [*kept, len(lengths) - 1]
