"""The lists on an account's desk that its customer has not: notes, tickets, and who is signed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from introtui.domain.notes import AccountNote
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.domain.security import SecurityView
from introtui.domain.tickets import TicketRow
from introtui.screens.dialogs.logins import UNKNOWN
from introtui.session import Session
from introtui.widgets.memory_rows import MemoryRows
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_table import RecordTable

NOTE_COLUMNS = (
    Column("at", "Time (UTC)", 16, sortable=False),
    Column("author", "By", 10, sortable=False),
    Column("pinned", "", 6, sortable=False),
    Column("text", "Note", 37, grow=True, sortable=False),
)
TICKET_COLUMNS = (
    Column("at", "Time (UTC)", 16, sortable=False),
    Column("state", "State", 7, sortable=False),
    Column("kind", "Kind", 18, sortable=False),
    Column("subject", "Subject", 28, grow=True, sortable=False),
)
SIGN_IN_COLUMNS = (
    Column("at", "Time (UTC)", 16, sortable=False),
    Column("address", "Address", 26, grow=True, sortable=False),
    Column("way", "Way in", 12, sortable=False),
    Column("state", "Session", 16, sortable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A session that is open, with the time of its last key, or a session start of before."""

    place: int
    at: datetime
    address: str
    way: str
    last_key_at: datetime | None = None

    @property
    def state(self) -> str:
        """Whether it is open, and when a key was pressed last."""
        return "" if self.last_key_at is None else f"open, key {self.last_key_at:%H:%M}"


class NoteTable(RecordTable[AccountNote]):
    """The notes on an account, newest first."""

    def __init__(self, staff: Session, customer: str) -> None:
        super().__init__(
            NOTE_COLUMNS,
            key=lambda note: note.note_id,
            cells=note_cells,
            selectable=False,
            empty=f"Nobody noted anything yet.{' Press N to write a note.' if staff.may(Permission.NOTE) else ''}",
        )
        self._staff = staff
        self._customer = customer

    def open(self) -> None:
        """Begin to read."""
        self.show(self._load_page, self._count_all, sort="at", descending=True)

    async def _load_page(self, request: PageRequest) -> Page[AccountNote]:
        customer = self._customer
        return await self._staff.read(lambda services, actor: services.notes.page(actor, customer, request))

    async def _count_all(self) -> int:
        customer = self._customer
        return await self._staff.read(lambda services, actor: services.notes.count(actor, customer))


class TicketTable(RecordTable[TicketRow]):
    """The tickets and tasks of an account, newest first."""

    def __init__(self, staff: Session, customer: str) -> None:
        super().__init__(
            TICKET_COLUMNS,
            key=lambda ticket: ticket.ticket_id,
            cells=ticket_cells,
            selectable=False,
            empty="There is no ticket and no task.",
        )
        self._staff = staff
        self._customer = customer

    def open(self) -> None:
        """Begin to read."""
        self.show(self._load_page, self._count_all, sort="at", descending=True)

    async def _load_page(self, request: PageRequest) -> Page[TicketRow]:
        customer = self._customer
        return await self._staff.read(
            lambda services, actor: services.account_tickets.page(actor, customer, request)
        )

    async def _count_all(self) -> int:
        customer = self._customer
        return await self._staff.read(lambda services, actor: services.account_tickets.count(actor, customer))


class SignInTable(RecordTable[SignIn]):
    """The open sessions of an account, then the latest session starts."""

    def __init__(self) -> None:
        super().__init__(
            SIGN_IN_COLUMNS,
            key=lambda row: row.place,
            cells=sign_in_cells,
            selectable=False,
            choosable=False,
            empty="Nobody signed in yet.",
        )

    def show_security(self, security: SecurityView) -> None:
        """Show who is and was signed in."""
        rows = MemoryRows(list(sign_ins(security)), {"at": lambda row: row.place})
        self.show(rows.load, rows.count, sort="at", descending=False)


def sign_ins(security: SecurityView) -> Iterator[SignIn]:
    """Yield the open sessions, then the latest session starts, each newest first."""
    places = count()
    for each in sorted(security.sessions, key=lambda session: session.started_at, reverse=True):
        yield SignIn(
            place=next(places),
            at=each.started_at,
            address=each.address,
            way=each.way,
            last_key_at=each.last_key_at,
        )
    for login in security.logins:
        yield SignIn(place=next(places), at=login.at, address=login.address, way=login.way)


def note_cells(note: AccountNote) -> Sequence[Cell]:
    """Return how a note is shown."""
    return (
        Cell(f"{note.at:%Y-%m-%d %H:%M}", "dim"),
        Cell(note.author),
        Cell("pinned" if note.pinned else "", "warning"),
        Cell(note.line, "bright"),
    )


def ticket_cells(ticket: TicketRow) -> Sequence[Cell]:
    """Return how a ticket is shown."""
    return (
        Cell(f"{ticket.at:%Y-%m-%d %H:%M}", "dim"),
        Cell(ticket.state, "warning" if ticket.state == "open" else "dim"),
        Cell(ticket.kind),
        Cell(ticket.subject, "bright"),
    )


def sign_in_cells(row: SignIn) -> Sequence[Cell]:
    """Return how a session or a session start is shown."""
    return (
        Cell(f"{row.at:%Y-%m-%d %H:%M}", "dim"),
        Cell(row.address or UNKNOWN, "bright"),
        Cell(row.way, "dim"),
        Cell(row.state, "success"),
    )
