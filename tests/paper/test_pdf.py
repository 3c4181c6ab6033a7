"""A document as PDF: read back by another library, it says what was booked, in the customer's letters."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image, ImageOps
from pypdf import PdfReader

from introtui.domain.documents import Document
from introtui.domain.taxation import REVERSE_CHARGE_NOTE
from introtui.domain.text import REPLACEMENT
from introtui.domain.transfers import epc_text
from introtui.paper.pdf import document_pdf
from tests.hostile_data import HOSTILE
from tests.paper.documents import EVERY, IVANOV, LONG, MIXED, OPEN, PAID, REVERSE, VOIDING, YEN

ALL = pytest.mark.parametrize("document", EVERY.values(), ids=EVERY)


printed = cache(document_pdf)


def read(document: Document) -> PdfReader:
    return PdfReader(BytesIO(printed(document)))


@cache
def pages(document: Document) -> list[str]:
    """Return what each page says, with single spaces."""
    return [" ".join(page.extract_text(extraction_mode="layout").split()) for page in read(document).pages]


def words(document: Document) -> str:
    """Return all that is written, with single spaces."""
    return " ".join(pages(document))


@ALL
def test_it_says_which_document_it_is_and_the_total_that_was_booked(document: Document) -> None:
    text = words(document)
    assert f"{document.title} {document.number}" in text
    assert f"Total {document.total}" in text
    assert f"Net {document.currency}" in text
    assert "Example Hosting OÜ · VAT ID EE100000010" in text


NAMES = (
    "Łukasz Dąbrowski",
    "Ελένη Παπαδοπούλου",
    "Оксана Шевченко",
    "Nguyễn Đặng",
    "田中 さくら",
    "김 민준",
    "欧阳 伟",
    "ნინო ბერიძე",
    "สมชาย",
    "अर्जुन",
    "דוד כהן نورة الصباح",
)


def test_customers_are_named_in_their_own_letters() -> None:
    text = words(replace(PAID, customer=replace(IVANOV, address=NAMES)))
    assert set("".join(NAMES)) - set(text) == set()
    assert REPLACEMENT not in text


def test_reverse_charge_names_both_vat_ids_and_the_note() -> None:
    text = words(REVERSE)
    assert "VAT ID DE136695976" in text
    assert REVERSE_CHARGE_NOTE in text


def test_each_line_has_its_working_and_its_vat() -> None:
    text = words(MIXED)
    assert "Credit VPS M · order 20001 -13.51 -2.84 21 of 31 days left" in text
    assert "19.95 x 21/31" in text
    assert "VAT 19 %, as agreed" in text
    assert (
        "VAT 21 %, Netherlands, consumer 26.39 5.54 VAT 19 %, as agreed 39.90 7.58 Net and VAT 66.29 13.12" in text
    )


def test_a_credit_note_names_what_it_corrects() -> None:
    assert "Corrects INV-2026-000123" in words(VOIDING)


def test_many_lines_take_pages_that_are_counted_and_repeat_the_head() -> None:
    found = pages(LONG)
    assert len(found) > 2
    for number, page in enumerate(found, start=1):
        assert f"{LONG.number} · page {number} of {len(found)}" in page
    assert all("Net EUR VAT EUR" in page for page in found if "VPS M" in page)
    assert sum(page.count("VPS M · order") for page in found) == len(LONG.lines)


def test_the_same_document_makes_the_same_bytes_and_few() -> None:
    assert document_pdf(YEN) == printed(YEN)
    assert len(printed(YEN)) < 40_000


def test_an_open_invoice_in_euros_carries_its_transfer() -> None:
    (picture,) = read(OPEN).pages[0].images
    on_paper = ImageOps.expand(Image.open(BytesIO(picture.data)).convert("L"), border=32, fill=255)
    (found,) = zxingcpp.read_barcodes(on_paper)
    assert found.text == epc_text(OPEN.seller, OPEN.total, OPEN.reference)


@pytest.mark.parametrize("document", [YEN, PAID, VOIDING], ids=["not euros", "paid", "credit note"])
def test_nothing_else_carries_a_code(document: Document) -> None:
    assert not read(document).pages[0].images


def test_hostile_text_is_printed_without_harm(caplog: pytest.LogCaptureFixture) -> None:
    line = replace(OPEN.lines[0], label=HOSTILE, why=HOSTILE, source=HOSTILE)
    customer = replace(IVANOV, name=f"{HOSTILE} {{nb}} ᚠ \U0001f600", address=(HOSTILE, ""))
    with caplog.at_level(logging.WARNING):
        text = words(replace(OPEN, customer=customer, lines=(line,), login=HOSTILE))
    assert "[@click=app.quit]" in text
    assert "{nb} \ufffd \ufffd" in text
    assert "\x1b" not in text
    assert not caplog.records
