"""The login history: when, from where, by which way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from introtui.domain.security import LoginView
from introtui.screens.dialogs.listing import ListDialog
from introtui.widgets.memory_rows import SortKey
from introtui.widgets.record_cells import Cell, Column

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


class LoginsDialog(ListDialog[LoginRow]):
    """Shows the latest session starts, the newest first."""

    COLUMNS = (
        Column("time", "Time (UTC)", 16),
        Column("address", "Address", 39, grow=True),
        Column("way", "Way in", 8),
    )
    EMPTY = "Nobody signed in yet."

    def __init__(self, logins: Sequence[LoginView]) -> None:
        rows = [LoginRow(place, login) for place, login in enumerate(logins)]
        super().__init__("Login history, latest first", rows)

    def key_of(self, row: LoginRow) -> int:
        """Return its place."""
        return row.place

    def sort_keys(self) -> dict[str, SortKey[LoginRow]]:
        """Return how each column sorts."""
        return {
            "time": lambda row: -row.place,
            "address": lambda row: row.login.address,
            "way": lambda row: row.login.way,
        }

    def cells_of(self, row: LoginRow) -> Sequence[Cell]:
        """Return how a session start is shown."""
        return (
            Cell(shown_time(row.login)),
            Cell(shown_address(row.login), "bright" if row.login.address else "dim"),
            Cell(row.login.way, "dim"),
        )
