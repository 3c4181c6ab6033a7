"""What needs the customer's attention, derived from the state; the header counts it, a dialog lists it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from introtui.commands import Scope
from introtui.domain.account import REQUIRED, ProfileView, payment_blocks
from introtui.domain.billing import BillingView
from introtui.domain.notifications import NotificationView
from introtui.domain.order_views import OrdersSummary
from introtui.state import AccountState


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence, the section where it is mended, and the field when there is one."""

    sentence: str
    section: Scope
    field: str | None = None


def attention(state: AccountState, *, own: bool = True) -> tuple[Note, ...]:
    """Return every note, the most pressing first; worded for staff where the account is not the reader's `own`."""
    return (
        *_orders(state.orders),
        *_billing(state.billing, own=own),
        *_profile(state.profile),
        *_notifications(state.notifications, own=own),
    )


def _orders(summary: OrdersSummary | None) -> Iterator[Note]:
    if summary is not None and summary.overdue:
        words = "1 order is" if summary.overdue == 1 else f"{summary.overdue} orders are"
        yield Note(sentence=f"{words} overdue and will be suspended.", section=Scope.ORDERS)
    if summary is not None and summary.suspended:
        words = "1 order is" if summary.suspended == 1 else f"{summary.suspended} orders are"
        yield Note(sentence=f"{words} suspended; the order says why.", section=Scope.ORDERS)
    if summary is not None and summary.unpaid:
        words = "1 order is" if summary.unpaid == 1 else f"{summary.unpaid} orders are"
        yield Note(sentence=f"{words} not paid yet and will not be set up before.", section=Scope.ORDERS)


def _billing(billing: BillingView | None, *, own: bool) -> Iterator[Note]:
    if billing is None:
        return
    if billing.open_invoices:
        yield Note(sentence=open_words(billing), section=Scope.BILLING)
    if billing.is_low:
        yield Note(
            sentence=f"The balance is under {'your' if own else 'the'} alert threshold of {billing.low_balance}.",
            section=Scope.NOTIFICATIONS,
            field="low_balance",
        )


def _notifications(view: NotificationView | None, *, own: bool) -> Iterator[Note]:
    if view is not None and view.not_delivered:
        what = "A message was" if view.not_delivered == 1 else f"{view.not_delivered} messages were"
        why = "; f7 there says why" if own else ""
        yield Note(sentence=f"{what} not delivered{why}.", section=Scope.NOTIFICATIONS)


def open_words(billing: BillingView) -> str:
    """Return what waits to be paid, in a sentence."""
    number, total = billing.open_invoices, billing.open_total
    what = "1 invoice is open" if number == 1 else f"{number} invoices are open"
    if billing.overdue_invoices:
        late = "it is" if number == 1 else f"{billing.overdue_invoices} of them"
        return f"{what}, {total}; {late} overdue." if number == 1 else f"{what}, {total}, {late} overdue."
    return f"{what}, {total}{f', due {billing.next_due}' if billing.next_due else ''}."


def _profile(profile: ProfileView | None) -> Iterator[Note]:
    if profile is None:
        return
    for block in payment_blocks(profile):
        yield Note(sentence=block.reason, section=Scope.PROFILE, field=block.field)
    missing = [name for name in sorted(REQUIRED) if not getattr(profile.fields, name)]
    if missing:
        yield Note(sentence="Required fields are still to be filled in.", section=Scope.PROFILE, field=missing[0])
    if profile.email_confirmed_at is None:
        yield Note(sentence="The email address is not confirmed.", section=Scope.PROFILE)
