"""Staff in a customer's account: first to look, then to act in its owner's place, with a reason that is kept."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue, NotFound
from introtui.domain.permissions import Permission
from introtui.domain.text import clean_line
from introtui.services.context import Context
from introtui.services.staff import require
from introtui.store.numbers import row_by_number
from introtui.store.tables import Account

LONGEST_REASON = 200


class ActingService:
    """Opens accounts of customers to staff; nobody gets into an account of staff this way."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def reader(self, actor: Actor, account_id: int) -> Actor:
        """Return whom the services take for a customer's eyes; it may change nothing.

        Raises `NotFound` or `ActionRefused`.
        """
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return in_place(session, actor, account_id)

    def look(self, actor: Actor, account_id: int) -> Actor:
        """Return the same, and note that somebody looks at the account the way its owner sees it."""
        require(actor, Permission.READ)
        return self._context.database.transact(lambda session: self._enter(session, actor, account_id, ""))

    def act(self, actor: Actor, account_id: int, reason: str) -> Actor:
        """Return who acts in a customer's place, for a reason that every line of the audit repeats.

        Raises `InvalidFields` naming `reason`, `NotFound` or `ActionRefused`.
        """
        require(actor, Permission.ACT)
        try:
            why = clean_line(reason, max_length=LONGEST_REASON)
        except InvalidValue as error:
            raise InvalidFields({"reason": str(error)}) from error
        if not why:
            raise InvalidFields({"reason": "Say why you act, such as the number of the ticket."})
        return self._context.database.transact(lambda session: self._enter(session, actor, account_id, why))

    def _enter(self, session: Session, actor: Actor, account_id: int, reason: str) -> Actor:
        entered = in_place(session, actor, account_id)
        action = "account.act" if reason else "account.look"
        self._context.record(
            session, actor, action=action, topics=(), subject=entered.login, detail=reason, account_id=account_id
        )
        return replace(entered, reason=reason)


def in_place(session: Session, actor: Actor, account_id: int) -> Actor:
    """Return staff in a customer's account, who may only look as long as they give no reason."""
    account = row_by_number(session, Account, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    if account.role is not Role.CUSTOMER:
        raise ActionRefused(f"{account.login} is staff: nobody goes into their account.")
    return Actor(
        account_id=account.id,
        login=account.login,
        role=Role.CUSTOMER,
        address=actor.address,
        way=actor.way,
        session_id=actor.session_id,
        by=actor,
    )
