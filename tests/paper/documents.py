"""Documents built by hand, one for each thing that paper has to show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from introtui.domain.company import SAMPLE
from introtui.domain.documents import Document, DocumentKind, Party, Standing
from introtui.domain.money import Money
from introtui.domain.periods import Period
from introtui.domain.pricing import LineKind, QuoteLine, charged_whole, reversed_line
from introtui.domain.taxation import OUTSIDE_EU_NOTE, REVERSE_CHARGE_NOTE, Tax, Treatment

ISSUED = date(2026, 11, 23)
DECEMBER = Period(date(2026, 12, 1), date(2027, 1, 1))
DUTCH = Tax(treatment=Treatment.EU_CONSUMER, rate_bp=2100, why="Netherlands, consumer", rate_from=date(2020, 1, 1))
GERMAN_BUSINESS = Tax(
    treatment=Treatment.REVERSE_CHARGE,
    rate_bp=0,
    why="Germany, business DE136695976, reverse charge",
    note=REVERSE_CHARGE_NOTE,
)
EXPORT = Tax(treatment=Treatment.OUTSIDE_EU, rate_bp=0, why="Japan, outside the EU", note=OUTSIDE_EU_NOTE)
IVANOV = Party(name="Ivan Ivanov", address=("Witte de Withstraat 12", "3012 BP Rotterdam"), country="Netherlands")
WEBER = Party(
    name="Weber Hosting GmbH",
    address=("Käthe Weber", "Gänsemarkt 4", "50667 Köln"),
    country="Germany",
    vat_id="DE136695976",
)
TANAKA = Party(name="さくら 田中", address=("三軒茶屋 2-11-22", "154-0024 世田谷区"), country="Japan")
ALSABAH = Party(name="نورة الصباح", address=("شارع الخليج العربي 3", "13001 مدينة الكويت"), country="Kuwait")


def term(minor: int, currency: str = "EUR", tax: Tax = DUTCH, *, order_id: int = 20001) -> QuoteLine:
    """Return the line of a month of a plan."""
    return charged_whole(
        LineKind.TERM,
        f"VPS M · order {order_id}",
        Money(minor, currency),
        tax,
        f"1 month, {DECEMBER.start} to {DECEMBER.end}",
        order_id=order_id,
        period=DECEMBER,
    )


def part(days: int, net: int, vat: int) -> QuoteLine:
    """Return the credit of what is left of December."""
    return replace(
        term(1995),
        kind=LineKind.CREDIT,
        days=days,
        of_days=31,
        net=Money(-net, "EUR"),
        vat=Money(-vat, "EUR"),
        why=f"{days} of 31 days left",
        source="on INV-2026-000122",
    )


def invoice(*lines: QuoteLine, **changes: Any) -> Document:
    """Return an open invoice."""
    lines = lines or (term(1995),)
    plain = Document(
        document_id=1,
        kind=DocumentKind.INVOICE,
        number="INV-2026-000123",
        issued_on=ISSUED,
        due_on=date(2026, 12, 7),
        seller=SAMPLE.seller,
        customer=IVANOV,
        lines=lines,
        currency=lines[0].net.currency,
        reference="RF57INV2026000123",
        corrects="",
        standing=Standing.OPEN,
        settled_on=None,
        login="ivanov",
    )
    return replace(plain, **changes)


OPEN = invoice()
PAID = replace(OPEN, standing=Standing.PAID, settled_on=date(2026, 11, 30))
VOID = replace(OPEN, standing=Standing.VOID, settled_on=date(2026, 11, 30))
MIXED = invoice(part(21, 1351, 284), term(3990), term(3990, tax=replace(DUTCH, rate_bp=1900, why="as agreed")))
REVERSE = invoice(term(1995, tax=GERMAN_BUSINESS), customer=WEBER, login="weber")
YEN = invoice(term(1592, "JPY", EXPORT), customer=TANAKA, login="tanaka")
DINAR = invoice(
    term(6125, "KWD", replace(EXPORT, why="Kuwait, outside the EU")), customer=ALSABAH, login="alsabah"
)
VOIDING = invoice(
    reversed_line(term(1995), "invoice INV-2026-000123"),
    kind=DocumentKind.CREDIT_NOTE,
    number="CN-2026-000007",
    due_on=None,
    corrects="INV-2026-000123",
    standing=Standing.DONE,
)
CREDIT = replace(VOIDING, lines=(part(21, 1351, 284),), corrects="")
LONG = invoice(*(term(1995 + at, order_id=20001 + at) for at in range(60)))
EVERY = {
    "open": OPEN,
    "paid": PAID,
    "void": VOID,
    "mixed": MIXED,
    "reverse charge": REVERSE,
    "yen": YEN,
    "dinar": DINAR,
    "voiding": VOIDING,
    "credit": CREDIT,
    "long": LONG,
}
