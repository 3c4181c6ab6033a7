"""Reading a bank's CSV by a column map: one line in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import BinaryIO

from introtui.domain.errors import InvalidValue
from introtui.domain.money import Money, check_currency, parse_amount
from introtui.domain.statement_files import DATES, DELIMITERS, ColumnMap, StatementRefused
from introtui.domain.statements import MOST_TEXT, BankEntry, Side
from introtui.domain.text import safe
from introtui.services.importing.reader import CsvReader
from introtui.services.importing.rows import read_date

_SURROGATE = re.compile("[\ud800-\udfff]")
_IN_THREES = re.compile(r"[+-]?[0-9]{1,3}(?:[.,' \u00a0][0-9]{3})+(?:[.,][0-9]*)?")


def read_csv(file: BinaryIO, columns: ColumnMap) -> Iterator[BankEntry]:
    """Yield the entries of a file; raises `StatementRefused` with the line of the first thing that is wrong."""
    reader = CsvReader(file, encoding=columns.encoding, delimiter=DELIMITERS[columns.delimiter])
    header = reader.header()
    if header is None or header.fault or not header.fields:
        raise StatementRefused(1, "The file has to begin with a line that names its columns.")
    places = _places(header.fields, columns)
    for record in reader.records(len(header.fields)):
        if record.fault:
            raise StatementRefused(record.line, record.fault)
        yield _entry(record.line, {name: record.fields[place] for name, place in places.items()}, columns)


def _places(header: tuple[str, ...], columns: ColumnMap) -> Mapping[str, int]:
    words = [word.strip() for word in header]
    places = {}
    for name, word in columns.names.items():
        if words.count(word) != 1:
            there = "is there more than once" if word in words else "is not there"
            named = ", ".join(safe(each)[:30] for each in words)[:200]
            raise StatementRefused(1, f"The column {word!r} ({name}) {there}; the file has {named}.")
        places[name] = words.index(word)
    return places


def _entry(line: int, cells: Mapping[str, str], columns: ColumnMap) -> BankEntry:
    for name, cell in cells.items():
        if _SURROGATE.search(cell):
            raise StatementRefused(line, f"{name}: this is no {columns.encoding}; name the file's own encoding.")
    try:
        money = _money(cells, columns)
        booked_on = _day(cells["date"].strip(), columns)
    except InvalidValue as error:
        raise StatementRefused(line, str(error)) from error
    side = Side.DEBIT if money.minor < 0 else Side.CREDIT
    listed = "Money that went out." if money.minor < 0 else "Nothing came in."

    def text(name: str) -> str:
        return safe(cells.get(name, ""))[:MOST_TEXT].strip()

    return BankEntry(
        line=line,
        account=text("account"),
        number=text("id"),
        booked_on=booked_on,
        amount=-money if money.minor < 0 else money,
        side=side,
        text=text("reference"),
        name=text("name"),
        iban=text("iban").replace(" ", ""),
        why_listed="" if money.minor > 0 else listed,
    )


def _money(cells: Mapping[str, str], columns: ColumnMap) -> Money:
    currency = cells.get("currency", "").strip() or columns.fixed_currency
    return parse_amount(
        _pointed(cells["amount"].strip(), columns.decimal), check_currency(currency), negative=True
    )


def _pointed(written: str, decimal: str) -> str:
    """Return an amount with a point and without signs between thousands; raises `InvalidValue`."""
    other = "." if decimal == "," else ","
    whole, _, decimals = written.partition(decimal)
    if _IN_THREES.fullmatch(written) and other not in decimals:
        whole = re.sub(r"[.,' \u00a0]", "", whole)
    if other in whole or other in decimals:
        raise InvalidValue(f"{safe(written)[:40]!r} is no amount with {decimal!r} before its decimals.")
    return f"{whole}.{decimals}" if decimals else whole


def _day(written: str, columns: ColumnMap) -> date:
    try:
        day = datetime.strptime(written, DATES[columns.dates]).date()  # noqa: DTZ007 - a day alone
        return date.fromisoformat(read_date(str(day)))
    except (ValueError, InvalidValue) as error:
        raise InvalidValue(f"{safe(written)[:40]!r} is no date written {columns.dates}.") from error
