"""One `Ntry` of camt.053 as entries: one, or one for each payment of a batch whose parts say their amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from introtui.domain.errors import InvalidValue
from introtui.domain.money import Money, check_currency, minor_digits, parse_amount
from introtui.domain.statement_files import StatementRefused
from introtui.domain.statements import BankEntry, Side
from introtui.services.importing.rows import read_date
from introtui.services.statements.elements import Element

SIDES = {"CRDT": Side.CREDIT, "DBIT": Side.DEBIT}
TRUE = ("true", "1")
BOOKED = "BOOK"
NO_NUMBER = frozenset({"", "NONREF", "NOTPROVIDED", "NOTAVAILABLE"})
"""What banks write where they have no reference."""
UNSPLIT = "It is a batch of {count} payments, and the bank does not tell what each comes to."

_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")


def entries_of(entry: Element, account: str) -> Iterator[BankEntry]:
    """Yield what an entry holds; raises `StatementRefused` with its line."""
    whole = _entry(entry, account)
    parts = list(entry.all("NtryDtls/TxDtls"))
    if len(parts) < 2:
        yield _detailed(whole, parts[0]) if parts else whole
        return
    amounts = [_part_amount(part, entry) for part in parts]
    known = [amount for amount in amounts if amount is not None and amount.currency == whole.amount.currency]
    if len(known) != len(parts) or sum(each.minor for each in known) != whole.amount.minor:
        yield whole if whole.why_listed else replace(whole, why_unsure=UNSPLIT.format(count=len(parts)))
        return
    for place, (part, amount) in enumerate(zip(parts, known, strict=True), 1):
        number = _number(part.text("Refs/AcctSvcrRef"))
        if number in ("", whole.number):
            number = f"{whole.number}/{place}" if whole.number else ""
        yield _detailed(replace(whole, line=part.line, amount=amount, number=number), part)


def _entry(entry: Element, account: str) -> BankEntry:
    side = SIDES.get(entry.text("CdtDbtInd"))
    if side is None:
        raise StatementRefused(entry.line, "The entry is neither credit nor debit (CdtDbtInd).")
    amount = entry.first("Amt")
    if amount is None:
        raise StatementRefused(entry.line, "The entry has no amount (Amt).")
    money = read_money(amount)
    return BankEntry(
        line=entry.line,
        account=account,
        number=_number(entry.text("AcctSvcrRef")),
        booked_on=_day(entry),
        amount=money,
        side=side,
        text=entry.text("AddtlNtryInf"),
        why_listed=_listed(entry, side, money),
        is_pending=_status(entry) != BOOKED,
    )


def _status(entry: Element) -> str:
    return entry.text("Sts/Cd", "Sts") or BOOKED


def _listed(entry: Element, side: Side, money: Money) -> str:
    """Return why an entry is never booked as a payment, "" for a payment."""
    status = _status(entry)
    if status != BOOKED:
        return f"The bank has not booked it yet ({status}); it comes again."
    if entry.text("RvslInd") in TRUE:
        return "It reverses another entry; look what that was."
    if side is Side.DEBIT:
        return "Money that went out."
    return "" if money.minor else "Nothing came in."


def _detailed(entry: BankEntry, part: Element) -> BankEntry:
    """Return an entry with what its details tell of reference and sender."""
    remittance = part.joined("RmtInf/Ustrd")
    return replace(
        entry,
        number=entry.number or _number(part.text("Refs/AcctSvcrRef")),
        reference=part.joined("RmtInf/Strd/CdtrRefInf/Ref"),
        text=remittance or part.text("AddtlTxInf") or entry.text,
        end_to_end=_number(part.text("Refs/EndToEndId")),
        name=part.text("RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm"),
        iban=part.text("RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id").replace(" ", ""),
    )


def _part_amount(part: Element, entry: Element) -> Money | None:
    """Return what a part of a batch comes to, None where the bank does not tell or the part goes the other way."""
    amount = part.first("Amt", "AmtDtls/TxAmt/Amt")
    same_side = part.text("CdtDbtInd") in ("", entry.text("CdtDbtInd"))
    return read_money(amount) if amount is not None and same_side else None


def _number(text: str) -> str:
    return "" if text.upper() in NO_NUMBER else text


def read_money(amount: Element) -> Money:
    """Return an amount with its currency; the schema allows zeros that the currency has no use for."""
    try:
        currency = check_currency(amount.attribute("Ccy"))
        return parse_amount(_without_idle_zeros(amount.own, minor_digits(currency)), currency)
    except InvalidValue as error:
        said = f"{amount.attribute('Ccy')[:10]} {amount.own[:40]}".strip()
        raise StatementRefused(amount.line, f"{said!r} cannot be the amount: {error}") from error


def _without_idle_zeros(written: str, digits: int) -> str:
    if not _DECIMAL.fullmatch(written):
        raise InvalidValue("It is a number of zero or more with a point, such as 442.30.")
    units, _, decimals = written.partition(".")
    decimals = decimals.rstrip("0").ljust(digits, "0")
    return f"{units.lstrip('0') or '0'}{f'.{decimals}' if decimals else ''}"


def _day(entry: Element) -> date:
    said = entry.text("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    try:
        # A day may carry an offset, which the bank's own calendar does not need.
        return date.fromisoformat(read_date(said[:10]))
    except InvalidValue as error:
        sentence = f"{said[:40]!r} is no day the entry could be booked on (BookgDt)."
        raise StatementRefused(entry.line, sentence) from error
