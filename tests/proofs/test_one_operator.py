"""Two operators on one thing of a queue in the same moment: one gets it, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from sqlalchemy import select, update

from introtui.domain.access import Actor, Role
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused
from introtui.domain.queues import Decision, QueueItem
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Audit, Profile, QueueClaim
from tests.building import ACCOUNT, add_account, services
from tests.proofs import rounds
from tests.services.staffing import staff
from tests.services.test_vat_ids import COMPANY
from tests.waiting import PATIENCE

ROUNDS = rounds(10, 100)


def together(at: Services, two: tuple[Actor, Actor], item_id: int) -> list[str]:
    """Have both decide one thing at once; returns what each was told."""
    ready = Barrier(2)

    def decide(actor: Actor) -> str:
        ready.wait(PATIENCE)
        try:
            return at.queues.decide(actor, Queue.COMPANIES, item_id, Decision.VERIFY).sentence
        except ActionRefused as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(decide, two))


def test_one_of_two_decides_and_the_other_is_told(installed: Database) -> None:
    at = services(installed)
    two = staff(installed), staff(installed, Role.OPERATOR)
    company = add_account(installed, replace(ACCOUNT, profile=COMPANY))
    for _ in range(ROUNDS):
        installed.transact(lambda session: session.execute(update(Profile).values(company_verified_at=None)))
        told = together(at, two, company.account_id)
        assert len([sentence for sentence in told if "verified" in sentence]) == 1, told
    with installed.read() as session:
        done = session.scalars(select(Audit.id).where(Audit.action == "company.verify")).all()
        assert len(done) == ROUNDS
        assert session.scalars(select(QueueClaim)).all() == []


def test_two_who_take_the_next_at_once_get_two_things(installed: Database) -> None:
    at = services(installed)
    two = staff(installed), staff(installed, Role.OPERATOR)
    for login in ("one", "two"):
        add_account(installed, replace(ACCOUNT, login=login, profile=COMPANY))
    for _ in range(ROUNDS):
        ready = Barrier(2)

        def take(actor: Actor, ready: Barrier = ready) -> QueueItem | None:
            ready.wait(PATIENCE)
            return at.queues.take(actor, Queue.COMPANIES)

        with ThreadPoolExecutor(2) as pool:
            found = [item.login for item in pool.map(take, two) if item is not None]
        assert sorted(found) == ["one", "two"]
        for actor in two:
            at.queues.leave(actor)
