"""A labelled form field with its error underneath; it never loses what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select

from introtui.domain.text import safe
from introtui.widgets.choices import Choices
from introtui.widgets.labelled_line import LABEL, WIDEST, LabelledLine, widest, wrapped
from introtui.widgets.line_input import LineInput
from introtui.widgets.marked_select import MarkedSelect

CHANGED = "\u2022"
"""The sign of a field that is not saved, the same as in the form's count of changes."""


class Field(LabelledLine):
    """A field of a form; `value` is text whatever the control is."""

    class Edited(Message):
        """The user changed the value."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Submitted(Message):
        """Enter was pressed in the field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Left(Message):
        """The focus left the field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(
        self, name: str, label: str, *, required: bool = False, hint: str = "", label_width: int = LABEL
    ) -> None:
        super().__init__(label, id=f"field-{name.replace('_', '-')}", classes="field", label_width=label_width)
        self.key = name
        self.hint = hint
        """The dim text beside the control."""
        self.error = ""
        """What is wrong and what to do, as it is shown."""
        self._required = required

    @property
    def value(self) -> str:
        """What is typed or chosen now."""
        raise TypeError(f"{type(self).__name__} has no control")

    def fill(self, value: str) -> None:
        """Set the value without telling anybody that the user edited."""
        raise TypeError(f"{type(self).__name__} has no control")

    def control(self) -> Widget:
        """Return a new control."""
        raise TypeError(f"{type(self).__name__} has no control")

    def compose(self) -> ComposeResult:
        """Place the control between label and hint."""
        control = self.control()
        self._leave_room(control)
        yield control

    def _leave_room(self, control: Widget) -> None:
        control.styles.margin = (0, self._hint_room(), 0, self.beside)

    def _hint_room(self) -> int:
        hint = self._draw_hint()
        return widest(hint) + 1 if hint else 0

    def _draw_hint(self) -> list[Content]:
        return wrapped(self.hint, WIDEST - 1, "$quiet")

    def draw_label(self) -> Content:
        """Return the label, its star, and whether the value is saved."""
        label = super().draw_label().append(" *" if self._required else "")
        changed = self.has_class("-changed")
        if self.error or changed:
            label = label.stylize("$error" if self.error else "$accent bold")
        if not changed:
            return label
        return Content.assemble(label.truncate(self._label_width, pad=True), (CHANGED, "$accent bold"))

    def draw_beside(self, width: int) -> list[Content]:
        """Return the hint, after the room of the control."""
        control = max(min(WIDEST, width - self._hint_room()), 0)
        return [Content(" " * (control + 1)).append(line) for line in self._draw_hint()]

    def draw_under(self, width: int) -> list[Content]:
        """Return the error."""
        return wrapped(self.error, width, "$error")

    def show_error(self, sentence: str | None) -> None:
        """Show what is wrong and what to do, or nothing."""
        error = "" if sentence is None else f"x {sentence}"
        if error != self.error:
            self.error = error
            self.set_class(bool(error), "-invalid")
            self.refresh(layout=True)
        if self.has_focus_within:
            self._come_into_view()

    def show_changed(self, changed: bool) -> None:
        """Mark the field as not saved, by a sign and not by colour alone."""
        if changed != self.has_class("-changed"):
            self.set_class(changed, "-changed")
            self.refresh()

    def shown(self, value: str) -> str:
        """Return how a value of this field is written for people."""
        return value

    def show_hint(self, text: str) -> None:
        """Replace the dim text beside the control."""
        if text != self.hint:
            self.hint = text
            self._leave_room(self.query_one(".control"))
            self.refresh(layout=True)

    def focus_control(self) -> None:
        """Put the focus into the control and bring the field into view."""
        self.query_one(".control").focus()

    def on_click(self) -> None:
        """Go to the control from its label, too."""
        if not self.has_focus_within:
            self.focus_control()

    def on_descendant_focus(self, _event: DescendantFocus) -> None:
        """Bring the whole field into view: its error stands under the control."""
        self._come_into_view()

    def _come_into_view(self) -> None:
        self.call_after_refresh(self.scroll_visible, animate=False)

    def on_descendant_blur(self, _event: DescendantBlur) -> None:
        """Tell that the focus left."""
        self.post_message(self.Left(self))


def field_after(field: Field, fields: Iterable[Field]) -> Field | None:
    """Return the next of the fields that can be seen, None after the last one."""
    seen = [each for each in fields if each.display]
    return next((after for each, after in pairwise(seen) if each is field), None)


SECRET_LENGTH = 512
"""Characters a secret field takes: more than any policy accepts, so nothing valid is cut unseen."""


class SecretInput(LineInput):
    """An input whose text is never shown and cannot be copied out (spec section 5)."""

    def __init__(self) -> None:
        super().__init__(
            compact=True, password=True, classes="control", select_on_focus=False, max_length=SECRET_LENGTH
        )

    def action_copy(self) -> None:
        """Copy nothing."""

    def action_cut(self) -> None:
        """Delete what is selected without copying it."""
        self.delete_selection()


class TextField(Field):
    """A field of one line."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        hint: str = "",
        secret: bool = False,
        label_width: int = LABEL,
    ) -> None:
        super().__init__(name, label, required=required, hint=hint, label_width=label_width)
        self._secret = secret

    def control(self) -> Widget:
        """Return an input."""
        if self._secret:
            return SecretInput()
        return LineInput(compact=True, classes="control", select_on_focus=False)

    @property
    def value(self) -> str:
        """What is typed now."""
        return self.query_one(Input).value

    def fill(self, value: str) -> None:
        """Set the text."""
        field = self.query_one(Input)
        if field.value != value:
            with self.prevent(Input.Changed):
                field.value = value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell that the user edited."""
        event.stop()
        self.post_message(self.Edited(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell of enter."""
        event.stop()
        self.post_message(self.Submitted(self))


