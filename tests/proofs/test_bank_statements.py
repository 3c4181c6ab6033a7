"""Bank statements at the edge: killed, at once, and at length; whatever happens, what is sure is booked once."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from introtui.domain.access import Role
from introtui.domain.errors import ActionRefused
from introtui.domain.statements import EntryState
from introtui.services.checking import check_all
from introtui.services.payments import top_up_reference
from introtui.store.engine import Database
from tests.building import services
from tests.proofs import quietly, rounds
from tests.proofs.importer import bring_in
from tests.proofs.processes import rest_of, start
from tests.services.bank_files import Entry, Office, Part, camt, one
from tests.services.ordering import Desk, desk
from tests.services.staffing import staff

LONG = rounds(150, 10_000)
"""Entries of a long file."""


@pytest.fixture
def customer(installed: Database) -> Desk:
    return desk(installed, balance="0.00")


@pytest.fixture
def office(customer: Desk) -> Office:
    return Office(services(customer.database), customer.database, staff(customer.database, Role.OPERATOR))


def long_file(customer: Desk, length: int) -> bytes:
    reference = top_up_reference(customer.actor.account_id)
    return camt(one("1.00", f"AB-{number}", reference=reference) for number in range(length))


def sound(office: Office) -> bool:
    return list(check_all(office.database, progress=quietly)) == []


def test_a_long_file_imported_twice_is_booked_once(customer: Desk, office: Office) -> None:
    content = long_file(customer, LONG)
    assert office.imported(content).of(EntryState.BOOKED).entries == LONG
    with pytest.raises(ActionRefused, match=f"with {LONG} entries"):
        office.imported(content)
    # The same entries in a file of its own, as a bank sends them when asked again.
    again = office.imported(content.replace(b"M-S-1", b"M-S-2"))
    assert again.of(EntryState.REPEATED).entries == LONG
    assert customer.balance == f"{LONG}.00"
    assert sound(office)


def test_killed_at_any_moment_and_started_again_it_books_everything_once(customer: Desk, office: Office) -> None:
    length, dice = 75, Random(3)
    content = long_file(customer, length)
    url = office.database.engine.url.render_as_string(hide_password=False)
    for _ in range(rounds(3, 40)):
        process, heard = start(bring_in, url, office.actor, content)
        for _stored in range(dice.randrange(3)):
            heard.recv()
        process.kill()
        rest_of(heard)
        process.join()
        assert customer.balance == f"{len(office.entries(EntryState.BOOKED))}.00"
        if len(office.entries()) == length:
            break
    if len(office.entries()) < length:
        assert [finding.where for finding in check_all(office.database, progress=quietly)] in (
            [],
            ["bank statement november.xml"],
        )
        report = office.imported(content)
        assert report.of(EntryState.BOOKED).entries == length
    assert customer.balance == f"{length}.00"
    assert sound(office)


def test_two_imports_of_one_file_at_once_book_it_once(customer: Desk, office: Office) -> None:
    length = 60
    content = long_file(customer, length)
    url = office.database.engine.url.render_as_string(hide_password=False)
    started = [start(bring_in, url, office.actor, content) for _ in range(2)]
    for process, heard in started:
        rest_of(heard)
        process.join()
    assert customer.balance == f"{length}.00"
    assert office.stored() == length
    assert sound(office)


KINDS: dict[str, Callable[[str, str, str], Entry]] = {
    "ours": lambda amount, number, reference: one(amount, number, reference=reference),
    "typed": lambda amount, number, reference: one(amount, number, text=f"pay {reference.lower()} thanks"),
    "in groups": lambda amount, number, reference: one(
        amount, number, text=" ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
    ),
    "not ours": lambda amount, number, _reference: one(amount, number, reference="RF18539007547034", name="X"),
    "nothing": lambda amount, number, _reference: one(amount, number, name="Nobody", iban=f"X{number}"),
    "debit": lambda amount, number, reference: Entry(
        amount=amount, number=number, side="DBIT", parts=(Part(reference=reference),)
    ),
    "reversal": lambda amount, number, reference: Entry(
        amount=amount, number=number, is_reversal=True, parts=(Part(reference=reference),)
    ),
    "not yet": lambda amount, number, reference: Entry(
        amount=amount, number=number, status="PDNG", parts=(Part(reference=reference),)
    ),
}
SURE = {"ours", "typed", "in groups"}
ENTRIES = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), st.integers(1, 10**9), st.integers(1, 6)), max_size=12
)


def test_what_is_booked_is_the_sum_of_the_payments_that_match(sqlite_database: Database) -> None:
    customer = desk(sqlite_database, balance="0.00")
    office = Office(services(sqlite_database), sqlite_database, staff(sqlite_database, Role.OPERATOR))
    reference = top_up_reference(customer.actor.account_id)
    rounds_done = iter(range(10**6))

    @settings(max_examples=rounds(12, 300))
    @given(ENTRIES, st.booleans())
    def holds(said: list[tuple[str, int, int]], twice: bool) -> None:
        turn, before = next(rounds_done), office.received()
        # A bank's number stands for one entry, however often it comes.
        known = {number: (kind, minor) for kind, minor, number in said}
        entries = [
            KINDS[kind](f"{minor // 100}.{minor % 100:02d}", f"{turn}-{number}", reference)
            for number, (kind, minor) in known.items()
        ]
        office.imported(camt([*entries, *(entries if twice else [])], statement=f"S-{turn}"))
        wanted = sum(minor for kind, minor in known.values() if kind in SURE)
        assert office.received() - before == wanted

    holds()
    assert customer.balance == f"{office.received() // 100}.{office.received() % 100:02d}"
    assert sound(office)
