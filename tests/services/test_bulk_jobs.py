"""Bulk actions: what is shown is done, each once, and each says what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, update

from introtui.domain.access import Role
from introtui.domain.bulk import BulkKind, BulkTask, DryRun, ItemState, JobState
from introtui.domain.errors import ActionRefused, InvalidFields, KeyReused, NotFound
from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.renewals import RenewalChoice
from introtui.services.checking import check_all
from introtui.store.engine import Database
from introtui.store.tables import Account, Audit, Order, OutboxMessage
from tests.proofs import quietly
from tests.services.bulk_desk import ALL, INVOICE, RENEW, UNTIL, BulkDesk, bulk_desk
from tests.services.ordering import everything, written_since
from tests.services.staffing import staff

COMMENT = BulkTask.checked(BulkKind.COMMENT, text="Moves to hall 2 in May")
SUSPEND = BulkTask.checked(BulkKind.SUSPEND, text="Sends spam")
LIFT = BulkTask.checked(BulkKind.LIFT, text="Cleaned up")
NOTIFY = BulkTask.checked(BulkKind.NOTIFY, subject="Maintenance on Sunday", text="From 2 to 4.\n\nNothing to do.")


@pytest.fixture
def desk(installed: Database) -> BulkDesk:
    return bulk_desk(installed)


def test_what_a_dry_run_shows_is_what_is_booked_and_it_writes_nothing(desk: BulkDesk) -> None:
    rich, poor = desk.customer("rich"), desk.customer("poor", "30.00")
    ids = [*desk.orders(rich, 3), *desk.orders(poor, 2), *desk.orders(rich, 1, status=OrderStatus.CANCELLED)]
    before = everything(desk.database)
    shown = desk.check(RENEW, [*ids, 99])
    assert written_since(before, desk.database) == {}
    assert (shown.allowed, shown.refused) == (4, 3)
    assert [item.refusal for item in shown.items if item.refusal] == [
        "The balance is EUR 18.28 short.",
        "This order was cancelled; place a new order instead.",
        "There is no order 99.",
    ]
    job = desk.run(RENEW, [*ids, 99])
    assert (job.state, job.done, job.refused) == (JobState.DONE, 4, 3)
    assert job.booked == tuple(total.total for total in shown.totals) == (Money(4 * 2414, "EUR"),)
    assert desk.at.billing.load(rich).balance == Money(50000 - 3 * 2414, "EUR")
    assert [desk.order(number).paid_until for number in ids[:4]] == [date(2027, 1, 21)] * 4
    assert list(check_all(desk.database, progress=quietly)) == []


def test_totals_stand_by_currency_and_a_term_of_the_orders_own_or_another(desk: BulkDesk) -> None:
    eur, yen = desk.customer("eur"), desk.customer("yen", "90000", currency="JPY")
    ids = [*desk.orders(eur, 1), *desk.orders(yen, 1, price=Money(3000, "JPY"))]
    assert [str(total.net) for total in desk.check(RENEW, ids).totals] == ["EUR 19.95", "JPY 3000"]
    three = desk.check(replace(RENEW, term_months=3), ids)
    assert [str(total.net) for total in three.totals] == ["EUR 59.85", "JPY 9000"]


def test_by_invoice_each_order_waits_for_one_of_its_own(desk: BulkDesk) -> None:
    poor = desk.customer("poor", "0")
    ids = desk.orders(poor, 2)
    job = desk.run(INVOICE, ids)
    assert (job.done, job.booked) == (2, (Money(2 * 2414, "EUR"),))
    assert len({desk.order(number).open_invoice_id for number in ids}) == 2
    assert [desk.order(number).paid_until for number in ids] == [UNTIL] * 2
    assert "pays for it to 2027-01-21" in desk.results(job.job_id)[0].sentence
    assert desk.check(INVOICE, ids).reasons == (("Invoice … of this order is unpaid; pay it instead.", 2),)


def test_the_amount_that_was_shown_is_booked_or_nothing(desk: BulkDesk) -> None:
    rich = desk.customer("rich")
    first, second = desk.orders(rich, 2)
    job = desk.start(RENEW, [first, second])
    dearer = update(Order).where(Order.id == second).values(price_minor=2995)
    desk.database.transact(lambda session: session.execute(dearer))
    desk.at.bulk_runner.run_due()
    assert desk.view(job).booked == (Money(2414, "EUR"),)
    assert [line.state for line in desk.results(job)] == [ItemState.DONE, ItemState.REFUSED]
    assert desk.results(job)[1].sentence == "It would cost EUR 36.24 by now, not EUR 24.14 as was shown."


def test_an_order_that_its_owner_renewed_meanwhile_is_not_renewed_once_more(desk: BulkDesk) -> None:
    rich = desk.customer("rich")
    (order,) = desk.orders(rich, 1)
    job = desk.start(RENEW, [order])
    own = desk.at.renewals.quote(rich, [RenewalChoice(order_id=order, term_months=1)])
    desk.at.renewals.confirm(rich, own, "mine")
    desk.at.bulk_runner.run_due()
    assert (
        desk.results(job)[0].sentence == "It was to be paid until 2027-01-21, and is paid until 2027-01-21 by now."
    )
    assert desk.order(order).paid_until == date(2027, 1, 21)
    assert desk.at.billing.load(rich).balance == Money(50000 - 2414, "EUR")


def test_a_renewal_is_in_the_owners_history_with_who_did_it_and_why(desk: BulkDesk) -> None:
    rich = desk.customer("rich")
    job = desk.run(RENEW, desk.orders(rich, 1)).job_id
    with desk.database.read() as session:
        own = (Audit.account_id == rich.account_id, Audit.action == "order.renew")
        query = select(Audit.actor, Audit.detail).where(*own)
        actor, detail = session.execute(query).one()
    assert actor == "admin"
    assert detail.endswith(f"In rich's place: bulk job {job}: ticket 7")


def test_comments_are_added_to_what_customers_wrote(desk: BulkDesk) -> None:
    owner = desk.customer("owner")
    first, second, third = desk.orders(owner, 3)
    desk.at.orders.set_comment(owner, first, "Mine", "")
    desk.at.orders.set_comment(owner, third, "x" * 490, "")
    job = desk.run(COMMENT, [first, second, third])
    assert (desk.order(first).comment, desk.order(second).comment) == (f"Mine\n{COMMENT.text}", COMMENT.text)
    assert (job.done, job.refused) == (2, 1)
    assert desk.results(job.job_id)[2].sentence == "Its comment would be longer than 500 characters."


def test_a_suspension_says_why_and_is_lifted_again(desk: BulkDesk) -> None:
    ids = desk.orders(desk.customer("spammer"), 1)
    assert desk.run(SUSPEND, ids).done == 1
    order = desk.order(ids[0])
    assert (order.status, order.suspended_for) == (OrderStatus.SUSPENDED, SuspendedFor.VIOLATION)
    assert desk.check(RENEW, ids).reasons[0][0].startswith("This order is suspended for a violation")
    assert desk.run(LIFT, ids).done == 1
    order = desk.order(ids[0])
    assert (order.status, order.suspended_for, order.suspended_on) == (OrderStatus.ACTIVE, None, None)
    assert desk.timeline(ids[0])[-2:] == [
        "Suspended for a violation of the terms: Sends spam",
        "No longer suspended: Cleaned up",
    ]


def test_each_address_gets_one_message_with_all_its_lines(desk: BulkDesk) -> None:
    mails = {"a": "a@x.org", "b": "A@x.org", "c": "c@x.org"}
    owners = [desk.customer(name, email=mail) for name, mail in mails.items()]
    job = desk.run(NOTIFY, [owner.account_id for owner in owners])
    assert (job.done, job.refused) == (2, 1)
    with desk.database.read() as session:
        columns = (OutboxMessage.address, OutboxMessage.subject, OutboxMessage.body)
        sent = session.execute(select(*columns).order_by(OutboxMessage.id)).all()
    assert [address for address, _subject, _body in sent] == ["a@x.org", "c@x.org"]
    assert sent[0].subject == "Maintenance on Sunday"
    assert "Hello Ivan Ivanov,\n\nFrom 2 to 4.\n\nNothing to do.\n" in sent[0].body
    assert [line.target for line in desk.results(job.job_id)] == ["a", "b", "c"]


def test_what_is_written_is_checked_before_anything_is_looked_at() -> None:
    with pytest.raises(InvalidFields) as error:
        BulkTask.checked(BulkKind.NOTIFY, subject="a\nb", text=" ")
    assert error.value.errors == {
        "text": "Write the message.",
        "subject": "Character 2 is a line break; write everything on one line.",
    }
    with pytest.raises(InvalidFields, match="Choose a term"):
        BulkTask.checked(BulkKind.RENEW, text="why", term_months=2)


def test_a_message_is_no_template_and_carries_no_control_character(desk: BulkDesk) -> None:
    task = BulkTask(kind=BulkKind.NOTIFY, subject="$seller\x1b", text="$name \x1b]52;c;\x07 [/] {login}")
    desk.run(task, [desk.customer("a").account_id])
    with desk.database.read() as session:
        message = session.execute(select(OutboxMessage.subject, OutboxMessage.body)).one()
    assert "\x1b" not in message.subject + message.body
    assert message.subject.startswith("$seller")
    assert "$name" in message.body


def test_a_stopped_job_goes_on_where_it_was_in_the_name_of_who_resumed_it(desk: BulkDesk) -> None:
    rich = desk.customer("rich")
    job, left = desk.start(RENEW, desk.orders(rich, 4)), [True, True]
    desk.at.bulk_runner.run_due(lambda: bool(left and left.pop()))
    assert (desk.view(job).state, desk.view(job).done) == (JobState.WAITING, 1)
    assert desk.at.bulk.stop(desk.admin, job).state is JobState.STOPPED
    assert desk.at.bulk_runner.run_due() == 0
    other = staff(desk.database, Role.OPERATOR)
    assert desk.at.bulk.resume(other, job).login == "operator"
    assert desk.at.bulk_runner.run_due() == 3
    assert (desk.view(job).state, desk.view(job).done) == (JobState.DONE, 4)
    assert desk.at.billing.load(rich).balance == Money(50000 - 4 * 2414, "EUR")
    for refused, why in ((desk.at.bulk.stop, "is done"), (desk.at.bulk.resume, "is not stopped")):
        with pytest.raises(ActionRefused, match=why):
            refused(desk.admin, job)


def test_stopping_in_the_middle_of_an_item_does_that_item_and_no_more(desk: BulkDesk) -> None:
    ids = desk.orders(desk.customer("rich"), 3)
    job = desk.start(RENEW, ids)
    desk.at.bulk_runner.run_due(rest=lambda _seconds: desk.at.bulk.stop(desk.admin, job))
    assert (desk.view(job).state, desk.view(job).done) == (JobState.STOPPED, 1)


def test_a_job_stops_when_its_starter_may_no_longer_do_it(desk: BulkDesk) -> None:
    operator = staff(desk.database, Role.OPERATOR)
    desk = replace(desk, admin=operator)
    job = desk.start(RENEW, desk.orders(desk.customer("rich"), 2))
    lesser = update(Account).where(Account.id == operator.account_id).values(staff_role="support")
    desk.database.transact(lambda session: session.execute(lesser))
    desk.at.bulk_runner.run_due()
    view = desk.view(job)
    assert (view.state, view.done) == (JobState.STOPPED, 0)
    assert view.trouble == "The role of operator no longer allows this; somebody else may resume it."


def test_the_same_confirmation_starts_one_job(desk: BulkDesk) -> None:
    ids = desk.orders(desk.customer("rich"), 2)
    shown = desk.check(RENEW, ids)
    jobs = {desk.at.bulk.start(desk.admin, shown, "once").job_id for _ in range(3)}
    assert len(jobs) == 1
    with pytest.raises(KeyReused):
        desk.at.bulk.start(desk.admin, desk.check(COMMENT, ids), "once")
    with pytest.raises(ActionRefused, match="nothing to do"):
        desk.at.bulk.start(desk.admin, DryRun(task=RENEW, items=()), "nothing")


def test_a_dry_run_can_be_stopped_and_an_order_named_twice_is_taken_once(desk: BulkDesk) -> None:
    ids = desk.orders(desk.customer("rich"), 2)
    assert len(desk.check(RENEW, ids * 2).items) == 2
    with pytest.raises(ActionRefused, match="Stopped"):
        desk.at.bulk.check(desk.admin, RENEW, ids, lambda _done: False)


def test_a_customer_learns_nothing_of_bulk_jobs_and_support_may_not(desk: BulkDesk) -> None:
    rich = desk.customer("rich")
    job = desk.start(RENEW, desk.orders(rich, 1))
    support = staff(desk.database, Role.OPERATOR, "support")
    for call in (
        lambda who: desk.at.bulk.check(who, COMMENT, [1]),
        lambda who: desk.at.bulk.start(who, desk.check(COMMENT, [1]), "k"),
        lambda who: desk.at.bulk.stop(who, job),
        lambda who: desk.at.bulk.resume(who, job),
        lambda who: desk.at.bulk.load(who, job),
        lambda who: desk.at.bulk.page(who, ALL),
        lambda who: desk.at.bulk.results(who, job, ALL),
    ):
        with pytest.raises(NotFound, match="no such thing"):
            call(rich)
        with pytest.raises(ActionRefused, match="Your role may not act on many"):
            call(support)


def test_who_may_act_on_many_still_needs_the_kinds_own_permission(desk: BulkDesk) -> None:
    desk.at.staff_roles.save(desk.admin, "notes-only", ["bulk.run", "accounts.note", "accounts.read"])
    operator = staff(desk.database, Role.OPERATOR, "notes-only")
    operator = replace(operator, permissions=desk.at.actor("operator", address="", way="t").permissions)
    ids = desk.orders(desk.customer("rich"), 1)
    assert desk.at.bulk.check(operator, COMMENT, ids).allowed == 1
    for task in (RENEW, NOTIFY, SUSPEND, LIFT):
        with pytest.raises(ActionRefused, match="Your role may not"):
            desk.at.bulk.check(operator, task, ids)


def test_the_list_of_jobs_has_the_newest_first_and_results_by_state(desk: BulkDesk) -> None:
    ids = desk.orders(desk.customer("rich"), 2)
    jobs = [desk.run(COMMENT, [*ids, 99]).job_id for _ in range(3)]
    page = desk.at.bulk.page(desk.admin, replace(ALL, descending=True))
    assert [view.job_id for view in page.items] == jobs[::-1]
    assert desk.at.bulk.count(desk.admin) == 3
    refused = desk.at.bulk.results(desk.admin, jobs[0], ALL, ItemState.REFUSED)
    assert [(line.target, line.sentence) for line in refused.items] == [("99", "There is no order 99.")]
    assert desk.at.bulk.count_results(desk.admin, jobs[0], ItemState.DONE) == 2
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).where(Audit.action == "bulk.start")) == 3
