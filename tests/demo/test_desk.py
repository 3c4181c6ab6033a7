"""What waits at the demo's desk: something of everything, and the books are right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from introtui.clock import FixedClock
from introtui.demo import ADDRESS, DEFAULT_ACCOUNTS, DEFAULT_TODAY, WAY
from introtui.domain.access import Actor
from introtui.domain.corrections import CorrectionState
from introtui.domain.desk import Queue
from introtui.domain.paging import PageRequest
from introtui.domain.queues import Decision, QueueItem
from introtui.domain.statements import EntryState
from introtui.services.checking import check_all
from introtui.services.registry import Services
from introtui.store.engine import Database

NEWEST = PageRequest(sort="")


@pytest.fixture
def services(built_demo: Callable[[date, int], Path], tmp_path: Path) -> Services:
    path = Path(shutil.copy(built_demo(DEFAULT_TODAY, DEFAULT_ACCOUNTS), tmp_path))
    return Services.over(Database(f"sqlite:///{path}"), FixedClock(DEFAULT_TODAY))


@pytest.fixture
def anna(services: Services) -> Actor:
    return services.actor("anna", address=ADDRESS, way=WAY)


def looked_at(services: Services, actor: Actor, queue: Queue) -> list[QueueItem]:
    """Return everything that waits in a queue."""
    found = [
        services.queues.look(actor, queue, place) for place in range(services.desk.load(actor).waiting[queue])
    ]
    return [item for item in found if item is not None]


def test_every_queue_has_something(services: Services, anna: Actor) -> None:
    view = services.desk.load(anna)
    assert all(view.waiting.values())
    assert (view.waiting[Queue.TICKETS], view.waiting[Queue.COUNTRIES], view.money) == (2, 2, 4)


def test_the_books_are_right(services: Services) -> None:
    assert list(check_all(services.database, progress=lambda *_told: None)) == []


def test_a_ticket_is_answered_and_another_is_long_and_greek(services: Services, anna: Actor) -> None:
    (ticket,) = services.account_tickets.page(anna, "novak", NEWEST).items
    view = services.account_tickets.load(anna, ticket.ticket_id)
    assert (ticket.state, [reply.author for reply in view.replies]) == ("done", ["kim"])
    first, second = looked_at(services, anna, Queue.TICKETS)
    assert (first.login, first.text.isascii(), len(first.text) > 500) == ("papadopoulos", False, True)
    assert (first.since, second.since) == (date(2026, 11, 19), date(2026, 11, 22))


def test_a_country_change_changes_the_tax_of_an_order(services: Services, anna: Actor) -> None:
    changed, same = (
        [fact for fact in item.facts if fact.label.startswith("Order")]
        for item in looked_at(services, anna, Queue.COUNTRIES)
    )
    assert [fact.mark for fact in (*changed, *same)] == ["differs", "same"]


def test_each_entry_of_the_statement_became_something_else(services: Services, anna: Actor) -> None:
    entries = services.statements.page(anna, None, NEWEST).items
    states = {entry.number: (entry.state, entry.login) for entry in entries}
    assert states == {
        "BANK-0001": (EntryState.BOOKED, "papadopoulos"),
        "BANK-0002": (EntryState.WAITING, "lowe"),
        "BANK-0003": (EntryState.WAITING, "newco"),
        "BANK-0004": (EntryState.WAITING, ""),
        "BANK-0005": (EntryState.IGNORED, ""),
    }


def test_a_correction_waits_for_somebody_else(services: Services, anna: Actor) -> None:
    (correction,) = services.corrections.page(anna, CorrectionState.WAITING, NEWEST).items
    assert services.corrections.approve(anna, correction.correction_id).state is CorrectionState.BOOKED


def test_there_are_answers_to_begin_with(services: Services, anna: Actor) -> None:
    replies = services.replies.every(anna)
    assert len(replies) == 4
    (first, _second) = looked_at(services, anna, Queue.TICKETS)
    done = services.queues.decide(anna, Queue.TICKETS, first.item_id, Decision.REPLY, replies["thanks"])
    assert "papadopoulos gets the answer by mail" in done.sentence
