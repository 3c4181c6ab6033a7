"""How lines of the audit are shown: in the list, in full, and the trail of what a line is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from introtui.domain.audit import AuditRow, Trail
from introtui.domain.order_views import TimelineEntry
from introtui.domain.text import safe
from introtui.widgets.plain import Draw, hanging, labelled, plain
from introtui.widgets.record_cells import Cell, Column

COLUMNS = (
    Column("at", "Time (UTC)", 16, sortable=False),
    Column("actor", "By", 11, sortable=False),
    Column("account", "Account", 11, sortable=False),
    Column("what", "What", 34, grow=True, sortable=False),
)
LABEL = 10
INDENT = 2


def cells(row: AuditRow) -> Sequence[Cell]:
    """Return how a line is shown in the list."""
    return (
        Cell(f"{row.at:%Y-%m-%d %H:%M}", "dim"),
        Cell(row.actor or "-"),
        Cell(row.account or "-"),
        Cell(row.what, "bright"),
    )


def note_of(row: AuditRow) -> str:
    """Return in a line what the columns leave out or cut off."""
    return f"{f'from {row.address}: ' if row.address else ''}{row.what}"


def row_lines(row: AuditRow) -> Draw:
    """Show a line in full."""

    def draw(width: int) -> Iterator[Content]:
        for label, value in (
            ("Time", f"{row.at:%Y-%m-%d %H:%M:%S} UTC"),
            ("By", f"{row.actor or '-'}{_standing(row)}"),
            ("Account", row.account or "-"),
            ("From", row.address or "-"),
            ("Action", f"{row.action_words} ({row.action})"),
            ("About", row.about.words),
            ("Detail", row.detail or "-"),
        ):
            yield from labelled(label, value, LABEL, width)

    return draw


def _standing(row: AuditRow) -> str:
    if row.in_place:
        return ", staff in a customer's place"
    return ", staff" if row.by_staff else ""


def trail_lines(trail: Trail, shown: AuditRow) -> Draw:
    """Show what else was done to a thing; the line it was come from is marked."""

    def draw(width: int) -> Iterator[Content]:
        for row in trail.rows:
            mark = ">" if row.audit_id == shown.audit_id else " "
            place = f" on {row.account}" if row.account and row.account != row.actor else ""
            yield from _entry(f"{mark} {row.at:%Y-%m-%d %H:%M} {row.actor or '-'}{place}", row.what, width)
        if trail.more:
            yield plain(f"Only the newest {len(trail.rows)} are shown here.").stylize("$quiet")
        if trail.timeline:
            yield Content("")
            yield Content.styled("Timeline of the order", "bold $primary")
        yield from _timeline(trail.timeline, width)

    return draw


def row_and_trail(row: AuditRow, trail: Trail) -> Draw:
    """Show a line in full and the trail of what it is about under it."""

    def draw(width: int) -> Iterator[Content]:
        yield from row_lines(row)(width)
        yield Content("")
        yield Content.styled(safe(f"Trail: {trail.about.words}"), "bold $primary")
        yield from trail_lines(trail, row)(width)

    return draw


def _timeline(lines: Sequence[TimelineEntry], width: int) -> Iterator[Content]:
    for line in lines:
        yield from _entry(f"  {line.at:%Y-%m-%d %H:%M} {line.actor}", line.sentence, width)


def _entry(head: str, text: str, width: int) -> Iterator[Content]:
    yield Content.styled(safe(head), "$quiet").truncate(width, ellipsis=True)
    yield from hanging(text, INDENT, width)
