"""What an import of a bank statement is asked, how a bank writes its CSV, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from introtui.domain.errors import IntrotuiError, InvalidValue
from introtui.domain.money import Money, check_currency
from introtui.domain.statements import EntryState, Side

COLUMNS = ("date", "amount", "currency", "id", "reference", "name", "iban", "account")
"""What a column may hold; a bank's own words for them are its file's header."""
REQUIRED = ("date", "amount")
ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "iso-8859-15", "cp1250", "cp1257")
"""Those in which a line ends with the same byte as in ASCII."""
DATES: Mapping[str, str] = MappingProxyType(
    {"YYYY-MM-DD": "%Y-%m-%d", "DD.MM.YYYY": "%d.%m.%Y", "DD/MM/YYYY": "%d/%m/%Y", "MM/DD/YYYY": "%m/%d/%Y"}
)
DELIMITERS: Mapping[str, str] = MappingProxyType({",": ",", ";": ";", "tab": "\t", "|": "|"})
EXAMPLE = '"date=Booked on" "amount=Amount" delimiter=; decimal=, dates=DD.MM.YYYY'


class StatementRefused(IntrotuiError):
    """A file that cannot be imported: the line and what is wrong with it. Nothing of it was booked."""

    def __init__(self, line: int, sentence: str) -> None:
        """Build the sentence."""
        super().__init__(f"Line {max(line, 1)}: {sentence} Nothing was booked.")
        self.line = max(line, 1)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How a bank writes CSV; `names` is what its header calls the columns there are.

    `fixed_currency` counts where there is no column of currencies.
    """

    names: Mapping[str, str]
    delimiter: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    dates: str = "YYYY-MM-DD"
    fixed_currency: str = ""


def read_columns(parts: Iterable[str]) -> ColumnMap:
    """Return a column map of parts such as "date=Booked on" and "decimal=,"; raises `InvalidValue`."""
    names, how = dict[str, str](), dict[str, str]()
    for part in parts:
        key, sign, value = part.partition("=")
        key, value = key.strip(), value.strip()
        if not sign or not value:
            raise InvalidValue(f"{part!r} says nothing; write what it is and the file's word, such as {EXAMPLE}")
        if key in COLUMNS:
            names[key] = value
        else:
            how[key] = _how(key, value)
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise InvalidValue(f"Say which column is the {missing[0]}, such as {EXAMPLE}")
    if "currency" not in names and "fixed_currency" not in how:
        raise InvalidValue("Say which column is the currency, or fixed_currency=EUR where there is none.")
    return ColumnMap(names, **how)


def _how(key: str, value: str) -> str:
    allowed: Mapping[str, Iterable[str]] = {
        "delimiter": DELIMITERS,
        "decimal": (".", ","),
        "encoding": ENCODINGS,
        "dates": DATES,
    }
    if key == "fixed_currency":
        return check_currency(value.upper())
    if key not in allowed:
        known = ", ".join((*COLUMNS, *allowed, "fixed_currency"))
        raise InvalidValue(f"There is no {key!r}; known are {known}.")
    if value not in allowed[key]:
        raise InvalidValue(f"{key} is one of {', '.join(allowed[key])}.")
    return value


def untold(_stored: int) -> None:
    """Tell nobody how far an import is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """A file to import: its name as shown, how it is written (None is camt.053), and whether only to tell.

    `progress` is told how many entries are stored, from the thread that imports.
    """

    name: str
    columns: ColumnMap | None = None
    dry_run: bool = False
    progress: Callable[[int], None] = untold


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many entries became the same, and what they come to by currency; debits count below zero."""

    entries: int = 0
    totals: Mapping[str, int] = field(default_factory=dict)

    def plus(self, entries: int, amount: Money) -> Outcome:
        """Return it with some entries more."""
        minor = self.totals.get(amount.currency, 0) + amount.minor
        return Outcome(entries=self.entries + entries, totals={**self.totals, amount.currency: minor})

    @property
    def sums(self) -> tuple[Money, ...]:
        """What they come to, one sum for a currency."""
        return tuple(Money(minor, currency) for currency, minor in sorted(self.totals.items()))

    @property
    def words(self) -> str:
        """Their number and sums, such as "3 (EUR 72.42)"."""
        sums = " + ".join(map(str, self.sums))
        return f"{self.entries}{f' ({sums})' if self.entries and sums else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReport:
    """What an import did, or on a dry run would do; `resumed` goes on with one that was cut off."""

    name: str
    entries: int
    outcomes: Mapping[EntryState, Outcome]
    resumed: bool = False
    dry_run: bool = False

    def of(self, state: EntryState) -> Outcome:
        """Return what became so."""
        return self.outcomes.get(state, Outcome())

    @property
    def lines(self) -> tuple[str, ...]:
        """The report in lines for people."""
        said = (
            ("to book" if self.dry_run else "booked", EntryState.BOOKED),
            ("to review" if self.dry_run else "in the review list", EntryState.WAITING),
            ("came before, not booked again", EntryState.REPEATED),
            ("debits, reversals and the like: never booked", EntryState.LISTED),
            ("ignored by hand", EntryState.IGNORED),
        )
        counted = (f"  {self.of(state).words} {words}" for words, state in said if self.of(state).entries)
        return (f"{self.name}: {self.entries} entries", *counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One entry as the lists show it; `login` is whose it is, or may be while it waits."""

    entry_id: int
    statement: str
    line: int
    booked_on: date
    amount: Money
    side: Side
    name: str
    iban: str
    reference: str
    text: str
    number: str
    state: EntryState
    why: str
    account_id: int | None
    login: str
    decided_by: str
    decided_at: datetime | None

    @property
    def said(self) -> str:
        """What the sender wrote, in one line."""
        return " ".join(part for part in (self.reference, self.text) if part)
