"""What somebody took of a queue and gives back is told to their colleagues, who wait for it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from introtui.domain.access import Role
from introtui.domain.desk import Queue
from introtui.domain.topics import Topic
from introtui.store.engine import Database
from introtui.store.tables import Change
from tests.building import ACCOUNT, add_account, services
from tests.services.staffing import staff
from tests.services.test_vat_ids import COMPANY


def test_what_is_given_back_undecided_is_told_and_what_is_kept_is_not(installed: Database) -> None:
    at, kim = services(installed), staff(installed, Role.OPERATOR)
    add_account(installed, replace(ACCOUNT, login="one", profile=COMPANY))
    companies, mail = (Queue.COMPANIES, 0), (Queue.MAIL, 1)
    for queue, told in (companies, companies, mail, (None, 0), companies, (None, 1)):
        before = changes(installed)
        if queue is None:
            at.queues.leave(kim)
        else:
            at.queues.take(kim, queue)
        assert changes(installed) - before == told


def changes(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(Change.topic == Topic.DESK)) or 0
