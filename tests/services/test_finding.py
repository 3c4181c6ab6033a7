"""The operators' find on both databases: by everything there is, forgiving, and unmoved by whatever is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from introtui.domain.access import Actor
from introtui.domain.account import ProfileFields
from introtui.domain.documents import payment_reference
from introtui.domain.errors import NotFound
from introtui.domain.find_text import fold
from introtui.domain.finding import MOST_SHOWN, Group
from introtui.domain.orders import OrderStatus
from introtui.services.checking import check_all
from introtui.services.finding import FURTHER, HITS, FindService
from introtui.store.engine import Database
from tests.building import ACCOUNT, NUMBERS, TODAY, add_account, add_order, services
from tests.domain.test_find_text import mistaken
from tests.hostile_data import HOSTILE
from tests.services.billing import quiet
from tests.services.finding import finding as finding
from tests.services.finding import logins
from tests.services.finding import people as people
from tests.services.ordering import desk as desk
from tests.services.paying import renew


def test_an_account_is_found_by_everything_that_is_known_of_it(
    finding: FindService, people: dict[str, Actor]
) -> None:
    for typed, why in {
        "VRIES": "login",
        "vries.mail@": "email vries.mail@example.com",
        "sanne": "name",
        "de vries": "name",
        "vries noordzee": "name",
        "noordzee bv": "company",
        "ordzee": "company",
        "+31 6 1234-5676": "phone +31612345676",
        "06 12345676": "phone +31612345676",
        "nl 0044.95.446.b01": "VAT ID NL004495446B01",
    }.items():
        hit = finding.find(people["admin"], typed).hits[0]
        assert (hit.login, hit.why) == ("vries", why), typed


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        ("jansen", "janssen"),
        ("janssem", "janssen"),
        ("lukasz dabrowski", "dabrowski"),
        ("dabrwoski lukas", "dabrowski"),
        ("soren gross", "gross"),
        ("grosz", "gross"),
        ("obrien", "brien"),
        ("O’Brien", "brien"),  # noqa: RUF001 - the apostrophe of a word processor
        ("papadopoylos", "eleni"),
        ("papadopoulos", "eleni"),
        ("Παπαδοπουλος", "eleni"),
        ("nordzee", "vries"),
        ("noordz", "vries"),
    ],
)
def test_mistakes_and_accents_are_forgiven_in_names(
    finding: FindService, people: dict[str, Actor], typed: str, login: str
) -> None:
    assert logins(finding.find(people["admin"], typed))[0] == login


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_stored_is_found_by_its_name_with_a_mistake_in_it(
    installed: Database, finding: FindService, people: dict[str, Actor], data: st.DataObject
) -> None:
    name = data.draw(st.text("aeionrstlkmé\xf8\xdf\u0142жи", min_size=6, max_size=12), "name")
    profile = ProfileFields(first_name="Kim", last_name=name)
    add_account(installed, replace(ACCOUNT, login=f"kim{next(NUMBERS)}", profile=profile))
    folded = fold(name)
    for typed in (name, folded, data.draw(mistaken(folded), "typed")):
        found = finding.find(people["admin"], f"kim {typed}", 100)
        assert folded in {fold(hit.who).removeprefix("kim ") for hit in found.hits}, typed


def test_what_is_like_it_comes_before_what_is_almost_like_it(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    for login, last_name in (("a", "Jansen"), ("b", "Jansenius"), ("c", "van Jansen")):
        add_account(installed, replace(ACCOUNT, login=login, profile=ProfileFields(last_name=last_name)))
    found = finding.find(people["admin"], "jansen")
    assert logins(found) == ["a", "c", "b", "janssen"]
    assert [hit.why for hit in found.hits] == ["name", "name", "name", "almost the name"]


def test_an_order_is_found_by_number_host_and_address(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    add_order(installed, people["brien"], order_id=4711, hostname="Web1.example.com", addresses=("198.51.100.7",))
    add_order(installed, people["gross"], order_id=47110, addresses=("198.51.100.70", "2001:db8:1::7"))
    for typed, orders in {
        "4711": [4711, 47110],
        "#47110": [47110],
        "web1.EX": [4711],
        "198.51.100.7": [4711, 47110],
        "::ffff:198.51.100.7": [4711],
        "198.51.100.0/26": [4711],
        "198.51.100.8 - 198.51.100.90": [47110],
        "198.51.1": [4711, 47110],
        "2001:DB8:1": [47110],
        "2001:db8::/32": [47110],
        "::/0": [47110],
        "0.0.0.0/0": [4711, 47110],
    }.items():
        found = finding.find(people["admin"], typed)
        assert [hit.number for hit in found.hits if hit.group is Group.ORDERS] == orders, typed


def test_an_address_is_first_of_all_of_whoever_has_it_now(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    addresses, ended = ("198.51.100.7",), OrderStatus.CANCELLED
    add_order(installed, people["brien"], order_id=1, status=ended, ended_on=TODAY, addresses=addresses)
    add_order(installed, people["gross"], order_id=2, addresses=addresses)
    found = finding.find(people["admin"], "198.51.100.7").hits
    assert [(hit.number, hit.is_ended) for hit in found] == [(2, False), (1, True)]


def test_an_invoice_is_found_by_its_number_and_its_reference(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    at_work, order_id = services(installed), add_order(installed, people["brien"])
    renew(at_work, people["brien"], order_id, "key")
    reference = payment_reference("INV-2026-000001")
    for typed in (
        "INV-2026-000001",
        "inv 2026",
        "2026-0000",
        "inv 1",
        reference,
        f"{reference[:4]} {reference[4:]}",
    ):
        found = finding.find(people["admin"], typed).hits
        assert [(hit.label, hit.login) for hit in found] == [("INV-2026-000001", "brien")], typed


def test_only_so_many_of_a_kind_are_told_and_that_there_are_more(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    for number in range(4):
        add_account(installed, replace(ACCOUNT, login=f"visser{number}"))
    (group,) = finding.find(people["admin"], "visser", 3).groups
    assert (len(group.hits), group.more) == (3, True)
    (group,) = finding.find(people["admin"], "visser", 4).groups
    assert (len(group.hits), group.more) == (4, False)


def test_the_others_of_a_kind_are_told_by_and_by_and_each_once(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    profile = ProfileFields(first_name="Visser", company_name="Visser")
    names = [f"visser{number:02}" for number in range(51)]
    for login in names:
        owner = add_account(installed, replace(ACCOUNT, login=login, profile=profile))
        add_order(installed, owner, hostname="web.visser.example")
    results, pages = finding.find(people["admin"], "visser"), []
    while next(group for group in results.groups if group.group is Group.ACCOUNTS).goes_on:
        shown = [hit.number for hit in results.of(Group.ACCOUNTS)]
        further = finding.further(people["admin"], "visser", Group.ACCOUNTS, shown)
        results = results.going_on(further)
        pages.append(len(further.hits))
    assert pages == [FURTHER, FURTHER, 51 - HITS - 2 * FURTHER]
    assert sorted(logins(results)) == names
    assert [len(results.of(group)) for group in Group] == [51, HITS, 0]


def test_a_changed_name_and_number_are_found_and_the_old_ones_no_more(
    installed: Database, finding: FindService, people: dict[str, Actor]
) -> None:
    at_work, me = services(installed), people["brien"]
    profile = at_work.profile.load(me)
    fields = replace(profile.fields, last_name="Quinn", mobile_phone="+31687654321")
    at_work.profile.save(me, profile.version, fields)
    for typed in ("quinn", "06 8765 4321"):
        assert logins(finding.find(people["admin"], typed)) == ["brien"], typed
    assert finding.find(people["admin"], "obrien").hits == ()
    assert list(check_all(installed, progress=quiet)) == []


@pytest.mark.parametrize("damage", ["find_text = ' someone '", "find_phone = '1'", "last_name = 'Other'"])
def test_the_check_names_an_account_that_would_not_be_found(
    installed: Database, people: dict[str, Actor], damage: str
) -> None:
    with installed.engine.begin() as connection:
        connection.execute(text(f"UPDATE profile SET {damage} WHERE account_id = {people['eleni'].account_id}"))
    assert [finding.where for finding in check_all(installed, progress=quiet)] == ["account eleni"]


def test_the_check_names_an_order_that_would_not_be_found(installed: Database, people: dict[str, Actor]) -> None:
    order_id = add_order(installed, people["eleni"], addresses=("198.51.100.7",))
    with installed.engine.begin() as connection:
        connection.execute(text("UPDATE order_address SET address = '198.51.100.8'"))
    assert [finding.where for finding in check_all(installed, progress=quiet)] == [f"order {order_id}"]


@pytest.mark.parametrize(
    "typed",
    [
        *(
            '"',
            '"" OR',
            "*",
            "jan*",
            "NEAR(jan janssen)",
            "a AND NOT b",
            "{find_text}: jan",
            "^jan",
            "-jan",
            "(",
            ")",
        ),
        *(
            "%",
            "_",
            "\\",
            "%jan%",
            "' OR 1=1 --",
            "\x00",
            "jan\x00",
            "\ud800",
            HOSTILE,
            "\U0010ffff",
            "jan" * 3_333,
        ),
        *("9" * 30, "0", "-1", "INV-0000-0", "INV-9999-999999999", "+" * 50, "1.", "::", "/", "-", "\u200b", " "),
    ],
)
def test_nothing_typed_breaks_the_question(finding: FindService, people: dict[str, Actor], typed: str) -> None:
    found = finding.find(people["admin"], typed)
    assert set(logins(found)) <= {"janssen"}
    further = finding.further(people["admin"], typed, Group.ORDERS, range(MOST_SHOWN + 1))
    assert further.hits == ()


def test_a_customer_is_told_what_they_are_told_of_what_is_not_there(
    finding: FindService, people: dict[str, Actor]
) -> None:
    with pytest.raises(NotFound, match="There is no such thing"):
        finding.find(people["brien"], "brien")
    with pytest.raises(NotFound, match="There is no such thing"):
        finding.further(people["brien"], "brien", Group.ACCOUNTS, ())
