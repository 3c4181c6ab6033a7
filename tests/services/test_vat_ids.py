"""A VAT ID is confirmed by what VIES or staff said about that number; silence confirms nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.account import ProfileFields, ProfileType, payment_blocks
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.taxation import Treatment
from introtui.gateways.vies import ViesAnswer, ViesUnansweredError
from introtui.services.context import Context
from introtui.services.registry import Services
from introtui.services.taxing import customer_tax
from introtui.services.vat_ids import VatIdOutcome
from introtui.store.engine import Database
from introtui.store.tables import VatEvidence
from tests.building import ACCOUNT, CLOCK, PROFILE, TODAY, add_account
from tests.services.ordering import everything, written_since
from tests.services.staffing import last_audit, staff

NUMBER, OTHER = "NL004495445B01", "DE136695976"
COMPANY = replace(PROFILE, profile_type=ProfileType.COMPANY, company_name="Heron BV", vat_id=NUMBER)


class Register:
    """A register whose answer changes, and which notes what it was asked."""

    def __init__(self, answer: ViesAnswer | None) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def ask(self, vat_id: str, requester: str) -> ViesAnswer:
        self.asked.append((vat_id, requester))
        if self.answer is None:
            raise ViesUnansweredError("status 500")
        return self.answer


YES = ViesAnswer(valid=True, name="HERON B.V.", address="COOLSINGEL 1", request_id="WAPI1")


def at_work(database: Database, answer: ViesAnswer | None) -> tuple[Services, Register, Actor]:
    register = Register(answer)
    return Services.over(database, CLOCK, vies=register), register, staff(database, Role.OPERATOR)


def company(database: Database, profile: ProfileFields = COMPANY) -> Actor:
    return add_account(database, replace(ACCOUNT, profile=profile))


def treatment(database: Database, customer: Actor) -> Treatment:
    def read(session: Session) -> Treatment:
        return customer_tax(session, Context(database, CLOCK), customer.account_id, TODAY).treatment

    with database.read() as session:
        return read(session)


def evidence(database: Database) -> list[tuple[str, bool, str, str, str, str]]:
    with database.read() as session:
        return [
            (row.vat_id, row.valid, row.name, row.address, row.source, row.request_id)
            for row in session.scalars(select(VatEvidence).order_by(VatEvidence.id))
        ]


def test_a_yes_of_vies_is_kept_and_makes_the_sale_reverse_charge(installed: Database) -> None:
    customer = company(installed)
    work, register, operator = at_work(installed, YES)
    check = work.vat_ids.verify_vat_id(operator, "ivanov")
    assert check.outcome is VatIdOutcome.CONFIRMED
    assert check.sentence == f"VIES confirms {NUMBER}: HERON B.V."
    assert register.asked == [(NUMBER, "EE100000010")]
    assert evidence(installed) == [(NUMBER, True, "HERON B.V.", "COOLSINGEL 1", "vies", "WAPI1")]
    assert treatment(installed, customer) is Treatment.REVERSE_CHARGE
    assert last_audit(installed)[:3] == ("operator", customer.account_id, "vat_id.check")


def test_silence_confirms_nothing_and_says_so(installed: Database) -> None:
    customer = company(installed)
    work, _register, operator = at_work(installed, None)
    before = everything(installed)
    check = work.vat_ids.verify_vat_id(operator, "ivanov")
    assert check.outcome is VatIdOutcome.UNANSWERED
    assert check.sentence == f"VIES did not answer about {NUMBER}: it is not confirmed. Try again later."
    assert set(written_since(before, installed)) == {"audit", "change"}
    assert treatment(installed, customer) is Treatment.EU_CONSUMER


def test_silence_takes_back_no_earlier_yes_but_a_no_does(installed: Database) -> None:
    customer = company(installed)
    work, register, operator = at_work(installed, YES)
    work.vat_ids.verify_vat_id(operator, "ivanov")
    register.answer = None
    work.vat_ids.verify_vat_id(operator, "ivanov")
    assert treatment(installed, customer) is Treatment.REVERSE_CHARGE
    register.answer = ViesAnswer(valid=False)
    assert work.vat_ids.verify_vat_id(operator, "ivanov").outcome is VatIdOutcome.REFUSED
    assert treatment(installed, customer) is Treatment.EU_CONSUMER


def test_another_number_needs_its_own_yes(installed: Database) -> None:
    customer = company(installed)
    work, _register, operator = at_work(installed, YES)
    work.vat_ids.verify_vat_id(operator, "ivanov")
    version = work.profile.load(customer).version
    work.profile.save(customer, version, replace(COMPANY, vat_id=OTHER))
    assert treatment(installed, customer) is Treatment.EU_CONSUMER


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        (PROFILE, "states none as a company"),
        (replace(COMPANY, vat_id=""), "states none as a company"),
        (replace(COMPANY, vat_id="NL1"), "NL1 is no VAT ID of NL"),
        (replace(COMPANY, vat_id="CHE123456789"), "VIES knows only numbers of member states"),
    ],
)
def test_vies_is_asked_only_about_what_can_be_a_number(
    sqlite_database: Database, profile: ProfileFields, sentence: str
) -> None:
    company(sqlite_database, profile)
    work, register, operator = at_work(sqlite_database, YES)
    with pytest.raises(ActionRefused, match=sentence):
        work.vat_ids.verify_vat_id(operator, "ivanov")
    assert register.asked == []


def test_staff_verify_a_company_and_its_payments_are_open(installed: Database) -> None:
    customer = company(installed)
    work, register, operator = at_work(installed, None)
    assert payment_blocks(work.profile.load(customer))
    work.vat_ids.confirm_company(operator, "ivanov", vat_id_confirmed=False, note="extract of the register")
    assert not payment_blocks(work.profile.load(customer))
    assert evidence(installed) == []
    assert treatment(installed, customer) is Treatment.EU_CONSUMER
    work.vat_ids.confirm_company(operator, "ivanov", vat_id_confirmed=True, note="")
    assert evidence(installed) == [(NUMBER, True, "Heron BV", "Coolsingel 1, 3011 AD Rotterdam, NL", "staff", "")]
    assert treatment(installed, customer) is Treatment.REVERSE_CHARGE
    assert register.asked == []


def test_what_is_no_company_cannot_be_verified(sqlite_database: Database) -> None:
    company(sqlite_database, PROFILE)
    work, _register, operator = at_work(sqlite_database, YES)
    with pytest.raises(ActionRefused, match="is no company"):
        work.vat_ids.confirm_company(operator, "ivanov", vat_id_confirmed=False, note="")


def test_customers_verify_nobody(sqlite_database: Database) -> None:
    customer = company(sqlite_database)
    work, register, _operator = at_work(sqlite_database, YES)
    with pytest.raises(NotFound):
        work.vat_ids.verify_vat_id(customer, "ivanov")
    with pytest.raises(NotFound):
        work.vat_ids.confirm_company(customer, "ivanov", vat_id_confirmed=True, note="")
    assert register.asked == []


def test_without_a_client_nothing_is_confirmed(sqlite_database: Database) -> None:
    company(sqlite_database)
    operator = staff(sqlite_database, Role.OPERATOR)
    check = Services.over(sqlite_database, CLOCK).vat_ids.verify_vat_id(operator, "ivanov")
    assert check.outcome is VatIdOutcome.UNANSWERED
