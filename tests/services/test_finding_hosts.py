"""The operators' find on both databases: orders by any part of a host name, accounts by where they came from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.finding import FoundBy, Group
from introtui.domain.orders import OrderStatus
from introtui.services.finding import FindService
from introtui.store.engine import Database
from introtui.store.tables import LoginEvent
from tests.building import CLOCK, TODAY, add_order, services
from tests.services.finding import finding as finding
from tests.services.finding import logins
from tests.services.finding import people as people


@pytest.mark.parametrize(
    "typed", ["db3", "DB3.ex", "srv-db3", "example-7", "ple-7.n", "3.e", "-db", "7.net", "Web1-DB3.Example-7.net"]
)
def test_an_order_is_found_by_any_part_of_its_host_name(
    installed: Database, finding: FindService, people: dict[str, Actor], typed: str
) -> None:
    add_order(installed, people["brien"], order_id=1, hostname="Web1-DB3.Example-7.net")
    add_order(installed, people["brien"], order_id=2, hostname="srv-db3.example-7.net")
    add_order(installed, people["gross"], order_id=3, hostname="db-3.other.org")
    found = finding.find(people["admin"], typed).hits
    wanted = {"srv-db3": [2], "Web1-DB3.Example-7.net": [1]}.get(typed, [1, 2])
    assert [hit.number for hit in found] == wanted
    assert {hit.by for hit in found} == {FoundBy.HOSTNAME}


def test_the_nearest_host_name_begins_like_it_then_a_part_of_it_does(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    names = ("mydb3.example.net", "db3.old.net", "web.db3.net", "srv-db3.net", "db3.net", "web-db3.net", "db4.net")
    for order_id, hostname in enumerate(names, 1):
        ended: dict[str, Any] = {"status": OrderStatus.CANCELLED, "ended_on": TODAY} if order_id in (2, 6) else {}
        add_order(installed, people["brien"], order_id=order_id, hostname=hostname, **ended)
    found = finding.find(people["admin"], "db3").hits
    assert [hit.number for hit in found] == [5, 2, 3, 4, 1, 6]
    assert found[-1].why == "host name web-db3.net"


def test_a_changed_host_name_is_found_by_its_parts_and_the_old_one_no_more(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    add_order(installed, people["brien"], order_id=1, hostname="web-one.example.net")
    add_order(installed, people["brien"], order_id=2)
    with installed.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET hostname = 'web-two.example.net'"))
    assert [hit.number for hit in finding.find(people["admin"], "-two.").hits] == [1, 2]
    assert finding.find(people["admin"], "-one.").hits == ()


@pytest.mark.parametrize(
    ("typed", "logins_found"),
    [
        ("203.0.113.9", ["brien", "gross"]),
        ("::ffff:203.0.113.9", ["brien", "gross"]),
        ("2001:DB8:0::9", ["brien"]),
        ("203.0.113.0/24", []),
        ("203.0.113", []),
        ("192.0.2.77", ["vries"]),
    ],
)
def test_an_account_is_found_by_where_somebody_signed_in_from(
    installed: Database, finding: FindService, people: dict[str, Actor], typed: str, logins_found: list[str]
) -> None:
    came = {"gross": ["203.0.113.9"], "brien": ["2001:db8::9", *["203.0.113.9"] * 30]}

    def sign_in(session: Session) -> None:
        for login, addresses in came.items():
            for address in addresses:
                event = LoginEvent(account_id=people[login].account_id, at=CLOCK.now(), address=address, way="ssh")
                session.add(event)

    installed.transact(sign_in)
    services(installed).sessions.begin_unasked(replace(people["vries"], address="192.0.2.77"))
    found = finding.find(people["admin"], typed)
    assert sorted(logins(found)) == logins_found
    assert {hit.why for hit in found.hits} <= {"signed in from there"}


def test_whose_address_it_is_comes_before_who_came_from_it(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    address, ended = "198.51.100.7", OrderStatus.CANCELLED
    order_id = add_order(installed, people["gross"], status=ended, ended_on=TODAY, addresses=(address,))
    services(installed).sessions.begin_unasked(replace(people["brien"], address=address))
    found = finding.find(people["admin"], address).hits
    assert [(hit.group, hit.number) for hit in found] == [
        (Group.ORDERS, order_id),
        (Group.ACCOUNTS, people["brien"].account_id),
    ]
