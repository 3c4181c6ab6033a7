"""Broken and hostile files: refused with the line, and nothing of them booked."""

from __future__ import annotations

from collections.abc import Callable
from io import RawIOBase

import pytest

from introtui.domain.access import Role
from introtui.domain.errors import InvalidValue
from introtui.domain.statement_files import ImportRequest, StatementRefused, read_columns
from introtui.services.payments import top_up_reference
from introtui.services.statements import taking
from introtui.store.engine import Database
from tests.building import services
from tests.services.bank_files import SPACE, Entry, Office, camt, one
from tests.services.ordering import desk, everything, written_since
from tests.services.staffing import staff

WHOLE = camt([one("10.00", "AB-1"), one("11.00", "AB-2")])
SECOND = 27
"""The line on which the second entry begins."""
Change = Callable[[bytes], bytes]
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
DEEP = b"<Ustrd>" * 300


def with_head(declaration: str) -> Change:
    return lambda content: content.replace(b"?>\n", f"?>\n{declaration}\n".encode(), 1)


def put(old: str, new: str, place: int = 0) -> Change:
    """Replace the occurrence of a text that has so many before it."""

    def change(content: bytes) -> bytes:
        parts = content.split(old.encode())
        assert len(parts) > place + 1
        head, tail = old.encode().join(parts[: place + 1]), old.encode().join(parts[place + 1 :])
        return head + new.encode() + tail

    return change


