"""SSH keys: registered, named, removed; a key that was used says when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from introtui.domain.security import SecurityView
from introtui.domain.ssh_keys import HOW, KINDS, SshKeyView
from introtui.screens.dialogs.confirm import ConfirmDialog
from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.screens.dialogs.listing import LiveList
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.memory_rows import SortKey
from introtui.widgets.push_button import PushButton
from introtui.widgets.record_cells import Cell, Column


class SshKeysDialog(LiveList[SshKeyView]):
    """Lists the keys of the account."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", id="keys.add", tooltip="Register another key."),
        Binding("m", "rename", "Rename", id="keys.rename", tooltip="Give the key at the cursor another name."),
        Binding("x", "remove", "Remove", id="keys.remove", tooltip="Remove the key at the cursor."),
    ]
    COLUMNS = (
        Column("added", "Added", 10),
        Column("name", "Name", 18, grow=True),
        Column("kind", "Kind", 21),
        Column("used", "Last used", 10),
    )
    EMPTY = "No key yet. Press a to add the one you sign in with."
    LOOKED_AT = "No key yet."

    CHANGES = {"add": ("ssh_key.add",), "rename": ("ssh_key.rename",), "remove": ("ssh_key.remove",)}

    def __init__(self, session: Session) -> None:
        super().__init__("SSH keys", session)

    @property
    def empty(self) -> str:
        """What is said where there is no key, with the key that adds one where it works."""
        return self.EMPTY if self.refused("add") is None else self.LOOKED_AT

    def rows_of(self, view: SecurityView) -> Sequence[SshKeyView]:
        """Return the keys."""
        return view.ssh_keys

    def compose_buttons(self) -> ComposeResult:
        """Offer to close the list, or to add a key."""
        yield PushButton("Close", id="cancel")
        yield PushButton("Add a key", id="add", primary=True)

    def key_of(self, row: SshKeyView) -> int:
        """Return its number."""
        return row.key_id

    def sort_keys(self) -> dict[str, SortKey[SshKeyView]]:
        """Return how each column sorts."""
        return {
            "added": lambda row: row.key_id,
            "name": lambda row: row.name.casefold(),
            "kind": lambda row: row.kind,
            "used": lambda row: "" if row.last_used_at is None else row.last_used_at.isoformat(),
        }

    def cells_of(self, row: SshKeyView) -> Sequence[Cell]:
        """Return how a key is shown."""
        return (
            Cell(f"{row.added_at:%Y-%m-%d}"),
            Cell(row.name, "bright"),
            Cell(KINDS.get(row.kind, row.kind), "dim"),
            Cell("never" if row.last_used_at is None else f"{row.last_used_at:%Y-%m-%d}", "dim"),
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is done to a key where there is one."""
        if action in {"rename", "remove"} and self.table.current is None:
            return False
        return super().check_action(action, parameters)

    def on_record_table_row_highlighted(self) -> None:
        """Show the fingerprint of the key at the cursor; offer what can be done to it."""
        row = self.table.current
        self.show_note("" if row is None else row.fingerprint)
        self.refresh_bindings()

    def action_add(self) -> None:
        """Ask for a key."""
        self.app.push_screen(AddKeyDialog(self.session))

    def action_rename(self) -> None:
        """Ask for another name."""
        if self.table.current is not None:
            self.app.push_screen(RenameKeyDialog(self.session, self.table.current))

    def action_remove(self) -> None:
        """Remove the key at the cursor, after a question."""
        row = self.table.current
        if row is not None:
            self.app.run_worker(self._remove(row))

    async def _remove(self, row: SshKeyView) -> None:
        question = f"{row.name} will not sign anybody in any more. Sessions it opened go on."
        dialog = ConfirmDialog("Remove this key?", question, yes="Remove it", no="Keep it")
        if await self.app.push_screen_wait(dialog):
            await self.attempt(lambda services, actor: services.ssh_keys.remove(actor, row.key_id))


class AddKeyDialog(FormDialog):
    """Asks for the line of a public key, and a name."""

    def __init__(self, session: Session) -> None:
        super().__init__("Add an SSH key", session)

    def compose_body(self) -> ComposeResult:
        """Say what to paste and lay out the fields."""
        yield Static(HOW, classes="dialog-text", markup=False)
        yield TextField("key", "Public key")
        yield TextField("name", "Name", hint="blank: the key's own comment")

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it or to add it."""
        yield PushButton("Not now", id="cancel")
        yield PushButton("Add", id="save", primary=True)

    async def store(self) -> None:
        """Register the key."""
        key, name = self.typed("key"), self.typed("name")
        await self.session.perform(lambda services, actor: services.ssh_keys.add(actor, key, name))


class RenameKeyDialog(FormDialog):
    """Asks for another name."""

    def __init__(self, session: Session, key: SshKeyView) -> None:
        super().__init__("Rename the key", session)
        self._key = key

    def compose_body(self) -> ComposeResult:
        """Lay out the field."""
        yield TextField("name", "Name")

    def on_mount(self) -> None:
        """Begin with the name it has."""
        self.query_one(TextField).fill(self._key.name)

    def compose_buttons(self) -> ComposeResult:
        """Offer to keep the name or to change it."""
        yield PushButton("Keep it", id="cancel")
        yield PushButton("Rename", id="save", primary=True)

    async def store(self) -> None:
        """Store the name."""
        name, key_id = self.typed("name"), self._key.key_id
        await self.session.perform(lambda services, actor: services.ssh_keys.rename(actor, key_id, name))
