"""What billing shows: one's own alone, every balance right on every page, and what stands in the way of paying."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from introtui.domain.access import Actor
from introtui.domain.account import ProfileType
from introtui.domain.billing import DocumentFilter, HistoryFilter, StatementRow
from introtui.domain.documents import Standing
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.paging import PageRequest
from introtui.domain.payments import PayBy
from introtui.services.billing import BillingService
from introtui.store.engine import Database
from tests.building import ACCOUNT, HOME, PROFILE, TODAY, add_account, add_order, change_email, services
from tests.services.ordering import Desk, desk
from tests.services.paying import receive, renew

ALL = PageRequest(sort="", descending=True)


@pytest.fixture
def at(installed: Database) -> Desk:
    return desk(installed)


@pytest.fixture
def other(installed: Database, at: Desk) -> Desk:
    """Another customer, with a document of their own."""
    there = desk(installed, login="petrova")
    renew(there.services, there.actor, there.order_id, "other renewal", by=PayBy.BALANCE)
    return there


def invoiced(at: Desk, key: str = "renewal") -> int:
    renew(at.services, at.actor, at.order_id, key)
    return at.services.billing.documents(at.actor, DocumentFilter.OPEN, "", ALL).items[0].document_id


def moved(at: Desk, times: int) -> None:
    """Move the balance up and down, so that no two balances are alike."""
    for turn in range(times):
        receive(at.services, at.actor, f"{turn + 1}.0{turn % 10}", number=f"bank-{turn}")


# The balance and what waits to be paid


def test_open_and_overdue_invoices_are_counted(at: Desk) -> None:
    assert at.services.billing.load(at.actor).open_invoices == 0
    invoiced(at)
    view = at.services.billing.load(at.actor)
    assert (view.open_invoices, str(view.open_total), view.overdue_invoices) == (1, "EUR 24.14", 0)
    assert (view.balance.amount, view.next_due) == ("128.40", date(2026, 12, 21))
    assert at.on(date(2026, 12, 22)).services.billing.load(at.actor).overdue_invoices == 1


def test_a_paid_invoice_waits_no_more(at: Desk) -> None:
    at.services.payments.pay(at.actor, invoiced(at), "pay")
    view = at.services.billing.load(at.actor)
    assert (view.open_invoices, view.open_total.minor, view.next_due) == (0, 0, None)
    assert view.balance.amount == "104.26"


# The statement


def test_the_balance_after_each_movement_adds_up(at: Desk) -> None:
    renew(at.services, at.actor, at.order_id, "renewal", by=PayBy.BALANCE)
    receive(at.services, at.actor, "50.00", number="bank-1")
    rows = at.services.billing.statement(at.actor, "", ALL).items
    assert [(row.amount.amount, row.balance_after.amount) for row in rows] == [
        ("50.00", "154.26"),
        ("-24.14", "104.26"),
        ("128.40", "128.40"),
    ]
    assert [row.document for row in rows] == ["", "INV-2026-000001", ""]
    assert rows[0].balance_after == at.services.billing.load(at.actor).balance


@pytest.mark.parametrize("descending", [True, False])
def test_every_way_to_a_page_shows_the_same_balances(at: Desk, other: Desk, descending: bool) -> None:
    moved(at, 10)
    billing, actor = at.services.billing, at.actor
    whole = billing.statement(actor, "", PageRequest(sort="", descending=descending))
    assert len(whole.items) == billing.count_statement(actor, "") == 11

    def page(**where: object) -> tuple[StatementRow, ...]:
        request = PageRequest(sort="", descending=descending, limit=4)
        return billing.statement(actor, "", replace(request, **where)).items  # type: ignore[arg-type]

    assert page() == whole.items[:4]
    assert page(after=whole.cursors[3]) == whole.items[4:8]
    assert page(before=whole.cursors[8]) == whole.items[4:8]
    assert page(offset=5) == whole.items[5:9]
    assert page(from_end=True) == whole.items[7:]
    assert page(after=whole.cursors[10]) == ()


def test_an_export_is_the_whole_statement_from_its_beginning(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    moved(at, 6)
    monkeypatch.setattr("introtui.services.billing.EXPORT_PAGE", 3)
    every = at.services.billing.every_movement(at.actor)
    assert every == at.services.billing.statement(at.actor, "", ALL).items[::-1]


def test_a_movement_is_explained_by_its_document(at: Desk) -> None:
    invoiced(at)
    open_document = at.services.billing.documents(at.actor, DocumentFilter.OPEN, "", ALL).items[0]
    at.services.payments.pay(at.actor, open_document.document_id, "pay")
    paid = at.services.billing.statement(at.actor, "", ALL).items[0]
    found = at.services.billing.movement(at.actor, paid.transaction_id)
    assert found.row == paid
    assert found.document is not None
    assert (found.document.number, found.document.total.amount) == (open_document.number, "24.14")
    opening = at.services.billing.statement(at.actor, "", ALL).items[-1]
    assert at.services.billing.movement(at.actor, opening.transaction_id).document is None


def test_kinds_of_movements_sum_up_to_the_balance(at: Desk) -> None:
    renew(at.services, at.actor, at.order_id, "renewal", by=PayBy.BALANCE)
    receive(at.services, at.actor, "50.00", number="bank-1")
    totals = at.services.billing.totals_by_kind(at.actor)
    assert [(total.kind, total.movements, total.total.amount) for total in totals] == [
        ("opening_balance", 1, "128.40"),
        ("renew", 1, "-24.14"),
        ("payment", 1, "50.00"),
    ]


# Documents


def test_documents_are_listed_newest_first_with_what_became_of_them(at: Desk) -> None:
    at.services.payments.pay(at.actor, invoiced(at), "pay")
    at.change("VPS S", "down")
    more = add_order(at.database, at.actor)
    renew(at.services, at.actor, more, "second")
    rows = at.services.billing.documents(at.actor, DocumentFilter.ALL, "", ALL).items
    assert [(row.number, row.standing, row.about) for row in rows] == [
        ("INV-2026-000002", Standing.OPEN, f"Renewal {more}"),
        ("CN-2026-000001", Standing.DONE, f"Plan change {at.order_id}"),
        ("INV-2026-000001", Standing.PAID, f"Renewal {at.order_id}"),
    ]
    assert rows[0].status == "open"
    late = at.on(date(2026, 12, 22)).services.billing.documents(at.actor, DocumentFilter.ALL, "", ALL).items
    assert late[0].status == "overdue"


@pytest.mark.parametrize(
    ("which", "text", "numbers"),
    [
        (DocumentFilter.ALL, "", ["INV-2026-000002", "CN-2026-000001", "INV-2026-000001"]),
        (DocumentFilter.OPEN, "", ["INV-2026-000002"]),
        (DocumentFilter.INVOICES, "", ["INV-2026-000002", "INV-2026-000001"]),
        (DocumentFilter.CREDIT_NOTES, "", ["CN-2026-000001"]),
        (DocumentFilter.ALL, "inv-2026-000001", ["INV-2026-000001"]),
        (DocumentFilter.ALL, "2026 0001", ["CN-2026-000001", "INV-2026-000001"]),
        (DocumentFilter.OPEN, "0001", []),
        (DocumentFilter.ALL, "%", []),
        (DocumentFilter.ALL, "a\x00b", []),
    ],
)
def test_documents_are_filtered_and_found_by_number(
    at: Desk, which: DocumentFilter, text: str, numbers: list[str]
) -> None:
    renew(at.services, at.actor, at.order_id, "renewal", by=PayBy.BALANCE)
    at.change("VPS S", "down")
    renew(at.services, at.actor, add_order(at.database, at.actor), "second")
    billing = at.services.billing
    assert [row.number for row in billing.documents(at.actor, which, text, ALL).items] == numbers
    assert billing.count_documents(at.actor, which, text) == len(numbers)


def test_documents_are_found_by_the_number_of_an_order(at: Desk, other: Desk) -> None:
    renew(at.services, at.actor, at.order_id, "renewal")
    renew(at.services, at.actor, add_order(at.database, at.actor), "second")
    [row] = at.services.billing.documents(at.actor, DocumentFilter.ALL, str(at.order_id), ALL).items
    assert row.orders == (at.order_id,)
    assert at.services.billing.count_documents(at.actor, DocumentFilter.ALL, str(other.order_id)) == 0


def test_pages_of_documents_meet(at: Desk) -> None:
    for turn in range(5):
        renew(at.services, at.actor, add_order(at.database, at.actor), f"renewal {turn}")
    whole = at.services.billing.documents(at.actor, DocumentFilter.ALL, "", ALL)
    pages: list[str] = []
    request = PageRequest(sort="", descending=True, limit=2)
    while (page := at.services.billing.documents(at.actor, DocumentFilter.ALL, "", request)).items:
        pages.extend(row.number for row in page.items)
        request = replace(request, after=page.cursors[-1])
    assert pages == [row.number for row in whole.items]


# Paying


def test_paying_shows_the_lines_and_both_balances(at: Desk) -> None:
    paying = at.services.billing.paying(at.actor, invoiced(at))
    assert (paying.blocks, paying.refusal) == ((), "")
    quote = paying.quote
    assert (quote.total.amount, quote.balance_before.amount, quote.balance_after.amount) == (
        "24.14",
        "128.40",
        "104.26",
    )
    assert not quote.shortfall.minor


def test_paying_says_what_is_short(installed: Database) -> None:
    at = desk(installed, balance="20.00")
    assert at.services.billing.paying(at.actor, invoiced(at)).quote.shortfall.amount == "4.14"


def test_a_settled_invoice_is_neither_paid_nor_transferred(at: Desk) -> None:
    document_id = invoiced(at)
    transfer = at.services.billing.transfer(at.actor, document_id)
    assert (str(transfer.amount), transfer.payee.iban) == ("EUR 24.14", "EE382200221020145685")
    at.services.payments.pay(at.actor, document_id, "pay")
    assert at.services.billing.paying(at.actor, document_id).refusal == "INV-2026-000001 is settled already."
    with pytest.raises(ActionRefused, match="settled already"):
        at.services.billing.transfer(at.actor, document_id)


def test_a_company_that_is_not_verified_is_told_so(installed: Database) -> None:
    profile = replace(PROFILE, profile_type=ProfileType.COMPANY, company_name="Acme B.V.", postal_code="")
    actor = add_account(installed, replace(ACCOUNT, profile=profile))
    at = Desk(installed, actor, add_order(installed, actor))
    # Its invoice came before the change of its profile, as one of a billing run does.
    blocks = services(installed).profile.load(actor)
    assert blocks.verification_pending
    with pytest.raises(ActionRefused, match=r"^Invoice payments are blocked until our staff"):
        invoiced(at)


def test_a_top_up_names_the_account(at: Desk, other: Desk) -> None:
    own, foreign = (each.services.billing.top_up(each.actor) for each in (at, other))
    assert own.reference != foreign.reference
    assert own.reference.startswith("RF")
    assert own.amount is None
    assert own.epc is None


# The action history


def test_the_history_says_who_did_what_from_where(at: Desk) -> None:
    at.orders.set_auto_renew(at.actor, at.order_id, True)
    receive(at.services, at.actor, "10.00", number="bank-1")
    rows = at.services.billing.history(at.actor, HistoryFilter.ALL, "", ALL).items
    assert [(row.actor, row.address, row.what) for row in rows[:2]] == [
        ("support-1", "", f"EUR 10.00 received on {TODAY}."),
        ("ivanov", HOME, f"{at.order_id}: Auto-renew switched on."),
    ]


@pytest.mark.parametrize(
    ("which", "text", "found"),
    [
        (HistoryFilter.ALL, "", 5),
        (HistoryFilter.ORDERS, "", 1),
        (HistoryFilter.MONEY, "", 1),
        (HistoryFilter.ACCOUNT, "", 2),
        (HistoryFilter.SIGN_INS, "", 1),
        (HistoryFilter.ALL, "AUTO-RENEW", 1),
        (HistoryFilter.ALL, "auto renew", 1),
        (HistoryFilter.ALL, HOME, 4),
        (HistoryFilter.ALL, "support", 1),
        (HistoryFilter.ALL, "198.51.100.9", 0),
        (HistoryFilter.MONEY, "renew", 0),
        (HistoryFilter.ALL, "_", 0),
    ],
)
def test_the_history_is_filtered_and_found_in(at: Desk, which: HistoryFilter, text: str, found: int) -> None:
    at.services.sessions.begin_unasked(at.actor)
    at.orders.set_auto_renew(at.actor, at.order_id, True)
    change_email(at.database, at.actor, "new@example.com")
    receive(at.services, at.actor, "10.00", number="bank-1")
    billing = at.services.billing
    assert len(billing.history(at.actor, which, text, ALL).items) == found
    assert billing.count_history(at.actor, which, text) == found


# Own rows alone


READS: dict[str, Callable[[BillingService, Actor], Sequence[object]]] = {
    "statement": lambda billing, actor: billing.statement(actor, "", ALL).items,
    "documents": lambda billing, actor: billing.documents(actor, DocumentFilter.ALL, "", ALL).items,
    "history": lambda billing, actor: billing.history(actor, HistoryFilter.ALL, "", ALL).items,
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_nobody_sees_what_is_another_customers(
    at: Desk, other: Desk, read: Callable[[BillingService, Actor], Sequence[object]]
) -> None:
    own = read(at.services.billing, at.actor)
    foreign = read(other.services.billing, other.actor)
    assert len(foreign) > 0
    assert set(own).isdisjoint(foreign)
    invoiced(other, "another")
    assert read(at.services.billing, at.actor) == own
    stranger = replace(at.actor, login="somebody")
    with pytest.raises(NotFound):
        read(at.services.billing, stranger)


def test_a_foreign_document_or_movement_is_like_a_missing_one(at: Desk, other: Desk) -> None:
    billing, actor = at.services.billing, at.actor
    theirs = other.services.billing
    document_id = theirs.documents(other.actor, DocumentFilter.ALL, "", ALL).items[0].document_id
    transaction_id = theirs.statement(other.actor, "", ALL).items[0].transaction_id
    for number in (document_id, 10**6, -1, 2**70):
        for call in (billing.paying, billing.transfer):
            with pytest.raises(NotFound, match="no such document"):
                call(actor, number)
    for number in (transaction_id, 10**6, -1, 2**70):
        with pytest.raises(NotFound, match="no such movement"):
            billing.movement(actor, number)
