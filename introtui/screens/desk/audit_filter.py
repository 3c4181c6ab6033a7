"""Choosing which lines of the audit are shown."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from introtui.domain.audit import AuditFilter, AuditKind, family_words
from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.session import Session
from introtui.widgets.field import ChoiceField, Field, TextField
from introtui.widgets.push_button import PushButton

ANY = ""


class AuditFilterDialog(FormDialog):
    """Asks the service whether what is typed can be looked for; `which` is the filter then."""

    def __init__(self, session: Session, which: AuditFilter, families: Sequence[str]) -> None:
        super().__init__("Show only", session)
        self.which = which
        self._families = dict.fromkeys([*families, *([which.action] if which.action else [])])

    def compose_body(self) -> ComposeResult:
        """Lay out who, whose, what, when and from where."""
        yield TextField("by", "Done by", hint="a login")
        yield TextField("account", "On account", hint="a login")
        yield ChoiceField(
            "action", "Action", [(ANY, "any"), *((each, family_words(each)) for each in self._families)]
        )
        yield ChoiceField("kind", "Of these", [(each.value, each.value) for each in AuditKind])
        yield TextField("first", "First day", hint="YYYY-MM-DD")
        yield TextField("last", "Last day", hint="YYYY-MM-DD")
        yield TextField("address", "From", hint="an address or network")

    def compose_buttons(self) -> ComposeResult:
        """Offer to show everything or what is chosen."""
        yield PushButton("Show all", id="show-all")
        yield PushButton("Show these", id="save", primary=True)

    def on_mount(self) -> None:
        """Show the filter in force."""
        which = self.which
        days = {"first": which.first, "last": which.last}
        chosen = {
            **{name: "" if day is None else str(day) for name, day in days.items()},
            "by": which.by,
            "account": which.account,
            "action": which.action,
            "address": which.address,
            "kind": which.kind.value,
        }
        for field in self.query(Field):
            field.fill(chosen[field.key])

    def has_unsaved(self) -> bool:
        """Return that nothing is lost: a filter is chosen, not kept."""
        return False

    async def store(self) -> None:
        """Have what is typed checked."""
        typed = {field.key: field.value for field in self.query(Field)}
        self.which = await self.session.read(lambda services, actor: services.audit.filter(actor, typed))

    def action_show_all(self) -> None:
        """Drop the filter."""
        self.which = AuditFilter()
        self.dismiss(True)
