"""Open sessions: from where and since when; one of them, or all others, can be ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from introtui.domain.security import SecurityView
from introtui.domain.sessions import SessionView
from introtui.screens.dialogs.listing import LiveList
from introtui.screens.dialogs.logins import UNKNOWN
from introtui.session import Session
from introtui.widgets.memory_rows import SortKey
from introtui.widgets.push_button import PushButton
from introtui.widgets.record_cells import Cell, Column


class SessionsDialog(LiveList[SessionView]):
    """Lists the open sessions of the account; the viewer's own is marked, and is left by quitting."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "end", "End it", id="sessions.end", tooltip="End the session at the cursor."),
        Binding("o", "end_others", "End all others", id="sessions.others", tooltip="End all but this one."),
    ]
    COLUMNS = (
        Column("since", "Since (UTC)", 16),
        Column("address", "Address", 16, grow=True),
        Column("way", "Way in", 7),
        Column("key", "Last key (UTC)", 17),
        Column("own", "", 4),
    )
    EMPTY = "No session is open."

    CHANGES = {"end": ("session.end",), "end_others": ("session.end",)}

    def __init__(self, session: Session) -> None:
        super().__init__("Open sessions", session)

    def rows_of(self, view: SecurityView) -> Sequence[SessionView]:
        """Return the open sessions."""
        return view.sessions

    def compose_buttons(self) -> ComposeResult:
        """Offer to close the list, or the other sessions."""
        yield PushButton("Close", id="cancel")
        yield PushButton("End all others", id="end-others")

    def fill(self, rows: Sequence[SessionView]) -> None:
        """Show other sessions; the button is for where there are others than the viewer's own."""
        super().fill(rows)
        self.query_one("#end-others").display = any(not row.own for row in rows)

    def key_of(self, row: SessionView) -> int:
        """Return its number."""
        return row.session_id

    def sort_keys(self) -> dict[str, SortKey[SessionView]]:
        """Return how each column sorts."""
        return {
            "since": lambda row: row.session_id,
            "address": lambda row: row.address,
            "way": lambda row: row.way,
            "key": lambda row: f"{row.last_key_at:%Y-%m-%d %H:%M:%S}",
            "own": lambda row: not row.own,
        }

    def cells_of(self, row: SessionView) -> Sequence[Cell]:
        """Return how a session is shown."""
        return (
            Cell(f"{row.started_at:%Y-%m-%d %H:%M}"),
            Cell(row.address or UNKNOWN, "bright" if row.address else "dim"),
            Cell(row.way, "dim"),
            Cell(f"{row.last_key_at:%Y-%m-%d %H:%M}", "dim"),
            Cell("this" if row.own else ""),
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to end a session where there is another one."""
        if action == "end" and (self.table.current is None or self.table.current.own):
            return False
        if action == "end_others" and all(row.own for row in self._rows):
            return False
        return super().check_action(action, parameters)

    def on_record_table_row_highlighted(self) -> None:
        """Offer what can be done to the session at the cursor."""
        self.refresh_bindings()

    def action_end(self) -> None:
        """End the session at the cursor."""
        chosen = self.table.current
        if chosen is not None:
            session_id = chosen.session_id
            self.app.run_worker(self.attempt(lambda services, actor: services.sessions.end(actor, session_id)))

    def action_end_others(self) -> None:
        """End all sessions but this one."""
        self.app.run_worker(self.attempt(lambda services, actor: services.sessions.end_others(actor)))
