"""What staff may do in a customer's place, action by action; what is not named here nobody does for another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.permissions import Permission

MEANWHILE = frozenset({"task.open"})
"""What looking may leave behind: a task for staff, where a price could not be worked out."""

INTO_PLACE = frozenset({"account.look", "account.act"})
"""How staff get into a customer's place."""

AS_CUSTOMER: Mapping[str, Permission] = MappingProxyType(
    {
        "message.resend": Permission.ACT,
        "notifications.save": Permission.ACT,
        "order.auto_renew": Permission.ACT,
        "order.comment": Permission.ACT,
        "order.undo_cancel": Permission.ACT,
        "profile.phone_ticket": Permission.ACT,
        "profile.request_country": Permission.ACT,
        "profile.save": Permission.ACT,
        "invoice.pay": Permission.ACT_MONEY,
        "order.cancel_at_end": Permission.ACT_MONEY,
        "order.cancel_now": Permission.ACT_MONEY,
        "order.change_plan": Permission.ACT_MONEY,
        "order.deliver": Permission.ACT_MONEY,
        "order.invoice": Permission.ACT_MONEY,
        "order.paid": Permission.ACT_MONEY,
        "order.place": Permission.ACT_MONEY,
        "order.renew": Permission.ACT_MONEY,
        "order.undo_change": Permission.ACT_MONEY,
        "order.void_invoice": Permission.ACT_MONEY,
        "contact.call": Permission.ACT_SECURITY,
        "contact.email": Permission.ACT_SECURITY,
        "contact.sms": Permission.ACT_SECURITY,
        "profile.confirm_email": Permission.ACT_SECURITY,
        "profile.verify_phone": Permission.ACT_SECURITY,
        "session.end": Permission.ACT_SECURITY,
        "ssh_key.remove": Permission.ACT_SECURITY,
        "ssh_key.rename": Permission.ACT_SECURITY,
    }
)
"""The names of actions, as the audit has them; a secret of a customer's is never set by another."""

ONLY_LOOKING = "You only look at this account. Act in its owner's place first, with a reason."


def refusal_in_place(actor: Actor, action: str) -> str | None:
    """Return why staff in a customer's place may not do an action; None where they may, and to owners."""
    if actor.by is None or action in MEANWHILE:
        return None
    if not actor.reason:
        return ONLY_LOOKING
    needed = AS_CUSTOMER.get(action)
    if needed is None:
        return "Only the owner of an account does this; nobody does it in their place."
    return None if actor.by.may(needed) else f"Your role may not {needed.sentence}."


def refusal_of_all(actor: Actor, actions: Collection[str]) -> str | None:
    """Return why staff in a customer's place may do none of some actions; None where one is left to them."""
    reasons = [refusal_in_place(actor, action) for action in actions]
    return None if None in reasons else next(iter(reasons), None)


def check_in_place(actor: Actor, action: str) -> None:
    """Raise `ActionRefused` where staff in a customer's place may not do an action."""
    refused = refusal_in_place(actor, action)
    if refused is not None:
        raise ActionRefused(refused)
