"""Bank statements as a bank writes them: camt.053 by the structure of ISO 20022, and an office to import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from sqlalchemy import func, select

from introtui.domain.access import Actor
from introtui.domain.paging import PageRequest
from introtui.domain.statement_files import ColumnMap, EntryRow, ImportRequest, StatementReport
from introtui.domain.statements import EntryState
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import BankEntry, Payment

IBAN = "EE382200221020145685"
SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001"
EVERY = PageRequest(sort="", limit=1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One `TxDtls`; of a batch each part tells its own amount."""

    amount: str = ""
    number: str = ""
    reference: str = ""
    text: str = ""
    end_to_end: str = "NOTPROVIDED"
    name: str = "Ivan Ivanov"
    iban: str = "NL91ABNA0417164300"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `Ntry`."""

    amount: str = "24.14"
    number: str = "AB-1"
    currency: str = "EUR"
    side: str = "CRDT"
    status: str = "BOOK"
    day: str = "2026-11-20"
    is_reversal: bool = False
    parts: Sequence[Part] = (Part(),)


def one(amount: str, number: str, **said: str) -> Entry:
    """Return a payment with what its sender said."""
    return Entry(amount=amount, number=number, parts=(Part(**said),))


def camt(entries: Iterable[Entry], *, version: str = "08", statement: str = "S-1") -> bytes:
    """Return a file of one statement, in the order of the schema's elements."""
    body = "\n".join(_entry(entry, version) for entry in entries)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{SPACE}.{version}">
<BkToCstmrStmt>
<GrpHdr><MsgId>M-{statement}</MsgId><CreDtTm>2026-11-21T06:00:00+02:00</CreDtTm></GrpHdr>
<Stmt>
<Id>{statement}</Id>
<CreDtTm>2026-11-21T06:00:00+02:00</CreDtTm>
<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
<Dt><Dt>2026-11-20</Dt></Dt></Bal>
{body}
</Stmt>
</BkToCstmrStmt>
</Document>
""".encode()


def _entry(entry: Entry, version: str) -> str:
    status = f"<Cd>{entry.status}</Cd>" if version >= "08" else entry.status
    number = f"<AcctSvcrRef>{entry.number}</AcctSvcrRef>" if entry.number else ""
    reversal = "<RvslInd>true</RvslInd>" if entry.is_reversal else ""
    details = "\n".join(_part(part, entry, version) for part in entry.parts)
    return f"""<Ntry>
<Amt Ccy="{entry.currency}">{entry.amount}</Amt>
<CdtDbtInd>{entry.side}</CdtDbtInd>{reversal}
<Sts>{status}</Sts>
<BookgDt><Dt>{entry.day}</Dt></BookgDt>
<ValDt><Dt>{entry.day}</Dt></ValDt>
{number}
<BkTxCd><Prtry><Cd>PMNT</Cd></Prtry></BkTxCd>
<NtryDtls>
{details}
</NtryDtls>
</Ntry>"""


def _part(part: Part, entry: Entry, version: str) -> str:
    number = f"<AcctSvcrRef>{part.number}</AcctSvcrRef>" if part.number else ""
    money = f'<Amt Ccy="{entry.currency}">{part.amount}</Amt>'
    if not part.amount:
        amount = ""
    elif version >= "04":
        amount = f"{money}<CdtDbtInd>{entry.side}</CdtDbtInd>"
    else:
        amount = f"<AmtDtls><TxAmt>{money}</TxAmt></AmtDtls>"
    name = f"<Nm>{escape(part.name)}</Nm>"
    debtor = f"<Pty>{name}</Pty>" if version >= "08" else name
    text = f"<Ustrd>{escape(part.text)}</Ustrd>" if part.text else ""
    structured = (
        f"<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>{part.reference}</Ref>"
        "</CdtrRefInf></Strd>"
        if part.reference
        else ""
    )
    remittance = f"<RmtInf>{text}{structured}</RmtInf>" if text or structured else ""
    return f"""<TxDtls>
<Refs>{number}<EndToEndId>{part.end_to_end}</EndToEndId></Refs>
{amount}
<RltdPties><Dbtr>{debtor}</Dbtr><DbtrAcct><Id><IBAN>{part.iban}</IBAN></Id></DbtrAcct></RltdPties>
{remittance}
</TxDtls>"""


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody who imports statements, and what is there afterwards."""

    services: Services
    database: Database
    actor: Actor

    def imported(
        self,
        content: bytes,
        name: str = "november.xml",
        columns: ColumnMap | None = None,
        *,
        dry_run: bool = False,
    ) -> StatementReport:
        request = ImportRequest(name=name, columns=columns, dry_run=dry_run)
        return self.services.statements.import_file(self.actor, BytesIO(content), request)

    def entries(self, state: EntryState | None = None) -> tuple[EntryRow, ...]:
        """Return what is stored, as it came."""
        return self.services.statements.page(self.actor, state, EVERY).items

    def only(self) -> EntryRow:
        (entry,) = self.entries()
        return entry

    def received(self) -> int:
        """Return what all payments come to, in minor units."""
        with self.database.read() as session:
            return int(session.scalar(select(func.coalesce(func.sum(Payment.minor), 0))) or 0)

    def stored(self) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(BankEntry)) or 0
