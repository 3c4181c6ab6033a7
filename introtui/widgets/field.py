"""A labelled form field with its error underneath; it never loses what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantBlur, DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from introtui.domain.text import safe
from introtui.widgets.choices import Choices
from introtui.widgets.line_input import LineInput
from introtui.widgets.marked_select import MarkedSelect
from introtui.widgets.plain import Plain

CHANGED = "\u2022"
"""The sign of a field that is not saved, the same as in the form's count of changes."""


class Field(Vertical):
    """A field of a form; `value` is text whatever the control is."""

    class Edited(Message):
        """The user changed the value."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Left(Message):
        """The focus left the field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, name: str, label: str, *, required: bool = False, hint: str = "") -> None:
        super().__init__(id=f"field-{name.replace('_', '-')}", classes="field")
        self.key = name
        self.label = label
        self._required = required
        self._hint = hint

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
        """Lay out label, control and hint, with the error line under them."""
        with Horizontal(classes="field-line"):
            yield Static(f"{self.label} *" if self._required else self.label, classes="field-label", markup=False)
            yield Static("", classes="field-mark")
            yield self.control()
            yield Plain(self._hint, classes="field-hint")
        yield Plain("", classes="field-error")

    def show_error(self, sentence: str | None) -> None:
        """Show what is wrong and what to do, or nothing."""
        self.query_one(".field-error", Plain).show("" if sentence is None else f"x {sentence}")
        self.set_class(sentence is not None, "-invalid")
        if self.has_focus_within:
            self._come_into_view()

    def show_changed(self, changed: bool) -> None:
        """Mark the field as not saved, by a sign and not by colour alone."""
        if changed != self.has_class("-changed"):
            # Only when it changes: every update lays the form out again, and this is asked at every key.
            self.query_one(".field-mark", Static).update(CHANGED if changed else "")
            self.set_class(changed, "-changed")

    def shown(self, value: str) -> str:
        """Return how a value of this field is written for people."""
        return value

    def show_hint(self, text: str) -> None:
        """Replace the dim text beside the control."""
        self.query_one(".field-hint", Plain).show(text)

    def focus_control(self) -> None:
        """Put the focus into the control and bring the field into view."""
        self.query_one(".control").focus()

    def on_descendant_focus(self, _event: DescendantFocus) -> None:
        """Bring the whole field into view: its error stands under the control."""
        self._come_into_view()

    def _come_into_view(self) -> None:
        self.call_after_refresh(self.scroll_visible, animate=False)

    def on_descendant_blur(self, _event: DescendantBlur) -> None:
        """Tell that the focus left."""
        self.post_message(self.Left(self))


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
        self, name: str, label: str, *, required: bool = False, hint: str = "", secret: bool = False
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
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

    def on_choices_changed(self, event: Choices.Changed) -> None:
        """Tell that the user chose."""
        event.stop()
        self.post_message(self.Edited(self))
