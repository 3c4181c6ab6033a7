"""A labelled form field with its error underneath; it never loses what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantBlur
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Select, Static

from introtui.widgets.plain import Plain


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
        raise RuntimeError("a field needs a control")

    def fill(self, value: str) -> None:
        """Set the value without telling anybody that the user edited."""
        raise RuntimeError("a field needs a control")

    def control(self) -> Widget:
        """Return a new control."""
        raise RuntimeError("a field needs a control")

    def compose(self) -> ComposeResult:
        """Lay out label, control and hint, with the error line under them."""
        with Horizontal(classes="field-line"):
            yield Static(f"{self.label} *" if self._required else self.label, classes="field-label", markup=False)
            yield self.control()
            yield Plain(self._hint, classes="field-hint")
        yield Plain("", classes="field-error")

    def show_error(self, sentence: str | None) -> None:
        """Show what is wrong and what to do, or nothing."""
        self.query_one(".field-error", Plain).show("" if sentence is None else f"x {sentence}")
        self.set_class(sentence is not None, "-invalid")

    def show_hint(self, text: str) -> None:
        """Replace the dim text beside the control."""
        self.query_one(".field-hint", Plain).show(text)

    def focus_control(self) -> None:
        """Put the focus into the control and bring the field into view."""
        self.query_one(".control").focus()

    def on_descendant_blur(self, _event: DescendantBlur) -> None:
        """Tell that the focus left."""
        self.post_message(self.Left(self))


class TextField(Field):
    """A field of one line."""

    def __init__(
        self, name: str, label: str, *, required: bool = False, hint: str = "", secret: bool = False
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self._secret = secret

    def control(self) -> Widget:
        """Return an input."""
        return Input(compact=True, password=self._secret, classes="control", select_on_focus=False)

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
        self._choices = choices
        self._allow_blank = allow_blank

    def control(self) -> Widget:
        """Return a select; `choices` are (value, shown) pairs."""
        return Select[str](
            [(shown, value) for value, shown in self._choices],
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
            select.value = value or Select.NULL

    def on_select_changed(self, event: Select.Changed) -> None:
        """Tell that the user chose."""
        event.stop()
        self.post_message(self.Edited(self))


YES, NO = "yes", "no"


class ToggleField(Field):
    """A field that is yes or no."""

    def control(self) -> Widget:
        """Return a checkbox."""
        return Checkbox(compact=True, classes="control")

    @property
    def value(self) -> str:
        """`yes` or `no`."""
        return YES if self.query_one(Checkbox).value else NO

    def fill(self, value: str) -> None:
        """Check or clear."""
        with self.prevent(Checkbox.Changed):
            self.query_one(Checkbox).value = value == YES

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Tell that the user toggled."""
        event.stop()
        self.post_message(self.Edited(self))
