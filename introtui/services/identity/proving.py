"""Tries at a secret inside a session: one count for the password and for codes, whatever they are asked for."""

from __future__ import annotations

from introtui.domain.access import Actor
from introtui.domain.errors import InvalidFields
from introtui.domain.throttling import FAILURES, counted_by
from introtui.services.context import Context
from introtui.services.identity.throttle import take_try

ENOUGH = "Too many tries; wait an hour."


def take_proof(context: Context, actor: Actor, field: str) -> int:
    """Count one more try and return its id, to be given back when the secret is right.

    Whoever finds a terminal open must not try codes until one fits. Raises `InvalidFields` naming `field`.
    """
    key = counted_by("prove", str(actor.account_id))
    taken = context.database.transact(lambda session: take_try(session, context.clock.now(), key, FAILURES))
    if taken is None:
        raise InvalidFields({field: ENOUGH})
    return taken