HOSTILE: dict[str, tuple[Change, int, str]] = {
    "billion laughs": (with_head(f'<!DOCTYPE x [<!ENTITY a0 "ha">{BOMB}]>'), 2, "DOCTYPE"),
    "external entity": (with_head('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), 2, "DOCTYPE"),
    "external DTD": (with_head('<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">'), 2, "DOCTYPE"),
    "parameter entity": (with_head('<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>'), 2, "DOCTYPE"),
    "quadratic blow-up": (with_head(f'<!DOCTYPE x [<!ENTITY a "{"ha" * 50_000}">]>'), 2, "DOCTYPE"),
    "a late DOCTYPE": (with_head(f"<!--{'x' * 100_000}-->\n<!DOCTYPE x []>"), 4, "DOCTYPE"),
    "an entity that is not declared": (put("<Nm>Ivan Ivanov", "<Nm>&who;"), 22, "Entity 'who' not defined"),
    "another encoding than declared": (lambda content: content.replace(b"Ivan", b"Iv\xe4n"), 22, "encoding"),
    "an unknown encoding": (put("UTF-8", "EBCDIC-X"), 1, "Unsupported encoding"),
    "cut off": (lambda content: content[: content.index(b"AB-2")], SECOND + 6, "no whole XML"),
    "nothing": (lambda _content: b"", 1, "no whole XML"),
    "no XML": (lambda _content: b"Date;Amount\n2026-11-20;10\n", 1, "no whole XML"),
    "deep nesting": (put("<RltdPties>", f"<RmtInf>{DEEP.decode()}"), 22, "depth"),
    "a text without end": (put("Ivan Ivanov", "x" * 10_100_000), 22, "too long"),
    "another message": (put("camt.053", "camt.054"), 2, "It is camt.054"),
    "another namespace": (put(f"{SPACE}.08", "urn:example"), 2, "something else"),
    "no namespace": (put(f' xmlns="{SPACE}.08"', ""), 2, "something else"),
    "no statement": (lambda _content: f'<Document xmlns="{SPACE}.08"/>'.encode(), 1, "no statement"),
    "no such currency": (put('<Amt Ccy="EUR">11.00', '<Amt Ccy="EUX">11.00'), SECOND + 1, "ISO 4217"),
    "a currency in small letters": (put('Ccy="EUR">11.00', 'Ccy="eur">11.00'), SECOND + 1, "ISO 4217"),
    "no currency": (put(' Ccy="EUR">11.00', ">11.00"), SECOND + 1, "ISO 4217"),
    "a negative amount": (put("11.00", "-11.00"), SECOND + 1, "'EUR -11.00' cannot be the amount"),
    "a huge amount": (put("11.00", "9" * 5_000), SECOND + 1, "at most 12 digits"),
    "an exponent": (put("11.00", "1e9"), SECOND + 1, "cannot be the amount"),
    "a part of a cent": (put("11.00", "11.005"), SECOND + 1, "EUR has 2 decimals"),
    "no amount": (put('<Amt Ccy="EUR">11.00</Amt>', ""), SECOND, "no amount"),
    "neither credit nor debit": (put("CRDT", "BOTH", 2), SECOND, "neither credit nor debit"),
    "no day": (put("2026-11-20</Dt></BookgDt>", "2026-11-31</Dt></BookgDt>", 1), SECOND, "'2026-11-31'"),
    "a year without end": (put("2026-11-20</Dt></BookgDt>", "9999-11-20</Dt></BookgDt>", 1), SECOND, "no day"),
}


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    return Office(services(sqlite_database), sqlite_database, staff(sqlite_database, Role.OPERATOR))


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_wrong_is_refused_with_its_line_and_nothing_is_booked(office: Office, case: str) -> None:
    change, line, sentence = HOSTILE[case]
    before = everything(office.database)
    with pytest.raises(StatementRefused) as refused:
        office.imported(change(WHOLE))
    assert (refused.value.line, sentence in str(refused.value)) == (line, True), str(refused.value)
    assert str(refused.value).endswith("Nothing was booked.")
    assert written_since(before, office.database) == {}


def test_utf_16_is_read_and_a_doctype_in_it_is_found(office: Office) -> None:
    text = WHOLE.decode().replace("UTF-8", "UTF-16")
    office.imported(text.encode("utf-16"))
    assert office.stored() == 2
    with pytest.raises(StatementRefused, match="Line 2: It has a DOCTYPE"):
        office.imported(text.replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n', 1).encode("utf-16"))


class Endless(RawIOBase):
    """A stream of 200 MB."""

    def __init__(self) -> None:
        self.left = 200 * 1024 * 1024
        self.read_bytes = 0

    def read(self, size: int = -1, /) -> bytes:
        chunk = b"x" * (size - 1) + b"\n" if self.left > 0 else b""
        self.left -= len(chunk)
        self.read_bytes += len(chunk)
        return chunk


def test_a_file_of_200_mb_is_read_no_further_than_allowed(office: Office) -> None:
    stream = Endless()
    with pytest.raises(StatementRefused, match=r"Line 257: The file is larger than 64 MB"):
        office.services.statements.import_file(office.actor, stream, ImportRequest(name="x.xml"))  # type: ignore[arg-type]
    assert stream.read_bytes <= taking.MOST_BYTES + taking.CHUNK


def test_hostile_text_of_a_sender_is_made_harmless_and_stays_text(office: Office) -> None:
    customer = desk(office.database, balance="0.00")
    reference = top_up_reference(customer.actor.account_id)
    office.imported(camt([one("10.00", "AB-1", reference=reference, name="[red]\u202eIvan\u0085", text="<b>&x")]))
    entry = office.only()
    assert (entry.name, entry.text) == ("[red]\ufffdIvan\ufffd", "<b>&x")


def test_a_huge_but_possible_amount_waits_for_somebody(office: Office) -> None:
    office.imported(camt([Entry(amount="999999999999.99")]))
    assert office.only().amount.minor == 99_999_999_999_999


COLUMNS = ["date=Date", "amount=Amount", "currency=Cur", "id=Id", "reference=Text"]
LINES = "Date,Amount,Cur,Id,Text\n2026-11-20,10.00,EUR,1,a\n2026-11-20,11.00,EUR,2,b\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("11.00", "11,00", 3, "This line has 6 fields, not 5"),
        ("11.00", '"11,00"', 3, "'11,00' is no amount with '.'"),
        ("11.00", "eleven", 3, "Enter an amount"),
        ("11.00", "11.001", 3, "EUR has 2 decimals"),
        ("11.00", "9" * 30, 3, "at most 12 digits"),
        ("EUR,2", "EUX,2", 3, "ISO 4217"),
        ("2026-11-20,11", "20.11.2026,11", 3, "'20.11.2026' is no date written YYYY-MM-DD"),
        ("2026-11-20,11", "2026-02-30,11", 3, "is no date"),
        (",b", ',"b', 3, "cannot be read as CSV"),
        ("Amount", "Sum", 1, "'Amount' (amount) is not there; the file has Date, Sum, Cur, Id, Text"),
        ("Text", "Date", 1, "'Date' (date) is there more than once"),
        (LINES, "", 1, "begin with a line that names its columns"),
        (",b", ",\udce4", 3, "reference: this is no utf-8"),
    ],
)
def test_a_wrong_line_of_csv_is_refused(office: Office, old: str, new: str, line: int, sentence: str) -> None:
    content = LINES.replace(old, new, 1).encode("utf-8", "surrogateescape")
    with pytest.raises(StatementRefused) as refused:
        office.imported(content, columns=read_columns(COLUMNS))
    assert (refused.value.line, sentence in str(refused.value)) == (line, True), str(refused.value)
    assert office.stored() == 0


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["date=Date"], "which column is the amount"),
        (["date=D", "amount=A"], "which column is the currency"),
        (["date=D", "amount=A", "fixed_currency=EUX"], "ISO 4217"),
        (["date=D", "amount=A", "colour=C"], "There is no 'colour'"),
        (["date=D", "amount=A", "decimal=;"], "decimal is one of"),
        (["date"], "'date' says nothing"),
    ],
)
def test_a_map_of_columns_that_says_too_little_is_refused(parts: list[str], sentence: str) -> None:
    with pytest.raises(InvalidValue, match=sentence):
        read_columns(parts)


def test_a_byte_order_mark_and_thousands_are_read(office: Office) -> None:
    content = b"\xef\xbb\xbf" + LINES.replace("11.00", '"1,111.00"').encode()
    office.imported(content, columns=read_columns(COLUMNS))
    assert [entry.amount.amount for entry in office.entries()] == ["10.00", "1111.00"]
