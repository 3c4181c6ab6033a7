"""Notes on accounts: staff write and read them; their customer reads nothing of them, anywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.audit import AuditFilter
from introtui.domain.billing import HistoryFilter
from introtui.domain.errors import ActionRefused, InvalidFields, NotFound, StaleVersion
from introtui.domain.paging import PageRequest
from introtui.services.audit import NEWEST_FIRST
from introtui.services.notes import NoteService
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account, services
from tests.services.staffing import last_audit, staff

PAGE = PageRequest(sort="at", descending=True)
SECRET = "Threatened to sue."


@pytest.fixture
def at(installed: Database) -> Services:
    add_account(installed)
    return services(installed)


@pytest.fixture
def notes(at: Services) -> NoteService:
    return at.notes


@pytest.fixture
def kim(installed: Database) -> Actor:
    return staff(installed, Role.OPERATOR, "support")


def test_a_note_is_kept_with_who_wrote_it_newest_first(notes: NoteService, kim: Actor) -> None:
    notes.add(kim, "ivanov", "First\nof two")
    notes.add(kim, "ivanov", "Second")
    found = notes.page(kim, "ivanov", PAGE).items
    assert [(note.author, note.text, note.line) for note in found] == [
        ("operator", "Second", "Second"),
        ("operator", "First\nof two", "First of two"),
    ]
    assert notes.count(kim, "ivanov") == 2


def test_its_customer_finds_nothing_of_it_not_even_that_there_is_one(
    installed: Database, at: Services, kim: Actor
) -> None:
    customer = at.actor("ivanov", address="", way="test")
    note = at.notes.add(kim, "ivanov", SECRET, pin=True)
    at.notes.edit(kim, note.note_id, f"{SECRET} Twice.", SECRET)
    for seen in (customer, at.acting.reader(kim, customer.account_id)):
        assert at.billing.history(seen, HistoryFilter.ALL, "", PAGE).items == ()
        with pytest.raises(NotFound, match=r"^There is no such thing\.$"):
            at.notes.page(seen, "ivanov", PAGE)
        with pytest.raises(NotFound, match=r"^There is no such thing\.$"):
            at.notes.load(seen, note.note_id)


def test_the_audit_says_who_noted_on_whom_and_not_what(installed: Database, at: Services, kim: Actor) -> None:
    admin = staff(installed)
    note = at.notes.add(kim, "ivanov", SECRET)
    at.notes.pin(kim, note.note_id, True)
    assert last_audit(installed) == ("operator", kim.account_id, "note.pin", "ivanov", "")
    rows = at.audit.page(admin, AuditFilter(action="note"), NEWEST_FIRST).items
    assert [(row.action, row.subject) for row in rows] == [("note.pin", "ivanov"), ("note.add", "ivanov")]
    assert SECRET not in repr(rows)


def test_one_note_is_pinned_at_most(notes: NoteService, kim: Actor) -> None:
    first, second = notes.add(kim, "ivanov", "First", pin=True), notes.add(kim, "ivanov", "Second", pin=True)
    assert notes.pinned(kim, "ivanov") == second
    assert notes.pin(kim, first.note_id, True).pinned
    assert [note.pinned for note in notes.page(kim, "ivanov", PAGE).items] == [False, True]
    notes.pin(kim, first.note_id, False)
    assert notes.pinned(kim, "ivanov") is None


def test_only_its_author_changes_a_note_and_nobody_over_what_they_have_not_read(
    installed: Database, notes: NoteService, kim: Actor
) -> None:
    note = notes.add(kim, "ivanov", "Pays late.")
    with pytest.raises(ActionRefused, match="operator wrote this note"):
        notes.edit(staff(installed), note.note_id, "Pays on time.", "Pays late.")
    changed = notes.edit(kim, note.note_id, "Pays on time.", "Pays late.")
    assert (changed.text, changed.changed_at is not None) == ("Pays on time.", True)
    with pytest.raises(StaleVersion):
        notes.edit(kim, note.note_id, "Never pays.", "Pays late.")
    assert notes.load(kim, note.note_id).text == "Pays on time."


@pytest.mark.parametrize(
    ("text", "sentence"), [("  \n ", "Write what"), ("x" * 2_001, "2000"), ("a\x1b[31m", "U[+]001B")]
)
def test_what_is_no_note_is_refused_with_what_to_do(
    notes: NoteService, kim: Actor, text: str, sentence: str
) -> None:
    with pytest.raises(InvalidFields, match=sentence) as refused:
        notes.add(kim, "ivanov", text)
    assert set(refused.value.errors) == {"text"}


def test_notes_are_about_customers_who_are_there(installed: Database, notes: NoteService, kim: Actor) -> None:
    with pytest.raises(NotFound, match="no account 'nobody'"):
        notes.add(kim, "nobody", "Hello")
    with pytest.raises(ActionRefused, match="is staff"):
        notes.add(kim, kim.login, "Hello")
    reader = replace(kim, permissions=frozenset())
    with pytest.raises(ActionRefused, match="write notes"):
        notes.add(reader, "ivanov", "Hello")


def test_notes_of_another_account_are_not_among_them(installed: Database, notes: NoteService, kim: Actor) -> None:
    add_account(installed, replace(ACCOUNT, login="heron"))
    notes.add(kim, "heron", "Of another", pin=True)
    assert notes.page(kim, "ivanov", PAGE).items == ()
    assert notes.pinned(kim, "ivanov") is None
