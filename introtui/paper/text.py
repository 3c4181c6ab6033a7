"""A document as aligned plain text, for a dialog and for a terminal that scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, chop_cells

from introtui.domain.text import safe
from introtui.paper import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from introtui.domain.documents import Document, Party
    from introtui.domain.money import Money

LEAST_WIDTH: Final = 56
_GAP: Final = 2
_INDENT: Final = "  "


def document_text(document: Document, *, width: int = 78) -> list[str]:
    """Return the lines of a document, none wider than `width` cells (at least `LEAST_WIDTH`)."""
    width = max(width, LEAST_WIDTH)
    blocks = (
        _heading(document, width),
        _parties(document, width),
        _labelled(wording.facts(document), width),
        _Amounts(document, width).lines(),
        _notes(document, width),
        _payment(document, width),
    )
    lines: list[str] = []
    for block in blocks:
        lines += ["", *block] if lines and block else block
    return lines


def _heading(document: Document, width: int) -> list[str]:
    title, state = wording.heading(document), wording.state(document)
    return [title + state.rjust(width - len(title)), "─" * width]


def _parties(document: Document, width: int) -> list[str]:
    half = (width - _GAP) // 2
    seller, customer = (_party(party, half) for party in (document.seller, document.customer))
    rows = max(len(seller), len(customer))
    left = ["From", *seller] + [""] * (rows - len(seller))
    right = ["To", *customer] + [""] * (rows - len(customer))
    return [(_padded(one, half + _GAP) + other).rstrip() for one, other in zip(left, right, strict=True)]


def _party(party: Party, width: int) -> list[str]:
    return [line for text in wording.party_lines(party) for line in wrapped(text, width)]


def _labelled(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    label_width = max((len(label) for label, _ in rows), default=0) + _GAP
    lines = []
    for label, value in rows:
        first, *rest = wrapped(value, width - label_width)
        lines.append(label.ljust(label_width) + first)
        lines += [" " * label_width + more for more in rest]
    return lines


class _Amounts:
    """The lines and totals of a document, net and VAT each in a column of its own at the right edge."""

    def __init__(self, document: Document, width: int) -> None:
        self._document = document
        self._width = width
        self._titles = (f"Net {document.currency}", f"VAT {document.currency}")
        amounts = [amount for line in document.lines for amount in (line.net, line.vat)]
        shown = [amount.amount for amount in (*amounts, document.net, document.vat, document.total)]
        self._column = max(len(text) for text in (*shown, *self._titles)) + _GAP

    def lines(self) -> list[str]:
        """Return the head, the lines, the totals by rate and the total."""
        document = self._document
        rule = " " * (self._width - 2 * self._column) + "─" * (2 * self._column)
        total = f"Total {document.currency}"
        return [
            self._row("", self._titles),
            *self._sold(),
            rule,
            *self._by_rate(),
            self._row("Net and VAT", _shown((document.net, document.vat))),
            self._row(total, ("", document.total.amount)),
        ]

    def _sold(self) -> Iterator[str]:
        for line in self._document.lines:
            yield from self._entry(wording.line_title(line), (line.net, line.vat))
            for detail in wording.line_details(line):
                yield from self._indented(detail)

    def _by_rate(self) -> Iterator[str]:
        for total in self._document.by_rate:
            yield from self._entry(wording.tax_words(total.tax), (total.net, total.vat))

    def _entry(self, text: str, amounts: tuple[Money, Money]) -> Iterator[str]:
        first, *rest = wrapped(text, self._room)
        yield self._row(first, _shown(amounts))
        yield from rest

    def _indented(self, text: str) -> Iterator[str]:
        for line in wrapped(text, self._room - len(_INDENT)):
            yield _INDENT + line

    @property
    def _room(self) -> int:
        return self._width - 2 * self._column

    def _row(self, text: str, amounts: tuple[str, str]) -> str:
        return _padded(text, self._room) + "".join(amount.rjust(self._column) for amount in amounts)


def _shown(amounts: tuple[Money, Money]) -> tuple[str, str]:
    return (amounts[0].amount, amounts[1].amount)


def _notes(document: Document, width: int) -> list[str]:
    return [line for note in document.legal_notes for line in wrapped(note, width)]


def _payment(document: Document, width: int) -> list[str]:
    if not wording.awaits_payment(document):
        return []
    sentence = wrapped(wording.payment_sentence(document), width)
    return [*sentence, *_labelled(wording.transfer_facts(document), width)]


def wrapped(text: str, width: int) -> list[str]:
    """Return hostile `text` made safe, broken at spaces into lines of at most `width` cells; at least one line."""
    lines = [""]
    for word in _words(safe(text), width):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _words(text: str, width: int) -> Iterable[str]:
    for word in text.split(" "):
        yield from chop_cells(word, width) if cell_len(word) > width else (word,)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
