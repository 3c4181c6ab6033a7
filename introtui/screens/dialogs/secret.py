"""What dialogs share that ask for a secret: nothing of it is kept afterwards."""

from __future__ import annotations

from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.widgets.field import TextField


class SecretDialog(FormDialog):
    """Asks for a password or a code; one key leaves it, and its fields are emptied."""

    def has_unsaved(self) -> bool:
        """Return that nothing is worth keeping: a secret is not."""
        return False

    def leave(self, *, stored: bool) -> None:
        """Empty the fields before it closes."""
        for field in self.query(TextField):
            field.fill("")
        super().leave(stored=stored)
