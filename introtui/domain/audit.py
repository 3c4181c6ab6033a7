"""The audit of all accounts as staff read it: its rows, what a list of them shows, and the trail of one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from introtui.domain.billing import HistoryRow
from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.ip_rules import InvalidLines, IpRange, parse_ip_rules
from introtui.domain.order_views import TimelineEntry
from introtui.domain.text import clean_line


class AuditKind(StrEnum):
    """Which rows are left in, whatever else is asked for; the words stand on the screen."""

    ALL = "all"
    STAFF = "staff only"
    IN_PLACE = "in a customer's place"
    REFUSED = "refused sign-ins only"


REFUSED_SIGN_IN = "sign_in.refused"
MOST_IN_TRAIL = 100
"""Rows of a trail that are shown, the newest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What a list of the audit shows; blank text and None mean everything.

    `action` is how the names of actions begin, `address` one address, a range or a network; `first` and `last`
    are UTC days, both included.
    """

    by: str = ""
    account: str = ""
    action: str = ""
    address: str = ""
    first: date | None = None
    last: date | None = None
    kind: AuditKind = AuditKind.ALL

    @property
    def addresses(self) -> IpRange | None:
        """The addresses asked for; raises `InvalidValue`."""
        return parse_addresses(self.address) if self.address else None

    @property
    def words(self) -> str:
        """The filter in words."""
        return ", ".join(self._words()) or "everything"

    def _words(self) -> Iterator[str]:
        if self.kind is not AuditKind.ALL:
            yield self.kind
        if self.action:
            yield family_words(self.action).lower()
        if self.by:
            yield f"by {self.by}"
        if self.account:
            yield f"on {self.account}"
        if self.address:
            yield f"from {self.address}"
        if self.first is not None and self.first == self.last:
            yield f"on {self.first}"
            return
        if self.first is not None:
            yield f"since {self.first}"
        if self.last is not None:
            yield f"until {self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow(HistoryRow):
    """One line of the audit: `account_id` and `account` (its login) are whose account it is about, if anybody's.

    `by_staff` and `in_place` are whether staff acted, and whether in a customer's place.
    """

    account_id: int | None
    account: str
    by_staff: bool
    in_place: bool

    @property
    def family(self) -> str:
        """The kind of action, such as "order"."""
        return self.action.partition(".")[0]

    @property
    def about(self) -> AuditObject:
        """The thing it was done to."""
        return object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditObject:
    """A thing that rows of the audit are about: those of its families with its subject.

    Where a row names no subject, the thing is that side of its account, such as its profile.
    """

    word: str
    families: tuple[str, ...]
    subject: str
    account_id: int | None

    @property
    def words(self) -> str:
        """What it is called."""
        return f"{self.word} {self.subject}".rstrip()

    @property
    def is_order(self) -> bool:
        """Whether it is an order, which has a timeline of its own."""
        return self.word == ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCount:
    """How many rows a filter finds up to the row `newest`; as none is ever taken away, later ones add to it."""

    rows: int
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What else was done to a thing, newest first; `more` when older rows are left out.

    `timeline` are an order's own lines, oldest first.
    """

    about: AuditObject
    rows: tuple[AuditRow, ...]
    more: bool
    timeline: tuple[TimelineEntry, ...]


ORDER = "Order"
_OBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (ORDER, ("order",)),
    ("Document", ("invoice", "document")),
    ("Payment", ("payment",)),
    ("Account", ("account", "staff", "note")),
    ("VAT rate", ("vat",)),
    ("Pool", ("pool",)),
)
"""What the subject of each family names."""

_FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "account": "Accounts",
        "contact": "Codes sent",
        "document": "Documents",
        "import": "Imports",
        "invoice": "Invoices",
        "message": "Messages",
        "note": "Notes",
        "notifications": "Notifications",
        "order": "Orders",
        "payment": "Payments",
        "pool": "Address pools",
        "profile": "Profiles",
        "security": "Security",
        "session": "Sessions",
        "setup": "Set-up",
        "sign_in": "Sign-ins refused",
        "ssh_key": "SSH keys",
        "staff": "Staff",
        "task": "Tasks",
        "two_factor": "Two-factor",
        "vat": "VAT rates",
    }
)
"""Families of actions in words."""


def family_words(prefix: str) -> str:
    """Return what actions are called whose names begin so."""
    family, _, rest = prefix.partition(".")
    if rest:
        return prefix.replace(".", " ").replace("_", " ").capitalize()
    return _FAMILIES.get(family, family.replace("_", " ").capitalize())


def object_of(row: AuditRow) -> AuditObject:
    """Return what a row is about."""
    for word, families in _OBJECTS:
        if row.family in families and row.subject:
            return AuditObject(word=word, families=families, subject=row.subject, account_id=None)
    # Subjects of other families are words, such as what a message says: the same word on another account is
    # another thing.
    return AuditObject(
        word=family_words(row.family), families=(row.family,), subject=row.subject, account_id=row.account_id
    )


def check_filter(typed: Mapping[str, str]) -> AuditFilter:
    """Return the filter of a form's fields, named like those of `AuditFilter`; raises `InvalidFields`."""
    errors: dict[str, str] = {}

    def read(name: str) -> str:
        try:
            return clean_line(typed.get(name, ""), max_length=120)
        except InvalidValue as error:
            errors[name] = str(error)
            return ""

    by, account, action, address = (read(name) for name in ("by", "account", "action", "address"))
    first, last = (_day(name, read(name), errors) for name in ("first", "last"))
    if first is not None and last is not None and first > last:
        errors["last"] = f"This is before {first}; enter that day or a later one."
    if address:
        try:
            parse_addresses(address)
        except InvalidValue as error:
            errors["address"] = str(error)
    if errors:
        raise InvalidFields(errors)
    kind = AuditKind(typed.get("kind", AuditKind.ALL))
    return AuditFilter(by=by, account=account, action=action, address=address, first=first, last=last, kind=kind)


def _day(name: str, text: str, errors: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors[name] = "Write a day as YYYY-MM-DD, such as 2026-11-23."
        return None


def parse_addresses(text: str) -> IpRange:
    """Return one address, range `a-b` or network as a range; raises `InvalidValue`."""
    try:
        ranges = parse_ip_rules(text).ranges
    except InvalidLines as error:
        raise InvalidValue(" ".join(error.errors.values())) from error
    if len(ranges) != 1:
        raise InvalidValue("Enter one address, range or network.")
    return ranges[0]
