"""A labelled form field of several lines."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import TextArea

from introtui.widgets.field import Field
from introtui.widgets.plain_area import PlainArea


class AreaField(Field):
    """A field of several lines; `tab` goes on to the next one."""

    def control(self) -> Widget:
        """Return a text area."""
        return PlainArea(compact=True, classes="control", tab_behavior="focus")

    @property
    def value(self) -> str:
        """What is typed now."""
        return self.query_one(PlainArea).text

    def fill(self, value: str) -> None:
        """Set the text."""
        area = self.query_one(PlainArea)
        if area.text != value:
            with self.prevent(TextArea.Changed):
                area.load_text(value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell that the user edited."""
        event.stop()
        self.post_message(self.Edited(self))
