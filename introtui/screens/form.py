"""A section that is a form: drafts, marks, errors beside the fields, save, discard, and edits that met.

The draft lives here; what others commit arrives by the state. A field the user has not touched takes the new
value at once, a touched one keeps what was typed, and saving asks about those both sides changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Button, Input
from textual.worker import Worker

from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue, StaleVersion
from introtui.domain.merging import merge
from introtui.place import Place
from introtui.screens.base import Section
from introtui.screens.dialogs.conflict import Conflict, ConflictDialog
from introtui.widgets.field import CHANGED, Field, field_after
from introtui.widgets.plain import Plain

TRIES = 5
"""How often a save starts again because somebody else was quicker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What is stored, as far as this form knows."""

    version: int
    values: Mapping[str, str]
    changed_by: str


class FormSection(Section):
    """A form over one slice; the fields' names are those of the slice's `fields`."""

    WHAT: ClassVar[str]
    """What is edited, as in "Somebody changed this profile"."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._fields: dict[str, Field] = {}
        self._newest: Committed | None = None
        self._base: dict[str, str] = {}
        """What each draft began from; it differs from what is stored where somebody else saved meanwhile."""
        self._discarded: dict[str, str] = {}
        self._work: Worker[None] | None = None
        self._storing = False
        self._waiting: Committed | None = None
        self._older: Committed | None = None
        """What was read with an older version than is known: before the own commit, or the database went back."""

    async def store(self, version: int, values: Mapping[str, str]) -> tuple[int, Mapping[str, str]]:
        """Save through the service and return what is stored now; raises what the service raises."""
        raise TypeError(f"{type(self).__name__} does not say how")

    def check(self, name: str, values: Mapping[str, str]) -> None:
        """Raise `InvalidValue` when one field cannot be saved."""
        raise TypeError(f"{type(self).__name__} does not say how")

    def on_mount(self) -> None:
        """Keep the fields shut until there is something to edit."""
        if self._newest is None:
            self._open_fields(False)
            self.show_marks()

    def _open_fields(self, opened: bool) -> None:
        for field in self.fields().values():
            field.disabled = not opened

    def fields(self) -> dict[str, Field]:
        """Return the fields by name, in the order of the form."""
        if not self._fields:
            # Kept, because a query walks the whole screen and every key asks.
            self._fields = {field.key: field for field in self.query(Field)}
        return self._fields

    def label_of(self, name: str) -> str:
        """Return what a field is called where it stands alone."""
        return self.fields()[name].label

    def typed(self) -> dict[str, str]:
        """Return what the form holds now."""
        return {name: field.value for name, field in self.fields().items()}

    def changed_names(self) -> list[str]:
        """Return the fields that differ from what is stored."""
        if self._newest is None:
            return []
        stored = self._newest.values
        return [name for name, value in self.typed().items() if value != stored[name]]

    def has_unsaved(self) -> bool:
        """Return whether something typed is not saved."""
        return bool(self.changed_names())

    # What is committed, here or elsewhere

    def receive(self, version: int, values: Mapping[str, str], changed_by: str = "") -> None:
        """Take a committed version: untouched fields show it at once, touched ones keep the draft."""
        committed = Committed(version=version, values=dict(values), changed_by=changed_by)
        if self._storing:
            # It may be our own commit, come back by the feed before the service's answer.
            self._waiting = committed
        elif self._newest is None:
            self._take_first(committed)
        elif version >= self._newest.version:
            self._take_newer(committed, self._newest)
        else:
            self._older = committed

    def _take_first(self, committed: Committed) -> None:
        self._newest, self._base = committed, dict(committed.values)
        self._fill(committed.values)
        is_shut = self.refused("save") is not None
        self._open_fields(not is_shut)
        self.show_marks()
        if is_shut:
            self._focus_form()
        elif not isinstance(self.focused, Input):
            next(iter(self.fields().values())).focus_control()

    def _focus_form(self) -> None:
        """Let the keys scroll what cannot be edited."""
        form = self.query_one(".form", VerticalScroll)
        form.can_focus = True
        form.focus()

    def on_key(self, event: Key) -> None:
        """Say at once to whoever types why they change nothing here."""
        sentence = self.refused("save") if event.is_printable else None
        if sentence is not None:
            self.refuse_change(sentence)

    def _take_newer(self, committed: Committed, known: Committed) -> None:
        merged = merge(known.values, self.typed(), committed.values)
        for name, theirs in committed.values.items():
            if merged.values[name] == theirs:
                self._base[name] = theirs
        if committed.version > known.version:
            self._discarded = {}
            self.withdraw()
        self._newest, self._older = committed, None
        self._fill(merged.values)
        self.show_marks()
        if merged.conflicts and not self._is_saving():
            self._tell_conflicts(merged.conflicts)

    def _tell_conflicts(self, names: tuple[str, ...]) -> None:
        labels = ", ".join(map(self.label_of, names))
        self.tell(f"{labels}: somebody else saved another value. Saving asks which to keep.", severity="warning")

    def _fill(self, values: Mapping[str, str]) -> None:
        for name, field in self.fields().items():
            if field.value != values[name]:
                field.fill(values[name])
                if field.has_class("-invalid"):
                    self._check_one(field)

    # Marks and errors

    def show_marks(self) -> None:
        """Mark what is unsaved, by field and for the whole form."""
        if not self.is_attached:
            return
        changed = self.changed_names()
        for name, field in self.fields().items():
            field.show_changed(name in changed)
        self.query_one("#unsaved", Plain).show(self._progress_words(len(changed)))

    def _progress_words(self, changed: int) -> str:
        if self._newest is None:
            return "Loading\u2026"
        if self._storing:
            return "Saving\u2026"
        return {0: "", 1: f"{CHANGED} 1 unsaved change"}.get(changed, f"{CHANGED} {changed} unsaved changes")

    def on_field_edited(self, event: Field.Edited) -> None:
        """Update the marks; an error stays until it is mended."""
        self.withdraw()
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

    def _show_first_error(self) -> bool:
        for field in self.fields().values():
            if field.has_class("-invalid"):
                field.focus_control()
                return True
        return False

    # Going through the fields

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go to the next field, past buttons in between; from the last one to Save."""
        event.stop()
        following = field_after(event.field, self.fields().values())
        if following is None:
            self.query_one("#save", Button).focus()
        else:
            following.focus_control()

    # Saving and discarding

    def action_discard(self) -> None:
        """Put back the values that are saved; once more brings the draft back."""
        if self._newest is None or self._is_saving():
            return
        self.withdraw()
        changed = {name: self.typed()[name] for name in self.changed_names()}
        if changed:
            self._discarded = changed
            words = "1 change" if len(changed) == 1 else f"{len(changed)} changes"
            self.offer(f"Discarded {words}. Discard again to bring them back.")
        elif self._discarded:
            changed, self._discarded = self._discarded, {}
            self._fill({**self._newest.values, **changed})
            self.show_marks()
            return
        self._base = dict(self._newest.values)
        self._fill(self._newest.values)
        for field in self.fields().values():
            field.show_error(None)
        self.show_marks()

    def _is_saving(self) -> bool:
        return self._work is not None and self._work.is_running

    def action_save(self) -> None:
        """Save the form."""
        if self._newest is None or self._is_saving():
            return
        if not self.has_unsaved():
            self.tell("Nothing to save: no field was changed.")
            return
        for field in self.fields().values():
            self._check_one(field)
        if not self._show_first_error():
            self._work = self.start(self._save())

    async def _save(self) -> None:
        for _ in range(TRIES):
            if not await self._conflicts_settled():
                return
            try:
                await self._store_typed()
            except StaleVersion:
                await self.session.reload(frozenset(self.TOPICS))
                self._go_back()
            except InvalidFields as error:
                self._show_errors(error.errors)
                return
            else:
                return
        raise ActionRefused("Somebody else saves at the same time. Nothing is lost; save again in a moment.")

    def _go_back(self) -> None:
        """Take what is stored where the database lost what this form knows: a standby that lagged took over."""
        if self._older is not None and self._newest is not None:
            self._take_newer(self._older, self._newest)

    async def _store_typed(self) -> None:
        newest = self._newest
        if newest is None:
            return
        sent = self.typed()
        self._storing = True
        self.show_marks()
        try:
            version, stored = await self.store(newest.version, sent)
            self._take_own(version, sent, stored)
        finally:
            self._storing = False
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                self.receive(waiting.version, waiting.values, waiting.changed_by)
            self.show_marks()

    def _take_own(self, version: int, sent: Mapping[str, str], stored: Mapping[str, str]) -> None:
        # What was typed while the save was under way stays, as a new draft.
        typed_since = merge(sent, self.typed(), stored)
        self._newest, self._older = Committed(version=version, values=dict(stored), changed_by=""), None
        self._base, self._discarded = dict(stored), {}
        self._fill(typed_since.values)
        self.withdraw()
        self.tell("Saved.")

    def _show_errors(self, errors: Mapping[str, str]) -> None:
        fields = self.fields()
        for name, sentence in errors.items():
            fields[name].show_error(sentence)
        self._show_first_error()

    # Edits that met

    def _contested(self, newest: Committed) -> list[str]:
        """Return the fields that were changed here and by somebody else, to different values."""
        return [name for name, value in self.typed().items() if value != newest.values[name] != self._base[name]]

    async def _conflicts_settled(self) -> bool:
        """Ask about every contested field; False when the user goes back to editing."""
        while (newest := self._newest) is not None and (names := self._contested(newest)):
            chosen = await self.app.push_screen_wait(self._conflict_dialog(names, newest))
            if chosen is None:
                return False
            # When it was saved once more meanwhile, this was chosen against what is no longer stored: ask again.
            if newest is self._newest:
                self._fill({**self.typed(), **chosen})
                self._base = dict(newest.values)
        return True

    def _conflict_dialog(self, names: list[str], newest: Committed) -> ConflictDialog:
        mine, fields = self.typed(), self.fields()
        conflicts = [
            Conflict(
                name=name,
                label=self.label_of(name),
                mine=mine[name],
                theirs=newest.values[name],
                mine_words=fields[name].shown(mine[name]),
                theirs_words=fields[name].shown(newest.values[name]),
            )
            for name in names
        ]
        return ConflictDialog(self.WHAT, newest.changed_by, conflicts)
