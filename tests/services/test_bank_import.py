"""Importing bank statements: what is sure is booked once, the rest waits for somebody to look at it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.access import Role
from introtui.domain.errors import ActionRefused, InvalidFields, NotFound
from introtui.domain.payments import PayBy
from introtui.domain.statement_files import read_columns
from introtui.domain.statements import EntryState
from introtui.services.checking import check_all
from introtui.services.payments import top_up_reference
from introtui.store.engine import Database
from tests.building import services
from tests.proofs import quietly
from tests.services.bank_files import Entry, Office, Part, camt, one
from tests.services.ordering import Desk, desk, everything, written_since
from tests.services.paying import receive, renew
from tests.services.staffing import last_audit, staff


@pytest.fixture
def customer(installed: Database) -> Desk:
    return desk(installed, balance="0.00")


@pytest.fixture
def office(installed: Database) -> Office:
    return Office(services(installed), installed, staff(installed, Role.OPERATOR))


def invoice(customer: Desk) -> str:
    """Have an invoice of EUR 24.14 wait; return its reference."""
    renew(customer.services, customer.actor, customer.order_id, f"renew {customer.actor.login}", by=PayBy.INVOICE)
    (paper,) = customer.services.invoices.every(customer.actor, only_open=True)
    return paper.reference


def top_up(customer: Desk) -> str:
    return top_up_reference(customer.actor.account_id)


def test_a_reference_pays_its_invoice_and_a_second_import_does_nothing(customer: Desk, office: Office) -> None:
    content = camt(
        [one("24.14", "AB-1", reference=invoice(customer)), one("10.00", "AB-2", reference=top_up(customer))]
    )
    report = office.imported(content)
    assert report.lines == ("november.xml: 2 entries", "  2 (EUR 34.14) booked")
    assert customer.balance == "10.00"
    assert customer.services.invoices.every(customer.actor, only_open=True) == ()
    before = everything(office.database)
    with pytest.raises(
        ActionRefused, match=r"imported on 2026-11-23 by operator, as november.xml, with 2 entries"
    ):
        office.imported(content, "again.xml")
    assert written_since(before, office.database) == {}
    assert list(check_all(office.database, progress=quietly)) == []


@pytest.mark.parametrize("version", ["02", "04", "06", "08", "10"])
def test_every_version_is_read_alike(customer: Desk, office: Office, version: str) -> None:
    office.imported(camt([one("10.00", "AB-1", reference=top_up(customer), text="thanks")], version=version))
    entry = office.only()
    assert (entry.state, entry.login, str(entry.amount)) == (EntryState.BOOKED, "ivanov", "EUR 10.00")
    assert (entry.name, entry.iban, entry.text, entry.number) == (
        "Ivan Ivanov",
        "NL91ABNA0417164300",
        "thanks",
        "AB-1",
    )


def test_the_same_entry_in_another_file_is_marked_and_not_booked_again(customer: Desk, office: Office) -> None:
    payment = one("10.00", "AB-1", reference=top_up(customer))
    office.imported(camt([payment]))
    report = office.imported(camt([payment, one("5.00", "AB-2", reference=top_up(customer))], statement="S-2"))
    assert report.of(EntryState.REPEATED).words == "1 (EUR 10.00)"
    assert report.of(EntryState.BOOKED).words == "1 (EUR 5.00)"
    assert customer.balance == "15.00"


def test_without_the_banks_number_two_alike_are_two_and_the_same_two_come_once(
    customer: Desk, office: Office
) -> None:
    twice = [one("10.00", "", reference=top_up(customer))] * 2
    office.imported(camt(twice))
    office.imported(camt(twice, statement="S-2"))
    assert [entry.state for entry in office.entries()] == [EntryState.BOOKED] * 2 + [EntryState.REPEATED] * 2
    assert customer.balance == "20.00"


def test_a_number_the_bank_used_for_another_entry_waits(customer: Desk, office: Office) -> None:
    first, other = (
        one("10.00", "AB-1", reference=top_up(customer)),
        one("7.00", "AB-1", reference=top_up(customer)),
    )
    office.imported(camt([first]))
    office.imported(camt([other], statement="S-2"))
    again = office.imported(camt([first, other], statement="S-3"))
    waiting = office.entries(EntryState.WAITING)
    assert [entry.why[:37] for entry in waiting] == ["The bank used the number AB-1 before,"]
    assert again.of(EntryState.REPEATED).entries == 2
    office.services.statements.accept(office.actor, waiting[0].entry_id)
    assert customer.balance == "17.00"
    assert list(check_all(office.database, progress=quietly)) == []


def test_what_was_recorded_by_hand_is_not_booked_again(customer: Desk, office: Office) -> None:
    receive(customer.services, customer.actor, "10.00", number="AB-1", reference="typed otherwise")
    office.imported(camt([one("10.00", "AB-1", reference=top_up(customer))]))
    assert (office.only().state, customer.balance) == (EntryState.BOOKED, "10.00")
    assert office.only().why.startswith("It was recorded by hand before.")
    receive(customer.services, customer.actor, "3.00", number="AB-2")
    office.imported(camt([one("4.00", "AB-2", reference=top_up(customer))], statement="S-2"))
    (waiting,) = office.entries(EntryState.WAITING)
    assert "recorded by hand as EUR 3.00" in waiting.why
    assert customer.balance == "13.00"


def test_debits_reversals_and_what_is_pending_are_listed_and_never_booked(customer: Desk, office: Office) -> None:
    said = (Part(reference=top_up(customer)),)
    report = office.imported(
        camt(
            [
                Entry(number="AB-1", side="DBIT", parts=said),
                Entry(number="AB-2", is_reversal=True, parts=said),
                Entry(number="AB-3", status="PDNG", parts=said),
                Entry(number="AB-4", amount="0.00", parts=said),
            ]
        )
    )
    assert report.of(EntryState.LISTED).entries == 4
    assert customer.balance == "0.00"
    # What was pending comes again once it is booked.
    office.imported(camt([Entry(number="AB-3", parts=said)], statement="S-2"))
    assert customer.balance == "24.14"


def test_a_batch_is_split_where_the_bank_tells_its_parts(customer: Desk, office: Office) -> None:
    parts = (Part(amount="10.00", reference=top_up(customer)), Part(amount="14.14", reference=top_up(customer)))
    office.imported(camt([Entry(parts=parts)]))
    assert [(entry.number, entry.amount.amount) for entry in office.entries()] == [
        ("AB-1/1", "10.00"),
        ("AB-1/2", "14.14"),
    ]
    assert customer.balance == "24.14"
    unsplit = (Part(reference=top_up(customer)), Part(reference=top_up(customer)))
    office.imported(camt([Entry(number="AB-2", parts=unsplit)], statement="S-2"))
    (waiting,) = office.entries(EntryState.WAITING)
    assert "batch of 2 payments" in waiting.why


def test_amount_and_name_of_one_open_invoice_are_sure_and_either_alone_is_not(
    customer: Desk, office: Office
) -> None:
    invoice(customer)
    office.imported(camt([one("24.14", "AB-1", name="Somebody Else")]))
    (entry,) = office.entries(EntryState.WAITING)
    assert (entry.login, entry.why) == (
        "ivanov",
        "It is the amount of INV-2026-000001 of ivanov; the name differs.",
    )
    office.imported(camt([one("24.13", "AB-2")], statement="S-2"))
    assert len(office.entries(EntryState.WAITING)) == 2
    office.imported(camt([one("24.14", "AB-3", name="IVANOV, Ivan")], statement="S-3"))
    assert office.entries()[-1].state is EntryState.BOOKED
    assert customer.services.invoices.every(customer.actor, only_open=True) == ()
    assert customer.balance == "0.00"
    # Once it is paid, the same again is nothing that waits to be paid.
    office.imported(camt([one("24.14", "AB-4", name="IVANOV, Ivan")], statement="S-4"))
    assert office.entries()[-1].state is EntryState.WAITING


def test_two_in_one_file_of_one_open_invoice_book_one(customer: Desk, office: Office) -> None:
    invoice(customer)
    office.imported(camt([one("24.14", "AB-1"), one("24.14", "AB-2")]))
    assert [entry.state for entry in office.entries()] == [EntryState.BOOKED, EntryState.WAITING]


def test_a_customer_with_the_same_name_and_amount_makes_it_unsure(customer: Desk, office: Office) -> None:
    invoice(customer)
    invoice(desk(office.database, login="ivanov2", balance="0.00"))
    office.imported(camt([one("24.14", "AB-1")]))
    assert office.only().why == "Amount and name fit 2 open invoices."


def test_a_dry_run_tells_what_would_be_and_writes_nothing(customer: Desk, office: Office) -> None:
    before = everything(office.database)
    content = camt([one("10.00", "AB-1", reference=top_up(customer)), one("1.00", "AB-2", name="Nobody")])
    report = office.imported(content, dry_run=True)
    assert report.lines == (
        "november.xml: 2 entries",
        "  1 (EUR 10.00) to book",
        "  1 (EUR 1.00) to review",
    )
    assert written_since(before, office.database) == {}


def test_another_currency_than_the_accounts_waits(customer: Desk, office: Office) -> None:
    office.imported(camt([Entry(currency="USD", parts=(Part(reference=top_up(customer)),))]))
    assert office.only().why == "The account of ivanov is kept in EUR."
    with pytest.raises(ActionRefused, match="kept in EUR"):
        office.services.statements.accept(office.actor, office.only().entry_id, "ivanov")
    assert office.only().state is EntryState.WAITING


def test_the_review_list_is_worked_off(customer: Desk, office: Office) -> None:
    reference = invoice(customer)
    number = customer.services.invoices.every(customer.actor, only_open=True)[0].number
    office.imported(camt([one("20.00", "AB-1", text=f"for {number}"), one("24.14", "AB-2", name="Aunt Vera")]))
    first, second = office.entries(EntryState.WAITING)
    statements = office.services.statements
    quote = statements.quote(office.actor, first.entry_id)
    assert quote.lines == (
        "EUR 20.00 for ivanov (Ivan Ivanov)",
        "goes to the balance",
        "balance 0.00 -> EUR 20.00",
    )
    assert statements.accept(office.actor, first.entry_id).state is EntryState.BOOKED
    assert statements.quote(office.actor, second.entry_id).pays[0][0] == number
    statements.ignore(office.actor, second.entry_id, "sent back by hand")
    assert last_audit(office.database)[2:] == (
        "statement.ignore",
        "AB-2",
        "EUR 24.14 of 2026-11-20 from Aunt Vera: Not booked: sent back by hand",
    )
    with pytest.raises(ActionRefused, match="already by operator"):
        statements.accept(office.actor, first.entry_id)
    with pytest.raises(ActionRefused, match="already by operator"):
        statements.ignore(office.actor, second.entry_id, "x")
    assert (office.entries(EntryState.WAITING), customer.balance, reference[:2]) == ((), "20.00", "RF")
    assert list(check_all(office.database, progress=quietly)) == []


def test_an_ignored_entry_is_put_back_on_the_review_list(customer: Desk, office: Office) -> None:
    invoice(customer)
    number = customer.services.invoices.every(customer.actor, only_open=True)[0].number
    office.imported(camt([one("20.00", "AB-1", text=f"for {number}"), one("24.14", "AB-2", name="Aunt Vera")]))
    first, second = office.entries(EntryState.WAITING)
    statements = office.services.statements
    statements.accept(office.actor, first.entry_id)
    statements.ignore(office.actor, second.entry_id, "sent back by hand")
    again = statements.review_again(office.actor, second.entry_id)
    assert (again.state, again.login, again.decided_by, again.decided_at) == (
        EntryState.WAITING,
        "ivanov",
        "",
        None,
    )
    assert again.why == f"{second.why} Ignored before: sent back by hand"
    assert last_audit(office.database)[2:] == (
        "statement.review_again",
        "AB-2",
        "EUR 24.14 of 2026-11-20 from Aunt Vera: Back on the review list.",
    )
    assert statements.quote(office.actor, second.entry_id).pays[0][0] == number
    assert customer.balance == "20.00"
    with pytest.raises(ActionRefused, match="is waiting already"):
        statements.review_again(office.actor, second.entry_id)
    with pytest.raises(ActionRefused, match="is booked already by operator"):
        statements.review_again(office.actor, first.entry_id)
    assert list(check_all(office.database, progress=quietly)) == []


def test_a_known_sender_is_proposed_and_another_account_can_be_named(customer: Desk, office: Office) -> None:
    other = desk(office.database, login="vera", balance="0.00")
    office.imported(camt([one("10.00", "AB-1", reference=top_up(customer), name="Aunt Vera")]))
    office.imported(camt([one("12.00", "AB-2", name="Aunt Vera")], statement="S-2"))
    (waiting,) = office.entries(EntryState.WAITING)
    assert (waiting.login, waiting.why) == ("ivanov", "The sender's last payment was for ivanov.")
    with pytest.raises(InvalidFields, match="no account 'nobody'"):
        office.services.statements.accept(office.actor, waiting.entry_id, "nobody")
    office.services.statements.accept(office.actor, waiting.entry_id, "vera")
    assert (customer.balance, other.balance) == ("10.00", "12.00")


def test_a_payment_that_the_rules_refuse_leaves_the_rest_alone(
    customer: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = invoice(customer)

    def refuse(*_arguments: object) -> None:
        raise ActionRefused("No.")

    monkeypatch.setattr("introtui.services.receiving.settle_from_balance", refuse)
    office.imported(
        camt([one("24.14", "AB-1", reference=reference), one("5.00", "AB-2", reference=top_up(customer))])
    )
    assert [(entry.state, entry.why[:3]) for entry in office.entries()] == [
        (EntryState.WAITING, "No."),
        (EntryState.BOOKED, "The"),
    ]
    assert customer.balance == "5.00"


def test_csv_is_read_by_a_map_of_its_columns(customer: Desk, office: Office) -> None:
    columns = read_columns(
        [
            *("date=Buchungstag", "amount=Betrag", "fixed_currency=eur", "reference=Zweck", "name=Name", "id=Nr"),
            *("delimiter=;", "decimal=,", "encoding=cp1252", "dates=DD.MM.YYYY"),
        ]
    )
    content = (
        "Nr;Buchungstag;Name;Zweck;Betrag\r\n"
        f'7;20.11.2026;"Müller; Jörg";{top_up(customer)};1.234,50\r\n'
        "8;20.11.2026;Bank;Gebühr;-3,00\r\n"
    ).encode("cp1252")
    report = office.imported(content, "umsatz.csv", columns)
    assert (report.of(EntryState.BOOKED).words, report.of(EntryState.LISTED).words) == (
        "1 (EUR 1234.50)",
        "1 (EUR -3.00)",
    )
    assert (customer.balance, office.entries()[0].name) == ("1234.50", "Müller; Jörg")


def test_customers_and_those_without_permission_import_nothing(customer: Desk, office: Office) -> None:
    support = replace(office.actor, permissions=frozenset())
    for actor, error in ((customer.actor, NotFound), (support, ActionRefused)):
        with pytest.raises(error):
            replace(office, actor=actor).imported(camt([one("1.00", "AB-1", reference=top_up(customer))]))
    assert office.stored() == 0
