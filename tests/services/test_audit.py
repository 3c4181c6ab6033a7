"""The audit of all accounts: what its filters find, that an index serves each, and the trail of a thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest
from sqlalchemy import event, insert, text

from introtui.domain.access import Actor, Role
from introtui.domain.audit import AuditFilter, AuditKind, AuditRow, check_filter, parse_addresses
from introtui.domain.errors import ActionRefused, InvalidFields, NotFound
from introtui.domain.paging import PageRequest
from introtui.services.audit import NEWEST_FIRST
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Audit
from tests.building import ACCOUNT, add_account, add_order, services
from tests.services.staffing import staff

START = datetime(2026, 11, 1, tzinfo=UTC)
ACTIONS = ("order.renew", "order.cancel_now", "invoice.pay", "session.start", "sign_in.refused", "vat.set_rate")
ADDRESSES = (
    "",
    "192.0.2.1",
    "192.0.20.1",
    "192.0.2.200",
    "198.51.100.7",
    "2001:db8::1",
    "2001:db8:0:1::1",
    "2001:db9::1",
)


@dataclass(frozen=True, slots=True)
class Book:
    """An audit of many rows, who reads it, and what is in it, newest first."""

    at: Services
    actor: Actor
    rows: list[AuditRow]

    def found(self, which: AuditFilter, request: PageRequest = NEWEST_FIRST) -> list[int]:
        return [row.audit_id for row in self.at.audit.page(self.actor, which, request).items]

    def wanted(self, matches: Callable[[AuditRow], bool]) -> list[int]:
        return [row.audit_id for row in self.rows if matches(row)]


@pytest.fixture
def book(installed: Database) -> Book:
    actor, at = staff(installed), services(installed)
    owners = [add_account(installed, replace(ACCOUNT, login=login)) for login in ("ivanov", "heron")]
    dice = Random(1)

    lines = [_line(number, dice, dice.choice(owners)) for number in range(300)]
    installed.transact(lambda session: session.execute(insert(Audit), lines))
    return Book(at, actor, list(at.audit.every(actor, AuditFilter())))


def _line(number: int, dice: Random, owner: Actor) -> dict[str, object]:
    """Return a line of the audit: several are of one moment, and not in the order of their numbers."""
    by_staff = dice.random() < 0.2
    return {
        "at": START + timedelta(hours=dice.randrange(300)),
        "account_id": dice.choice((owner.account_id, owner.account_id, None)),
        "actor": "bo" if by_staff else owner.login,
        "address": dice.choice(ADDRESSES),
        "action": dice.choice(ACTIONS),
        "subject": str(number % 7),
        "detail": f"line {number}",
        "by_staff": by_staff,
        "in_place": by_staff and dice.random() < 0.5,
    }


def matches(which: AuditFilter) -> Callable[[AuditRow], bool]:
    """Return whether a filter means a row, told the plain way."""

    def match(row: AuditRow) -> bool:
        kinds = {
            AuditKind.ALL: True,
            AuditKind.STAFF: row.by_staff,
            AuditKind.IN_PLACE: row.in_place,
            AuditKind.REFUSED: row.action == "sign_in.refused",
        }
        return (
            kinds[which.kind]
            and row.action.startswith(which.action)
            and (not which.by or row.actor == which.by)
            and (not which.account or row.account == which.account)
            and (which.first is None or row.at.date() >= which.first)
            and (which.last is None or row.at.date() <= which.last)
        )

    return match


FILTERS = [
    AuditFilter(by=by, account=account, action=action, first=first, kind=kind)
    for by, account, action, first, kind in product(
        ("", "bo"), ("", "heron"), ("", "order", "invoice.pay"), (None, date(2026, 11, 5)), AuditKind
    )
]


def test_every_filter_finds_what_it_says_newest_first(book: Book) -> None:
    everything = replace(NEWEST_FIRST, limit=1_000)
    assert [(row.at, row.audit_id) for row in book.rows] == sorted(
        ((row.at, row.audit_id) for row in book.rows), reverse=True
    )
    for which in FILTERS:
        found = book.found(which, everything)
        assert found == book.wanted(matches(which)), which
        assert book.at.audit.count(book.actor, which).rows == len(found)


def test_what_was_counted_is_not_counted_again(book: Book) -> None:
    which = AuditFilter(action="session")
    before = book.at.audit.count(book.actor, which)
    book.at.sessions.begin_unasked(book.actor)
    added = book.at.audit.count(book.actor, which, before.newest)
    assert (added.rows, book.at.audit.count(book.actor, which).rows) == (1, before.rows + 1)
    assert book.at.audit.count(book.actor, which, added.newest).rows == 0


@pytest.mark.parametrize("which", [AuditFilter(), AuditFilter(action="order"), AuditFilter(kind=AuditKind.STAFF)])
def test_pages_join_whichever_way_they_are_read(book: Book, which: AuditFilter) -> None:
    wanted = book.wanted(matches(which))
    for backwards in (False, True):
        request, read = replace(NEWEST_FIRST, limit=7, from_end=backwards), list[int]()
        while (page := book.at.audit.page(book.actor, which, request)).items:
            ids = [row.audit_id for row in page.items]
            read = ids + read if backwards else read + ids
            plain = replace(NEWEST_FIRST, limit=7)
            request = (
                replace(plain, before=page.cursors[0]) if backwards else replace(plain, after=page.cursors[-1])
            )
        assert read == wanted
    assert book.found(which, replace(NEWEST_FIRST, limit=5, offset=9)) == wanted[9:14]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("192.0.2.1", {"192.0.2.1"}),
        ("192.0.2.0/24", {"192.0.2.1", "192.0.2.200"}),
        ("192.0.0.0/19", {"192.0.2.1", "192.0.2.200", "192.0.20.1"}),
        ("192.0.2.2-192.0.20.1", {"192.0.2.200", "192.0.20.1"}),
        ("0.0.0.0/0", {"192.0.2.1", "192.0.2.200", "192.0.20.1", "198.51.100.7"}),
        ("2001:db8::/32", {"2001:db8::1", "2001:db8:0:1::1"}),
        ("2001:db8:0:1::/64", {"2001:db8:0:1::1"}),
        ("2001:DB8::1", {"2001:db8::1"}),
    ],
)
def test_an_address_a_network_or_a_range_is_found(book: Book, typed: str, found: set[str]) -> None:
    which, everything = AuditFilter(address=typed), replace(NEWEST_FIRST, limit=1_000)
    rows = book.at.audit.page(book.actor, which, everything).items
    assert {row.address for row in rows} == found
    assert len(rows) == len(book.wanted(lambda row: row.address in found))


INDEXES = {
    AuditFilter(): "ix_audit_at_id",
    AuditFilter(by="bo"): "ix_audit_actor_at_id",
    AuditFilter(account="heron"): "ix_audit_by_time",
    AuditFilter(action="invoice.pay"): "ix_audit_action_at_id",
    AuditFilter(action="order"): "ix_audit_action_at_id",
    AuditFilter(address="192.0.2.1"): "ix_audit_from",
    AuditFilter(address="192.0.2.0/24"): "ix_audit_from",
    AuditFilter(first=date(2026, 11, 5), last=date(2026, 11, 5)): "ix_audit_at_id",
    AuditFilter(kind=AuditKind.STAFF): "ix_audit_of_staff",
    AuditFilter(kind=AuditKind.IN_PLACE): "ix_audit_in_place",
    AuditFilter(kind=AuditKind.REFUSED): "ix_audit_action_at_id",
}


@pytest.mark.parametrize("which", INDEXES, ids=lambda which: str(which.words))
def test_an_index_serves_each_filter(book: Book, which: AuditFilter) -> None:
    plans = [plan for plan in plans_of(book, lambda: book.found(which)) if "audit" in plan]
    assert INDEXES[which] in "".join(plans)
    assert not re.search(r"SCAN audit(?! USING)|Seq Scan on audit", "".join(plans)), plans
    if not which.address.endswith("/24"):
        # What a network has is found by an index, but not in the order of time; several actions are merged.
        assert not any(sorts_rows(plan) for plan in plans if INDEXES[which] in plan and which.action != "order")


def test_the_trail_of_a_thing_is_read_by_its_subject(book: Book) -> None:
    row = next(row for row in book.rows if row.action == "order.renew")
    plans = "".join(plans_of(book, lambda: book.at.audit.trail(book.actor, row.audit_id)))
    assert "ix_audit_subject_at_id" in plans


def sorts_rows(plan: str) -> bool:
    return "TEMP B-TREE" in plan or "Sort" in plan


def plans_of(book: Book, read: Callable[[], object]) -> Iterator[str]:
    """Yield how the database answers each query of a call, with as little in the table as if it were much."""
    database, statements = book.at.database, list[tuple[str, object]]()

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        statements.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    read()
    event.remove(database.engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execute(text("SET enable_seqscan = off"))
            connection.execute(text("SET enable_bitmapscan = off"))
        for statement, values in statements:
            plan = connection.exec_driver_sql(explain + statement, values)  # type: ignore[arg-type]
            yield "\n".join(str(tuple(row)[-1]) for row in plan)


def test_the_trail_of_an_order_is_its_own_and_has_its_timeline(installed: Database) -> None:
    at, admin = services(installed), staff(installed)
    owner, other = add_account(installed), add_account(installed, replace(ACCOUNT, login="heron"))
    order, foreign = add_order(installed, owner), add_order(installed, other)
    for actor, number in ((owner, order), (other, foreign)):
        at.orders.set_auto_renew(actor, number, True)
    at.orders.set_auto_renew(owner, order, False)
    newest = at.audit.page(admin, AuditFilter(account="ivanov"), NEWEST_FIRST).items[0]
    trail = at.audit.trail(admin, newest.audit_id)
    assert trail.about.words == f"Order {order}"
    assert {(row.account, row.subject) for row in trail.rows} == {("ivanov", str(order))}
    assert len(trail.rows) == 2
    assert [line.sentence for line in trail.timeline][-2:] == [row.detail for row in reversed(trail.rows)]


def test_what_names_no_thing_has_the_trail_of_that_side_of_its_account(installed: Database) -> None:
    at, admin = services(installed), staff(installed)
    owner, other = add_account(installed), add_account(installed, replace(ACCOUNT, login="heron"))
    for actor in (owner, other):
        at.sessions.begin_unasked(actor)
    newest = at.audit.page(admin, AuditFilter(account="ivanov"), NEWEST_FIRST).items[0]
    assert [row.account for row in at.audit.trail(admin, newest.audit_id).rows] == ["ivanov"]


def test_what_staff_do_in_a_customers_place_is_found_as_such(installed: Database) -> None:
    at, admin = services(installed), staff(installed)
    owner = add_account(installed)
    order = add_order(installed, owner)
    at.orders.set_auto_renew(owner, order, True)
    # What a customer writes must not look like it.
    at.orders.set_comment(owner, order, "In admin's place: nothing", "")
    acting = at.acting.act(admin, owner.account_id, "ticket 7")
    at.orders.set_auto_renew(acting, order, False)
    found = at.audit.page(admin, AuditFilter(kind=AuditKind.IN_PLACE), NEWEST_FIRST).items
    assert [(row.actor, row.action) for row in found] == [("admin", "order.auto_renew"), ("admin", "account.act")]
    assert "In ivanov's place: ticket 7" in found[0].detail


def test_an_export_holds_what_comes_after_its_first_rows_too(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("introtui.services.audit.READ_AT_ONCE", 40)
    which = AuditFilter(action="order")
    assert [row.audit_id for row in book.at.audit.every(book.actor, which)] == book.wanted(matches(which))


def test_who_may_read_the_audit_may_not_save_it_without_leave(book: Book, installed: Database) -> None:
    support = staff(installed, Role.OPERATOR, "support")
    assert book.at.audit.page(support, AuditFilter(), NEWEST_FIRST).items
    with pytest.raises(ActionRefused, match="save lists"):
        book.at.audit.every(support, AuditFilter())
    customer = add_account(installed, replace(ACCOUNT, login="plain"))
    with pytest.raises(NotFound, match=r"^There is no such thing\.$"):
        book.at.audit.every(customer, AuditFilter())


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"account": "nobody"}, {"account": "no account 'nobody'"}),
        ({"first": "yesterday"}, {"first": "YYYY-MM-DD"}),
        ({"first": "2026-11-05", "last": "2026-11-04"}, {"last": "before 2026-11-05"}),
        ({"address": "home"}, {"address": "not an IP address"}),
        ({"address": "192.0.2.1, 192.0.2.2"}, {"address": "one address"}),
        ({"by": "b\x1bo", "address": "192.0.2.1/99"}, {"by": "U+001B", "address": "0 to 32"}),
    ],
)
def test_a_filter_that_cannot_be_read_says_what_to_do(
    book: Book, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    with pytest.raises(InvalidFields) as refused:
        book.at.audit.filter(book.actor, typed)
    assert set(refused.value.errors) == set(wrong)
    for name, words in wrong.items():
        assert words in refused.value.errors[name]


def test_a_filter_is_told_in_words() -> None:
    assert AuditFilter().words == "everything"
    typed = {"by": "bo", "account": "ivanov", "action": "order", "address": "192.0.2.0/24", "first": "2026-11-05"}
    told = check_filter({**typed, "kind": "staff only"}).words
    assert told == "staff only, orders, by bo, on ivanov, from 192.0.2.0/24, since 2026-11-05"
    assert parse_addresses("192.0.2.0/24").beginning == "192.0.2."
