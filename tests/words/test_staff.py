"""What staff say: rates, payments, pools, set-up and verification; the audit names both sides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from introtui.domain.access import Role
from introtui.domain.account import ProfileType
from introtui.gateways.vies import Vies
from introtui.gateways.vies_local import DEMO_ANSWERS, LocalVies
from introtui.settings import Settings
from introtui.store.engine import Database
from tests.building import ACCOUNT, PROFILE, add_account
from tests.services.ordering import everything, written_since
from tests.services.staffing import last_audit, staff
from tests.services.test_setup_work import elsewhere, placed, without_pools
from tests.words.saying import Terminal

ADMIN, OPERATOR = "--as admin", "--as operator"


@pytest.fixture(autouse=True)
def people(sqlite_database: Database) -> None:
    """Write an admin, an operator, and a customer with a company."""
    company = replace(PROFILE, profile_type=ProfileType.COMPANY, company_name="Heron BV", vat_id="NL004495445B01")
    staff(sqlite_database)
    staff(sqlite_database, Role.OPERATOR)
    add_account(sqlite_database, replace(ACCOUNT, profile=company))


def test_a_rate_is_set_told_and_withdrawn(terminal: Terminal) -> None:
    rates = terminal.json(f"{ADMIN} vat set NL 22.5 --from 2027-01-01", "--source", "Staatsblad")
    assert [(r["rate_percent"], r["valid_from"], r["valid_to"], r["source"]) for r in rates] == [
        ("21", "2020-01-01", "2027-01-01", ""),
        ("22.5", "2027-01-01", None, "Staatsblad"),
    ]
    assert terminal.json(f"{OPERATOR} vat history nl") == rates
    assert len(terminal.json(f"{ADMIN} vat withdraw NL --from 2027-01-01")) == 1
    assert "22.5 %" not in terminal.say("vat list")
    assert terminal.json("vat list")[0]["country"] is None


def test_the_statutory_rates_are_told_and_adopted(terminal: Terminal) -> None:
    (slovenia,) = (each for each in terminal.json(f"{OPERATOR} vat diff") if each["country"] == "SI")
    assert slovenia == {
        "country": "SI",
        "name": "Slovenia",
        "published_percent": None,
        "statutory_percent": "22",
        "since": "2016-01-01",
    }
    assert terminal.json(f"{ADMIN} vat adopt SI --from 2026-11-23") == [slovenia]
    terminal.say(f"{ADMIN} vat adopt --all --from 2027-01-01")
    assert terminal.json(f"{OPERATOR} vat diff --on 2027-01-01") == []
    assert "Slovenia" not in terminal.say(f"{OPERATOR} vat diff")


@pytest.mark.parametrize(
    "words",
    [
        "vat set NL many --from 2027-01-01",
        "vat set NL 22",
        "vat set Netherlands 22 --from 2027-01-01",
        "vat set NL 22 --from tomorrow",
        "vat adopt --from 2027-01-01",
        "vat adopt NL --all --from 2027-01-01",
        "payments record ivanov 1,50 --id A1 --on 2026-11-20",
        "pools add Nothing 192.0.2.1",
        "orders deliver 1 --address home",
    ],
)
def test_what_cannot_be_read_is_exit_2_and_writes_nothing(
    terminal: Terminal, sqlite_database: Database, words: str
) -> None:
    before = everything(sqlite_database)
    assert terminal.not_understood(f"{ADMIN} {words}")
    assert written_since(before, sqlite_database) == {}


@pytest.mark.parametrize(
    "words",
    [
        "vat set NL 22 --from 2027-01-01",
        "vat diff",
        "accounts verify ivanov --vat-id",
        "accounts check-vat ivanov",
        "payments record ivanov 5.00 --id A1 --on 2026-11-20",
        "pools list",
        "orders deliver 1",
        "orders fail 1 --why x",
    ],
)
def test_customers_are_told_that_there_is_no_such_thing(
    terminal: Terminal, sqlite_database: Database, words: str
) -> None:
    before = everything(sqlite_database)
    assert terminal.refused(f"--as ivanov {words}") == "There is no such thing."
    assert written_since(before, sqlite_database) == {}


def test_a_payment_is_booked_once_for_its_id(terminal: Terminal) -> None:
    words = f"{OPERATOR} payments record ivanov 100.00 --id BANK-1 --on 2026-11-20 --reference RF18X"
    assert terminal.json(words)["booked"] is True
    code, _printed, told = terminal.hear(words)
    assert (code, "booked before" in told) == (0, True)
    assert terminal.json("--as ivanov balance") == {"amount": "228.40", "currency": "EUR"}
    assert "another request" in terminal.refused(words.replace("100.00", "99.00"))


def test_a_company_is_verified_by_staff(terminal: Terminal, sqlite_database: Database) -> None:
    terminal.say(f"{OPERATOR} accounts verify ivanov --vat-id --note", "register of 2026-11-20")
    customer = terminal.services.actor("ivanov", address="", way="test")
    assert last_audit(sqlite_database) == (
        "operator",
        customer.account_id,
        "company.verify",
        "NL004495445B01",
        "Company verified, VAT ID NL004495445B01 confirmed: register of 2026-11-20",
    )


def test_vies_says_yes_or_nothing_and_only_yes_is_exit_0(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def register(answers: dict[str, Any]) -> None:
        def vies_of(_settings: Settings) -> Vies:
            return LocalVies(answers)

        monkeypatch.setattr("introtui.compose.vies_of", vies_of)

    register(dict(DEMO_ANSWERS))
    check = terminal.json(f"{OPERATOR} accounts check-vat ivanov")
    assert (check["outcome"], check["name"]) == ("confirmed", "NewCo B.V.")
    register({})
    code, printed, _told = terminal.hear(f"{OPERATOR} accounts check-vat ivanov")
    assert (code, printed) == (
        1,
        "VIES did not answer about NL004495445B01: it is not confirmed. Try again later.\n",
    )


def test_pools_are_filled_and_orders_delivered_or_failed(terminal: Terminal) -> None:
    terminal.say(f"{OPERATOR} accounts verify ivanov")
    without_pools(terminal.database)
    order = placed(terminal.services, terminal.services.actor("ivanov", address="", way="test"))
    number, product = order.row.order_id, order.row.product
    assert "no free address" in terminal.refused(f"{OPERATOR} orders deliver {number}")
    added = terminal.json(
        f"{OPERATOR} pools add", product, "192.0.2.0/30", "--location", elsewhere(terminal.services, order)
    )
    assert added == {"added": 2, "unchanged": 0, "delivered": 0, "waiting": 1}
    (pool,) = terminal.json(f"{OPERATOR} pools list")
    assert (pool["product"], pool["free"]) == (product, 2)
    assert "2 of 2 free" in terminal.say(f"{OPERATOR} pools list")
    delivered = terminal.json(f"{OPERATOR} orders deliver {number} --address 192.0.2.2 --address 2001:db8::2")
    assert delivered["ip_addresses"] == ["192.0.2.2", "2001:db8::2"]
    assert "set up already" in terminal.refused(f"{OPERATOR} orders fail {number} --why x")


def test_a_filled_pool_says_what_it_delivered(terminal: Terminal) -> None:
    terminal.say(f"{OPERATOR} accounts verify ivanov")
    without_pools(terminal.database)
    customer = terminal.services.actor("ivanov", address="", way="test")
    product = placed(terminal.services, customer).row.product
    said = terminal.say(f"{OPERATOR} pools add", product, "192.0.2.0/30")
    assert said == "2 added, 0 were there already.\n1 order delivered, none still wait.\n"


def test_a_failed_set_up_is_refunded(terminal: Terminal) -> None:
    terminal.say(f"{OPERATOR} accounts verify ivanov")
    without_pools(terminal.database)
    order = placed(terminal.services, terminal.services.actor("ivanov", address="", way="test"))
    failed = terminal.json(f"{OPERATOR} orders fail {order.row.order_id} --why x")
    assert failed["status"] == "failed setup"
    assert terminal.json("--as ivanov balance")["amount"] == "128.40"


def test_notes_are_written_and_read_by_staff_alone(terminal: Terminal) -> None:
    assert terminal.say(f"{OPERATOR} notes add ivanov", "Calls on Mondays.", "--pin") == "Noted on ivanov.\n"
    (note,) = terminal.json(f"{OPERATOR} notes list ivanov")
    assert (note["author"], note["text"], note["pinned"]) == ("operator", "Calls on Mondays.", True)
    assert "Calls on Mondays." in terminal.say(f"{OPERATOR} notes list ivanov")
    assert terminal.refused("--as ivanov notes list ivanov") == "There is no such thing."
