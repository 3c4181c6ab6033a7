"""A decision that is taken back although its customer was written to: the mail is withdrawn, or corrected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from introtui.domain.access import Actor, Role
from introtui.domain.desk import Queue
from introtui.domain.queues import Decision, Done
from introtui.gateways.local import local_gateways
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import OutboxMessage
from tests.building import ACCOUNT, add_account, services
from tests.services.staffing import staff
from tests.services.test_queues import decided, mails
from tests.services.test_vat_ids import COMPANY


def reject(at: Services, kim: Actor) -> Done:
    return decided(at, kim, Queue.COMPANIES, Decision.REJECT, "The number is another company's.")


def test_mail_that_still_waits_is_withdrawn_with_the_decision_it_tells_of(installed: Database) -> None:
    at, kim = services(installed), staff(installed, Role.OPERATOR)
    add_account(installed, replace(ACCOUNT, profile=COMPANY))
    done = reject(at, kim)
    assert mails(installed) == ["Your company could not be verified"]
    assert at.queues.undo(kim, done).endswith("The mail about it is withdrawn.")
    assert mails(installed) == []
    reject(at, kim)
    assert mails(installed) == ["Your company could not be verified"]


def test_mail_that_may_have_gone_out_is_corrected_by_another(installed: Database) -> None:
    at, kim = services(installed), staff(installed, Role.OPERATOR)
    add_account(installed, replace(ACCOUNT, profile=COMPANY))
    done = reject(at, kim)
    being_sent = update(OutboxMessage).values(attempts=1)
    installed.transact(lambda session: session.execute(being_sent))
    assert at.queues.undo(kim, done).endswith("A mail says that it was a mistake.")
    assert mails(installed)[1:] == ["Correction: Your company could not be verified"]


@pytest.mark.parametrize("decision", [Decision.APPROVE, Decision.REFUSE])
def test_who_was_told_of_a_country_is_told_that_it_was_a_mistake(installed: Database, decision: Decision) -> None:
    at, kim = services(installed, local_gateways()), staff(installed, Role.OPERATOR)
    customer = add_account(installed)
    at.profile.request_country(customer, "DE", "I moved.")
    at.queues.undo(kim, decided(at, kim, Queue.COUNTRIES, decision, "No bill."))
    first, second = mails(installed)
    assert second == f"Correction: {first}"
    with installed.read() as session:
        written = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        assert written is not None
        assert "decided by mistake and is taken back; it is looked at again" in written.body
