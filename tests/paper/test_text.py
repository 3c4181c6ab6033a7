"""A document as plain text says what a bookkeeper needs, and fits the terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from introtui.domain.documents import Document, Standing
from introtui.domain.taxation import REVERSE_CHARGE_NOTE
from introtui.domain.text import safe
from introtui.paper.text import LEAST_WIDTH, document_text
from tests.hostile_data import HOSTILE
from tests.paper.documents import CREDIT, DINAR, EVERY, IVANOV, MIXED, OPEN, PAID, REVERSE, VOID, VOIDING, YEN

ALL = pytest.mark.parametrize("document", EVERY.values(), ids=EVERY)


def joined(document: Document) -> str:
    """Return the words of a document, whatever lines they are on."""
    return " ".join(" ".join(document_text(document)).split())


@ALL
@pytest.mark.parametrize("width", [LEAST_WIDTH, 78, 120])
def test_no_line_is_wider_than_the_terminal(document: Document, width: int) -> None:
    assert max(cell_len(line) for line in document_text(document, width=width)) == width


@ALL
def test_it_ends_its_amounts_with_the_total_that_was_booked(document: Document) -> None:
    (total,) = [line for line in document_text(document) if line.startswith("Total ")]
    assert total.split() == ["Total", document.currency, document.total.amount]


def test_amounts_stand_below_one_another_under_their_currency() -> None:
    lines = document_text(MIXED)
    head = next(line for line in lines if "Net EUR" in line)
    below = lines[lines.index(head) :]
    rows = [line for line in below if line.startswith(("Credit ", "Term ", "VAT ", "Net and"))]
    net_ends = head.index("Net EUR") + len("Net EUR")
    assert [(row[:net_ends].split()[-1], row[net_ends:].strip()) for row in rows] == [
        ("-13.51", "-2.84"),
        ("39.90", "8.38"),
        ("39.90", "7.58"),
        ("26.39", "5.54"),
        ("39.90", "7.58"),
        ("66.29", "13.12"),
    ]
    assert {len(row) for row in rows} == {len(head)}


def test_a_line_tells_its_days_its_working_and_where_it_comes_from() -> None:
    text = joined(MIXED)
    assert "21 of 31 days left Period 2026-12-01 to 2027-01-01 19.95 x 21/31" in text
    assert "VAT 21 %, Netherlands, consumer, as on INV-2026-000122" in text


def test_a_currency_keeps_its_own_decimals() -> None:
    assert document_text(YEN)[-10:].count("Total JPY" + "1592".rjust(69)) == 1
    assert "6.125 0.000" in joined(DINAR)


def test_reverse_charge_names_both_vat_ids_and_the_note() -> None:
    text = joined(REVERSE)
    assert "VAT ID EE100000010" in text
    assert "VAT ID DE136695976" in text
    assert REVERSE_CHARGE_NOTE in text


@pytest.mark.parametrize(
    ("document", "state"),
    [
        (OPEN, "Open"),
        (PAID, "Paid on 2026-11-30"),
        (VOID, "Void since 2026-11-30"),
        (VOIDING, "Voids INV-2026-000123"),
        (CREDIT, "Credited to the balance"),
    ],
)
def test_the_first_line_tells_what_became_of_it(document: Document, state: str) -> None:
    first = document_text(document)[0]
    assert first.startswith(f"{document.title} {document.number} ")
    assert first.endswith(f" {state}")


def test_a_credit_note_names_what_it_corrects() -> None:
    assert "Corrects INV-2026-000123" in joined(VOIDING)
    assert "Corrects INV-2026-000122" in joined(CREDIT)


@ALL
def test_only_what_is_open_asks_to_be_paid(document: Document) -> None:
    text = joined(document)
    asks = document.standing is Standing.OPEN
    assert (f"Please pay {document.total} by 2026-12-07" in text) == asks
    assert ("EE38 2200 2210 2014 5685" in text) == asks
    assert ("RF57INV2026000123" in text) == asks


def test_hostile_text_is_shown_and_stays_in_its_column() -> None:
    customer = replace(IVANOV, name=HOSTILE, address=(HOSTILE,))
    line = replace(OPEN.lines[0], label=HOSTILE, why=HOSTILE, source=HOSTILE)
    lines = document_text(replace(OPEN, customer=customer, lines=(line,), login=HOSTILE))
    assert max(cell_len(each) for each in lines) == 78
    assert all(safe(each) == each for each in lines)
