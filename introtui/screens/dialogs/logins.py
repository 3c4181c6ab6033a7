"""The login history: when, from where, by which way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.events import Resize

from introtui.domain.security import LoginView
from introtui.screens.dialogs.base import FRAME, Dialog
from introtui.widgets.memory_rows import MemoryRows
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_table import RecordTable

UNKNOWN = "address not known"


def shown_time(login: LoginView) -> str:
    """Return when a session started, in UTC, to the minute."""
    return f"{login.at:%Y-%m-%d %H:%M}"


def shown_address(login: LoginView) -> str:
    """Return from where a session came."""
    return login.address or UNKNOWN


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A session start and its place, the newest is 0."""

    place: int
    login: LoginView


COLUMNS = (
    Column("time", "Time (UTC)", 16),
    Column("address", "Address", 39, grow=True),
    Column("way", "Way in", 8),
)
SORT_KEYS = {
    "place": lambda row: row.place,
    "time": lambda row: -row.place,
    "address": lambda row: row.login.address,
    "way": lambda row: row.login.way,
}


def cells(row: LoginRow) -> Sequence[Cell]:
    """Return how a session start is shown."""
    return (
        Cell(shown_time(row.login)),
        Cell(shown_address(row.login), "bright" if row.login.address else "dim"),
        Cell(row.login.way, "dim"),
    )


class LoginTable(RecordTable[LoginRow]):
    """A table to read: a row has no details and cannot be selected."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what does nothing here, from the footer too."""
        return action not in {"choose", "mark"} and super().check_action(action, parameters)


class LoginsDialog(Dialog[None]):
    """Shows the latest session starts, the newest first."""

    def __init__(self, logins: Sequence[LoginView]) -> None:
        super().__init__("Login history, latest first")
        self._rows = [LoginRow(place, login) for place, login in enumerate(logins)]

    def compose_body(self) -> ComposeResult:
        """Lay out the table."""
        yield LoginTable(
            COLUMNS,
            key=lambda row: row.place,
            cells=cells,
            selectable=False,
            empty="Nobody signed in yet.",
            id="logins-table",
        )

    def on_mount(self) -> None:
        """Fill the table."""
        source = MemoryRows(self._rows, SORT_KEYS)
        table = self.query_one(LoginTable)
        table.show(source.load, source.count, sort="place")
        table.focus()

    def on_resize(self, event: Resize) -> None:
        """Make the table as tall as its rows or as the screen: it scrolls by itself."""
        rows = max(len(self._rows), 1) + 1
        self.query_one(LoginTable).styles.height = max(min(rows, event.size.height - FRAME), 2)
