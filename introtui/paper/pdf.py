"""A document as PDF on A4, with the letters of whoever it is for."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from introtui.domain.documents import Document, Party
from introtui.domain.money import Money
from introtui.domain.transfers import epc_text
from introtui.paper import wording
from introtui.paper.qr import qr_png
from introtui.paper.sheet import LEADING, MARGIN, SIZE, SMALL, Sheet

TITLE_SIZE: Final = 16.0
STATE_SIZE: Final = 11.0
TOTAL_SIZE: Final = 11.0
_GAP: Final = 5.0
_AMOUNT: Final = 30.0
"""Width of a column of amounts: eleven digits with decimals fit."""
_FACTS: Final = 50.0
_LABEL: Final = 18.0
_QR: Final = 32.0
_ROW: Final = 3.0
"""Space between two rows of the table."""
_TOTAL: Final = 8.0


def document_pdf(document: Document) -> bytes:
    """Return a document as PDF; the same document gives the same bytes.

    An open invoice in euros carries an EPC QR code that fills in the transfer. Letters of scripts without a font
    (`paper/fonts/README.md` lists what there is) are printed as U+FFFD.
    """
    seller = document.seller
    imprint = f"{seller.name} · VAT ID {seller.vat_id}" if seller.vat_id else seller.name
    sheet = Sheet(title=wording.heading(document), imprint=imprint, day=document.issued_on)
    sheet.add_page()
    y = _heading(sheet, document)
    y = _parties(sheet, document, y + _GAP)
    y = _Table(sheet, document).write(y + _GAP)
    y = _notes(sheet, document, y + _GAP)
    _payment(sheet, document, y + _GAP)
    return bytes(sheet.output())


def _heading(sheet: Sheet, document: Document) -> float:
    half = sheet.epw / 2
    bottom = sheet.write_at(MARGIN, MARGIN, sheet.epw, wording.heading(document), size=TITLE_SIZE, bold=True)
    drop = (TITLE_SIZE - STATE_SIZE) * LEADING
    sheet.write_at(MARGIN + half, MARGIN + drop, half, wording.state(document), size=STATE_SIZE, align="R")
    sheet.rule(bottom + 1)
    return bottom + 1


def _parties(sheet: Sheet, document: Document, top: float) -> float:
    """Write seller, customer and the facts side by side."""
    width = (sheet.epw - _FACTS - 2 * _GAP) / 2
    second = MARGIN + width + _GAP
    third = second + width + _GAP
    return max(
        _party(sheet, document.seller, "From", MARGIN, top, width),
        _party(sheet, document.customer, "To", second, top, width),
        _labelled(sheet, wording.facts(document), third, top, _FACTS),
    )


def _party(sheet: Sheet, party: Party, title: str, x: float, y: float, width: float) -> float:
    y = sheet.write_at(x, y, width, title, size=SMALL, grey=True)
    for place, line in enumerate(wording.party_lines(party)):
        y = sheet.write_at(x, y, width, line, bold=place == 0)
    return y


def _labelled(sheet: Sheet, rows: Sequence[tuple[str, str]], x: float, y: float, width: float) -> float:
    for label, value in rows:
        sheet.write_at(x, y, _LABEL, label, grey=True)
        y = sheet.write_at(x + _LABEL, y, width - _LABEL, value)
    return y


class _Table:
    """The lines and totals, net and VAT each in a column of its own; its head is repeated on every page."""

    def __init__(self, sheet: Sheet, document: Document) -> None:
        self._sheet = sheet
        self._document = document
        self._room = sheet.epw - 2 * _AMOUNT - _GAP

    def write(self, y: float) -> float:
        """Write the table below `y`, and return where it ends, maybe pages later."""
        document = self._document
        y = self._head(y)
        for line in document.lines:
            y = self._entry(y, wording.line_title(line), (line.net, line.vat), wording.line_details(line))
            self._sheet.rule(y - _ROW / 2)
        return self._totals(y)

    def _head(self, y: float) -> float:
        currency = self._document.currency
        below = self._sheet.write_at(MARGIN, y, self._room, "Service", size=SMALL, grey=True) + 1
        self._amounts(y, (f"Net {currency}", f"VAT {currency}"), grey=True)
        self._sheet.rule(below)
        return below + _ROW / 2

    def _entry(self, y: float, text: str, amounts: tuple[Money, Money], details: Sequence[str] = ()) -> float:
        """Write a text with its amounts and its small print, none of it parted by the end of a page."""
        sheet = self._sheet
        height = sheet.height_of(self._room, text)
        height += sum(sheet.height_of(self._room, detail, size=SMALL) for detail in details)
        if not sheet.has_room(y, height):
            sheet.add_page()
            y = self._head(MARGIN)
        below = sheet.write_at(MARGIN, y, self._room, text)
        self._amounts(y, (amounts[0].amount, amounts[1].amount))
        for detail in details:
            below = sheet.write_at(MARGIN, below, self._room, detail, size=SMALL, grey=True)
        return below + _ROW

    def _totals(self, y: float) -> float:
        document = self._document
        for at_rate in document.by_rate:
            y = self._entry(y, wording.tax_words(at_rate.tax), (at_rate.net, at_rate.vat)) - _ROW
        y = self._entry(y, "Net and VAT", (document.net, document.vat))
        if not self._sheet.has_room(y, _TOTAL):
            self._sheet.add_page()
            y = MARGIN
        self._sheet.rule(y - _ROW / 2, x=MARGIN + self._room)
        return self._total(y)

    def _total(self, y: float) -> float:
        total = f"Total {self._document.total}"
        return self._sheet.write_at(MARGIN, y, self._sheet.epw, total, size=TOTAL_SIZE, bold=True, align="R")

    def _amounts(self, y: float, amounts: tuple[str, str], *, grey: bool = False) -> None:
        x = MARGIN + self._room + _GAP
        for amount in amounts:
            self._sheet.write_at(x, y, _AMOUNT, amount, size=SMALL if grey else SIZE, grey=grey, align="R")
            x += _AMOUNT


def _notes(sheet: Sheet, document: Document, y: float) -> float:
    for note in document.legal_notes:
        if not sheet.has_room(y, sheet.height_of(sheet.epw, note)):
            sheet.add_page()
            y = MARGIN
        y = sheet.write_at(MARGIN, y, sheet.epw, note)
    return y


def _payment(sheet: Sheet, document: Document, y: float) -> None:
    """Write how to pay what is open, with a QR code where there can be one."""
    if not wording.awaits_payment(document):
        return
    if not sheet.has_room(y, _QR):
        sheet.add_page()
        y = MARGIN
    room = sheet.epw - _QR - _GAP
    epc = epc_text(document.seller, document.total, document.reference)
    if epc is not None:
        alt = "QR code of the transfer (EPC069-12)"
        sheet.image(BytesIO(qr_png(epc)), x=sheet.w - MARGIN - _QR, y=y, w=_QR, h=_QR, alt_text=alt)
    y = sheet.write_at(MARGIN, y, room, wording.payment_sentence(document)) + 1
    _labelled(sheet, wording.transfer_facts(document), MARGIN, y, room)
