"""The bottom line: the keys that work on what has focus, cut to the width, help always last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from textual.binding import ActiveBinding
from textual.content import Content
from textual.events import Click
from textual.widget import Widget

LAST = ("dialog.next", "dialog.cancel", "order.close", "app.help")
"""Shown after all others, in this order; the last one shown is never cut."""
GAP = 2
MARGIN = 1


@runtime_checkable
class ChoosesHints(Protocol):
    """A screen that knows which of its keys would work on what is chosen now."""

    def shows_hint(self, action: str) -> bool:
        """Return whether an action's key is worth showing."""
        ...


class KeyBar(Widget):
    """Shows the active bindings of its screen; it follows focus and every change of what is allowed."""

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render(self) -> Content:
        """Return as many hints as fit, most useful first."""
        parts = [
            Content.assemble((self._key(hint), "$footer-key-foreground bold"), " ", hint.binding.description)
            for hint in self._hints()
        ]
        return Content(" " * MARGIN).append(Content(" " * GAP).join(parts))

    async def on_click(self, event: Click) -> None:
        """Run the command whose hint was clicked."""
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
            if each.binding.show and each.enabled and self._works(each.binding.action):
                first_of_action.setdefault(each.binding.action, each)
        ordered = sorted(first_of_action.values(), key=lambda each: _rank(each.binding.id))
        kept = fitting([self._length(each) for each in ordered], self.size.width - 2 * MARGIN)
        return [ordered[index] for index in kept]

    def _works(self, action: str) -> bool:
        screen = self.screen
        return screen.shows_hint(action) if isinstance(screen, ChoosesHints) else True

    def _key(self, hint: ActiveBinding) -> str:
        return self.app.get_key_display(hint.binding)

    def _length(self, hint: ActiveBinding) -> int:
        return len(self._key(hint)) + 1 + len(hint.binding.description)


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
