"""How each slice of the state is loaded, and which ones the header of a customer or of the desk shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from introtui.domain.access import Actor, Role
from introtui.domain.topics import Topic

if TYPE_CHECKING:
    from introtui.services.registry import Services

HEADER = frozenset({Topic.PROFILE, Topic.NOTIFICATIONS, Topic.BILLING, Topic.ORDERS})
"""What the header shows, loaded at the start; the other slices are loaded when first followed."""
DESK_HEADER = frozenset({Topic.PROFILE, Topic.DESK})

LOADERS: dict[Topic, Callable[[Services, Actor], object]] = {
    Topic.PROFILE: lambda services, actor: services.profile.load(actor),
    Topic.SECURITY: lambda services, actor: services.security.load(actor),
    Topic.NOTIFICATIONS: lambda services, actor: services.notifications.load(actor),
    Topic.ORDERS: lambda services, actor: services.orders.summary(actor),
    Topic.BILLING: lambda services, actor: services.billing.load(actor),
    Topic.VAT: lambda services, _actor: services.vat.published(),
    Topic.DESK: lambda services, actor: services.desk.load(actor),
}


def works_at_desk(actor: Actor) -> bool:
    """Tell whether an actor works for the company and not for an account of their own."""
    return actor.role is not Role.CUSTOMER and not actor.needs_two_factor


def header_of(actor: Actor) -> frozenset[Topic]:
    """Return the slices that somebody's header shows."""
    return DESK_HEADER if works_at_desk(actor) else HEADER
