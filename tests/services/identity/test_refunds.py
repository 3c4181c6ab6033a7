"""A refund needs a fresh proof of who asks for it (spec section 5); what costs money or nothing does not."""

from __future__ import annotations

from datetime import date

import pytest

from introtui.domain.access import Actor
from introtui.domain.errors import FactorNeeded
from introtui.domain.quotes import When
from introtui.store.engine import Database
from tests.building import add_order, plan_ids
from tests.services.identity.signing import PASSWORD, Signing, signing
from tests.services.ordering import everything

END = date(2026, 12, 21)


@pytest.fixture
def at(installed: Database) -> Signing:
    """Return a customer with a password and a balance."""
    return signing(installed)


def signed_in_long_ago(at: Signing) -> Actor:
    """Sign in, and let the proof grow old."""
    actor = at.sign_in()
    at.clock.go_on(minutes=6)
    return actor


def test_a_cheaper_plan_at_once_gives_money_back_too(at: Signing) -> None:
    order_id, actor = add_order(at.database, at.actor, paid_until=END), signed_in_long_ago(at)
    changes = at.services.order_changes
    quote = changes.quote_change(actor, order_id, plan_ids(at.database)["VPS S"], 1, When.NOW)
    assert quote.total.minor < 0
    with pytest.raises(FactorNeeded):
        changes.confirm(actor, quote, "change")


def test_a_refund_is_booked_once_after_a_fresh_proof_and_not_before(at: Signing) -> None:
    order_id, actor = add_order(at.database, at.actor, paid_until=END), signed_in_long_ago(at)
    changes = at.services.order_changes
    quote = changes.quote_cancel(actor, order_id, When.NOW)
    before, balance = everything(at.database), at.services.billing.load(actor).balance
    with pytest.raises(FactorNeeded):
        changes.confirm(actor, quote, "cancel")
    assert everything(at.database) == before
    at.services.sessions.prove(actor, PASSWORD)
    changes.confirm(actor, quote, "cancel")
    changes.confirm(actor, quote, "cancel")
    assert at.services.billing.load(actor).balance == balance - quote.total


def test_a_cancel_at_the_end_and_a_dearer_plan_need_none(at: Signing) -> None:
    first = add_order(at.database, at.actor, order_id=10_001, paid_until=END)
    second = add_order(at.database, at.actor, order_id=10_002, paid_until=END)
    actor, changes = signed_in_long_ago(at), at.services.order_changes
    changes.confirm(actor, changes.quote_cancel(actor, first, When.AT_END), "cancel")
    dearer = plan_ids(at.database)["VPS L"]
    quote = changes.quote_change(actor, second, dearer, 1, When.NOW)
    changes.confirm(actor, quote, "change")
    assert at.services.orders.load(actor, second).row.plan == "VPS L"
