"""One of a few: drawn as `(o)` and `( )`, so that the choice shows without colour; arrows choose directly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from introtui.domain.text import safe

T = TypeVar("T")
GAP = 3


class Choices(Widget, Generic[T], can_focus=True):
    """A choice between values, one a line or all in a row."""

    DEFAULT_CSS = "Choices { height: auto; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "up,left", "move(-1)", "Choose", id="choices.back", key_display="arrows", tooltip="Choose another."
        ),
        Binding(
            "down,right,space", "move(1)", "Choose", id="choices.on", show=False, tooltip="Choose the next one."
        ),
    ]

    chosen: reactive[int] = reactive(0)
    """The index of the chosen value."""

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, choices: Choices[Any]) -> None:
            super().__init__()
            self.choices = choices

    def __init__(
        self,
        options: Sequence[tuple[T, str]],
        *,
        value: T,
        in_row: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._options = tuple(options)
        self._in_row = in_row
        self.set_reactive(Choices.chosen, self._index_of(value))

    def _index_of(self, value: T) -> int:
        values = [each for each, _ in self._options]
        return values.index(value) if value in values else 0

    @property
    def value(self) -> T:
        """The chosen value."""
        return self._options[self.chosen][0]

    def choose(self, value: T) -> None:
        """Choose a value, or the first when there is no such, without telling anybody."""
        with self.prevent(Choices.Changed):
            self.chosen = self._index_of(value)

    def offer(self, options: Sequence[tuple[T, str]], *, value: T) -> None:
        """Replace the values and their words, and choose one, without telling anybody."""
        self._options = tuple(options)
        self.choose(value)
        self.refresh(layout=True)

    def watch_chosen(self) -> None:
        """Tell that another value was chosen."""
        self.post_message(self.Changed(self))

    def action_move(self, by: int) -> None:
        """Choose the next or the previous value."""
        self.chosen = (self.chosen + by) % len(self._options)

    def get_content_height(self, *_arguments: object) -> int:
        """Return a line for each value, or one for all."""
        return 1 if self._in_row else len(self._options)

    def render(self) -> Content:
        """Draw every value with its mark."""
        return Content(" " * GAP if self._in_row else "\n").join(
            self._drawn(index, label) for index, (_, label) in enumerate(self._options)
        )

    def _drawn(self, index: int, label: str) -> Content:
        # One line each, whatever the words hold: a second line would look like another choice.
        line = Content(safe(f"{'(o)' if index == self.chosen else '( )'} {label}"))
        if index != self.chosen:
            return line
        return line.stylize("reverse" if self.has_focus else "bold")

    def on_click(self, event: Click) -> None:
        """Choose the value that was clicked."""
        self.chosen = min(self._column_at(event.x) if self._in_row else event.y, len(self._options) - 1)

    def _column_at(self, x: int) -> int:
        end = 0
        for index, (_, label) in enumerate(self._options):
            end += cell_len(label) + 4 + GAP
            if x < end:
                return index
        return len(self._options) - 1
