"""A section that is a form: drafts, marks, errors beside the fields, save, discard, and edits that met.

The draft lives here; what others commit arrives by the state. A field the user has not touched takes the new
value at once, a touched one keeps what was typed, and saving asks about those both sides changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from introtui.domain.errors import InvalidFields, InvalidValue, StaleVersion
from introtui.domain.merging import merge
from introtui.screens.base import Section
from introtui.screens.dialogs.conflict import Conflict, ConflictDialog
from introtui.session import Session
from introtui.widgets.field import Field
from introtui.widgets.plain import Plain


class FormSection(Section):
    """A form over one slice; the fields' names are those of the slice's `fields`."""

    WHAT: ClassVar[str]
    """What is edited, as in "Somebody changed this profile"."""

    def __init__(self, session: Session, brand: str) -> None:
        super().__init__(session, brand)
        self._base: dict[str, str] = {}
        self._version = 0
        self._newest: dict[str, str] = {}
        self._newest_version = 0
        self._changed_by = ""

    async def store(self, version: int, values: Mapping[str, str]) -> tuple[int, Mapping[str, str]]:
        """Save through the service and return what is stored now; raises what the service raises."""
        raise RuntimeError("a form knows how to store itself")

    def check(self, name: str, values: Mapping[str, str]) -> None:
        """Raise `InvalidValue` when one field cannot be saved."""
        raise RuntimeError("a form knows how to check its fields")

    def fields(self) -> dict[str, Field]:
        """Return the fields by name, in the order of the form."""
        return {field.key: field for field in self.query(Field)}

    def typed(self) -> dict[str, str]:
        """Return what the form holds now."""
        return {name: field.value for name, field in self.fields().items()}

    def changed_names(self) -> list[str]:
        """Return the fields that differ from what they were filled with."""
        return [name for name, value in self.typed().items() if value != self._base.get(name, value)]

    def has_unsaved(self) -> bool:
        """Return whether something typed is not saved."""
        return bool(self.changed_names())

    def receive(self, version: int, values: Mapping[str, str], changed_by: str = "") -> None:
        """Take a committed version: untouched fields show it at once, touched ones keep the draft."""
        self._newest, self._newest_version, self._changed_by = dict(values), version, changed_by
        if not self._base or not self.has_unsaved():
            self._rebase(values)
            return
        merged = merge(self._base, self.typed(), values)
        self._fill(merged.values)
        kept = {name: self._base[name] for name in merged.conflicts}
        self._base = {**values, **kept}
        if not kept:
            self._version = version
        self.show_marks()

    def _rebase(self, values: Mapping[str, str]) -> None:
        self._base, self._version = dict(values), self._newest_version
        self._fill(values)
        for field in self.fields().values():
            field.show_error(None)
        self.show_marks()

    def _fill(self, values: Mapping[str, str]) -> None:
        for name, field in self.fields().items():
            field.fill(values[name])

    def show_marks(self) -> None:
        """Mark what is unsaved, by field and for the whole form."""
        changed = self.changed_names()
        for name, field in self.fields().items():
            field.set_class(name in changed, "-changed")
        words = {0: "", 1: "* 1 unsaved change"}.get(len(changed), f"* {len(changed)} unsaved changes")
        self.query_one("#unsaved", Plain).show(words)

    def on_field_edited(self, event: Field.Edited) -> None:
        """Update the marks; an error stays until it is mended."""
        self.show_marks()
        if event.field.has_class("-invalid"):
            self._check_one(event.field)

    def on_field_left(self, event: Field.Left) -> None:
        """Check a field when the focus leaves it, if it was touched."""
        if event.field.key in self.changed_names() or event.field.has_class("-invalid"):
            self._check_one(event.field)

    def _check_one(self, field: Field) -> None:
        try:
            self.check(field.key, self.typed())
        except InvalidValue as error:
            field.show_error(str(error))
        else:
            field.show_error(None)

    def action_discard(self) -> None:
        """Put back the values that are saved."""
        self._rebase(self._newest)

    def action_save(self) -> None:
        """Save the form."""
        if not self.has_unsaved():
            self.tell("Nothing to save: no field was changed.")
            return
        for field in self.fields().values():
            self._check_one(field)
        if not self._show_first_error():
            self.start(self._save())

    def _show_first_error(self) -> bool:
        for field in self.fields().values():
            if field.has_class("-invalid"):
                field.focus_control()
                return True
        return False

    async def _save(self) -> None:
        sent = self.typed()
        try:
            version, stored = await self.store(self._version, sent)
        except InvalidFields as error:
            for name, sentence in error.errors.items():
                self.fields()[name].show_error(sentence)
            self._show_first_error()
        except StaleVersion:
            await self._meet_other_edit()
        else:
            self._saved(version, sent, stored)

    async def _meet_other_edit(self) -> None:
        for topic in self.TOPICS:
            await self.session.reload(frozenset({topic}))
        merged = merge(self._base, self.typed(), self._newest)
        values = dict(merged.values)
        if merged.conflicts:
            chosen = await self.app.push_screen_wait(self._conflict_dialog(merged.conflicts))
            if chosen is None:
                return
            values.update(chosen)
        self._base, self._version = dict(self._newest), self._newest_version
        self._fill(values)
        self.show_marks()
        await self._save()

    def _conflict_dialog(self, names: tuple[str, ...]) -> ConflictDialog:
        mine, labels = self.typed(), self.fields()
        conflicts = [
            Conflict(name=name, label=labels[name].label, mine=mine[name], theirs=self._newest[name])
            for name in names
        ]
        return ConflictDialog(self.WHAT, self._changed_by or "another session", conflicts)

    def _saved(self, version: int, sent: Mapping[str, str], stored: Mapping[str, str]) -> None:
        # What was typed while the save was under way stays, as a new draft.
        typed_since = merge(sent, self.typed(), stored)
        self._newest, self._newest_version = dict(stored), version
        self._base, self._version = dict(stored), version
        self._fill(typed_since.values)
        self.show_marks()
        self.tell("Saved.")
