"""Bulk actions by words: shown, started, worked on, stopped, resumed, listed; the same over ssh."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.access import Actor, Role
from introtui.store.engine import Database
from introtui.words.remote import say_remote
from tests.building import ACCOUNT, add_account, add_order
from tests.services.staffing import staff
from tests.words.saying import Terminal

ADMIN = "--as admin"


@pytest.fixture(autouse=True)
def people(sqlite_database: Database) -> dict[str, Actor]:
    """An admin, support, and a customer with two orders that end soon and one that is overdue."""
    people = {"admin": staff(sqlite_database), "support": staff(sqlite_database, Role.OPERATOR, "support")}
    owner = people["ivanov"] = add_account(sqlite_database, replace(ACCOUNT, email="other@example.com"))
    for number in (301, 302):
        add_order(sqlite_database, owner, order_id=number)
    return people


def test_a_job_is_shown_started_worked_on_and_listed(terminal: Terminal) -> None:
    dry = terminal.json(f"{ADMIN} bulk renew --orders 301 302 99 --text why --dry-run")
    assert (dry["allowed"], dry["refused"]) == (2, 1)
    assert dry["totals"][0]["total"] == {"amount": "48.28", "currency": "EUR"}
    assert dry["reasons"] == [{"sentence": "There is no order ….", "number": 1}]
    assert terminal.json(f"{ADMIN} bulk list") == []
    job = terminal.json(f"{ADMIN} bulk renew --orders 301 302 99 --text why --key mine")["job"]
    assert terminal.json(f"{ADMIN} bulk renew --orders 301 302 99 --text why --key mine")["job"] == job
    assert terminal.say("bulk run") == "2 dealt with.\n"
    shown = terminal.json(f"{ADMIN} bulk show {job}")
    assert (shown["state"], shown["done"], shown["refused"]) == ("done", 2, 1)
    assert [each["state"] for each in shown["results"]] == ["done", "done", "refused"]
    assert "booked EUR 48.28, VAT included" in terminal.say(f"{ADMIN} bulk show {job}")
    assert "There is no order 99." in terminal.say(f"{ADMIN} bulk show {job} --refused")
    assert terminal.refused(f"{ADMIN} bulk renew --orders 301 --text other --key mine").startswith("The key mine")


def test_what_matches_is_chosen_by_filters_and_everything_has_to_be_said(terminal: Terminal) -> None:
    shown = terminal.json(f"{ADMIN} bulk comment --status active --currency EUR --text Moves --dry-run")
    assert shown["allowed"] == 2
    assert terminal.json(f"{ADMIN} bulk suspend --all --text spam --dry-run")["allowed"] == 2
    assert terminal.json(f"{ADMIN} bulk notify --accounts all --subject Hi --text x --dry-run")["allowed"] == 2
    assert terminal.json(f"{ADMIN} bulk notify --orders 301 302 --subject Hi --text x --dry-run")["allowed"] == 1
    for words in ("comment --text x", "lift --status gone --text x", "suspend --due 5 --text x", "comment --all"):
        terminal.not_understood(f"{ADMIN} bulk {words}")
    terminal.not_understood(f"{ADMIN} bulk notify --accounts some --subject Hi --text x")


def test_a_job_is_stopped_and_resumed(terminal: Terminal) -> None:
    job = terminal.json(f"{ADMIN} bulk lift --all --text x --dry-run")
    assert job["allowed"] == 0
    job = terminal.json(f"{ADMIN} bulk comment --all --text Moves")["job"]
    assert terminal.json(f"{ADMIN} bulk stop {job}")["state"] == "stopped"
    assert terminal.say("bulk run") == "0 dealt with.\n"
    assert terminal.json(f"{ADMIN} bulk resume {job}")["state"] == "waiting"
    assert terminal.json("bulk run") == {"worked": 2}
    assert terminal.refused(f"{ADMIN} bulk stop 99") == "There is no bulk job 99."


def test_lists_of_all_customers_are_exported_and_noted(terminal: Terminal) -> None:
    lines = terminal.say(f"{ADMIN} bulk export orders --all").splitlines()
    assert lines[0].startswith("login,id,product,plan")
    assert [line.split(",")[:2] for line in lines[1:]] == [["ivanov", "301"], ["ivanov", "302"]]
    accounts = terminal.json(f"{ADMIN} bulk export accounts --accounts all")
    assert {each["login"]: each["balance"] for each in accounts}["ivanov"] == "128.40"


def test_over_ssh_the_same_words_work_and_customers_have_none_of_them(
    terminal: Terminal, people: dict[str, Actor]
) -> None:
    assert say_remote("bulk comment --all --text Moves", terminal.services, people["admin"]) == 0
    assert say_remote("bulk run", terminal.services, people["admin"]) == 0
    terminal.capsys.readouterr()
    assert say_remote("bulk list", terminal.services, people["admin"]) == 0
    assert "2 done, 0 refused of 2" in terminal.capsys.readouterr().out
    for word in ("list", "show 1", "stop 1", "resume 1", "run", "comment --all --text x", "export orders --all"):
        assert say_remote(f"bulk {word}", terminal.services, people["ivanov"]) == 1
        assert terminal.capsys.readouterr() == ("", "introtui: There is no such thing.\n")
        assert say_remote(f"bulk {word}", terminal.services, people["support"]) == 1
        assert terminal.capsys.readouterr().err.startswith("introtui: Your role may not ")
