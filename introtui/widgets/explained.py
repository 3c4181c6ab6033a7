"""How an amount came about: a document line by line, a movement of the balance, the balance itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from introtui.domain.billing import HistoryRow, KindTotal, Movement, kind_words
from introtui.domain.documents import Document, Standing
from introtui.domain.money import Money
from introtui.domain.text import safe
from introtui.widgets.plain import Block, Draw, labelled, plain
from introtui.widgets.quote_view import LEAST_WIDTH, amount_rows, money_line

LABEL = 10


class Explained(Block):
    """An explanation, drawn again at each width."""

    def __init__(self, draw: Draw) -> None:
        super().__init__("", markup=False, classes="explained")
        self._draw = draw

    def on_mount(self) -> None:
        """Draw at the least width, until the real one is known."""
        self._show(LEAST_WIDTH)

    def on_resize(self) -> None:
        """Draw again at the new width."""
        self._show(max(self.size.width, LEAST_WIDTH))

    def explain(self, draw: Draw) -> None:
        """Explain something else."""
        self._draw = draw
        self.on_resize()

    def _show(self, width: int) -> None:
        self.update(Content("\n").join(self._draw(width)))


def document_explained(document: Document) -> Draw:
    """Explain each line of a document and its total."""

    def draw(width: int) -> Iterator[Content]:
        for line in document.lines:
            yield from money_line(line, width, explained=True)
        yield from _sum_up("Total", document.total, width)
        for note in document.legal_notes:
            yield plain(note).stylize("$quiet")
        yield plain(standing_words(document)).stylize("$quiet")

    return draw


def document_beside(document: Document) -> Draw:
    """Explain a document under its title."""

    def draw(width: int) -> Iterator[Content]:
        yield Content.styled(safe(f"{document.title} {document.number}"), "bold")
        yield from labelled("To", document.customer.name, LABEL, width)
        yield Content("")
        yield from document_explained(document)(width)

    return draw


def standing_words(document: Document) -> str:
    """Return when a document was issued, what it corrects and what became of it, in a sentence."""
    settled = {
        Standing.OPEN: f"; it is open, due {document.due_on}" if document.due_on else "; it is open",
        Standing.PAID: f"; paid from the balance on {document.settled_on}",
        Standing.VOID: f"; void since {document.settled_on}",
        Standing.DONE: f"; it voids {document.corrects}" if document.corrects else "; credited to the balance",
    }
    return f"{document.number}, issued {document.issued_on}{settled[document.standing]}."


def movement_explained(movement: Movement) -> Draw:
    """Explain a row of the statement: what it was, the document behind it, the balance before and after."""
    row, document = movement.row, movement.document

    def draw(width: int) -> Iterator[Content]:
        booked = f"{row.at:%Y-%m-%d %H:%M} UTC, {kind_words(row.kind).lower()}"
        yield from labelled("Movement", row.memo, LABEL, width)
        yield from labelled("Booked", booked, LABEL, width)
        yield from amount_rows("Amount", row.amount.currency, row.amount.amount, width, style="bold")
        yield from amount_rows("Balance", f"{row.balance_before.amount}  ->", row.balance_after.amount, width)
        yield Content("")
        if document is None:
            yield plain("No document belongs to it.").stylize("$quiet")
        else:
            yield from document_explained(document)(width)

    return draw


def balance_explained(totals: Sequence[KindTotal], balance: Money) -> Draw:
    """Explain a balance by what the movements of each kind come to."""

    def draw(width: int) -> Iterator[Content]:
        for each in totals:
            times = "1 movement" if each.movements == 1 else f"{each.movements} movements"
            yield from amount_rows(kind_words(each.kind), times, each.total.amount, width)
        yield from _sum_up("Balance", balance, width)

    return draw


def action_explained(row: HistoryRow) -> Draw:
    """Show a line of the action history in full."""

    def draw(width: int) -> Iterator[Content]:
        facts = {
            "Time": f"{row.at:%Y-%m-%d %H:%M:%S} UTC",
            "By": row.actor,
            "From": row.address or "not shown",
            "Action": row.action_words,
            "About": row.subject or "-",
            "Detail": row.detail or "-",
        }
        for label, value in facts.items():
            yield from labelled(label, value, LABEL, width)

    return draw


def _sum_up(words: str, total: Money, width: int) -> Iterator[Content]:
    yield Content(" " * (width - 10) + "─" * 10)
    yield from amount_rows(words, total.currency, total.amount, width, style="bold")