class ChoiceField(Field):
    """A field with a list to choose from; blank is a choice only when `allow_blank`."""

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        required: bool = False,
        hint: str = "",
        allow_blank: bool = False,
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self.choices = choices
        """What is offered, as (value, shown) pairs."""
        self._allow_blank = allow_blank

    def control(self) -> Widget:
        """Return a select; `choices` are (value, shown) pairs."""
        return MarkedSelect[str](
            [(_prompt(shown), value) for value, shown in self.choices],
            allow_blank=self._allow_blank,
            prompt="",
            compact=True,
            classes="control",
        )

    @property
    def value(self) -> str:
        """The chosen value, blank for none."""
        chosen = self.query_one(Select).value
        return chosen if isinstance(chosen, str) else ""

    def fill(self, value: str) -> None:
        """Choose a value."""
        select = self.query_one(Select)
        with self.prevent(Select.Changed):
            known = any(value == each for each, _ in self.choices)
            select.value = value if known else Select.NULL

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the choices; what was chosen stays chosen if it is still offered."""
        self.choices = choices
        chosen = self.value
        with self.prevent(Select.Changed):
            self.query_one(Select).set_options([(_prompt(shown), value) for value, shown in choices])
        if chosen:
            self.fill(chosen)

    def shown(self, value: str) -> str:
        """Return the words of a choice."""
        return dict(self.choices).get(value, value)

    def on_select_changed(self, event: Select.Changed) -> None:
        """Tell that the user chose."""
        event.stop()
        self.post_message(self.Edited(self))


def _prompt(words: str) -> Text:
    """Return what is offered as text without markup; of such, a `Select` still finds what is typed."""
    return Text(safe(words))


class OneOfField(Field):
    """A field with all its few choices in view; `choices` are (value, shown) pairs, and one is always chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Next field", show=False, id="choices.submit", tooltip="Go to the next field."),
    ]

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]], *, in_row: bool = True) -> None:
        super().__init__(name, label)
        self._choices = choices
        self._in_row = in_row

    def control(self) -> Widget:
        """Return the choices in a row, or one a line."""
        control = Choices[str](self._choices, value=self._choices[0][0], in_row=self._in_row)
        control.add_class("control")
        return control

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the choices; what was chosen stays chosen if it is still offered, else the first is."""
        self._choices = choices
        self.query_one(Choices).offer(choices, value=self.value)

    @property
    def value(self) -> str:
        """The chosen value."""
        return str(self.query_one(Choices).value)

    def fill(self, value: str) -> None:
        """Choose a value."""
        self.query_one(Choices).choose(value)

    def shown(self, value: str) -> str:
        """Return the words of a choice."""
        return dict(self._choices).get(value, value)

    def action_submit(self) -> None:
        """Tell of enter, as a field of text does."""
        self.post_message(self.Submitted(self))

    def on_choices_changed(self, event: Choices.Changed) -> None:
        """Tell that the user chose."""
        event.stop()
        self.post_message(self.Edited(self))
