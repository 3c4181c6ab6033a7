"""The address list of an account: saved on trial, kept from a session it admits, else back after ten minutes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, StaleVersion
from introtui.domain.ip_rules import IpRules, parse_ip_rules
from introtui.domain.security import SecurityView
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.identity.addresses import locks_out, settle_trial, store_rules
from introtui.services.identity.factors import Factors
from introtui.services.identity.live import require_fresh, require_live
from introtui.services.security_reading import security_row, security_view
from introtui.store.tables import AddressTrial


class AddressListService:
    """What the owner of an account does with the addresses that may sign in."""

    def __init__(self, context: Context, factors: Factors) -> None:
        self._context = context
        self._factors = factors

    def save(self, actor: Actor, version: int, text: str, *, accept_lock_out: bool = False) -> SecurityView:
        """Store a list; one that shuts the actor out needs `accept_lock_out`.

        It counts at once, and goes back to the one before unless `keep` follows within ten minutes.
        """
        rules = parse_ip_rules(text)
        if not accept_lock_out and locks_out(rules, actor.address):
            raise ActionRefused(_would_lock_out(actor.address))

        def work(session: Session) -> SecurityView:
            security = security_row(session, actor)
            settle_trial(session, actor.account_id, self._context.clock.now())
            if security.version != version:
                raise StaleVersion("Somebody else changed the address list while you were editing.")
            if security.ip_restriction != rules.text:
                self._store(session, actor, rules)
            return self._view(session, actor)

        return self._context.database.transact(work)

    def _store(self, session: Session, actor: Actor, rules: IpRules) -> None:
        now = self._context.clock.now()
        require_fresh(session, actor, now)
        # Recorded first: this may be the end of the actor's own session, and to that nothing more is allowed.
        self._record(session, actor, "security.ip_restriction", rules.text)
        store_rules(session, actor.account_id, rules, now)
        session.flush()

    def keep(self, actor: Actor) -> SecurityView:
        """Confirm the list that is on trial; raises `ActionRefused` unless it admits the actor's address."""

        def work(session: Session) -> SecurityView:
            require_live(session, actor)
            security = security_row(session, actor)
            trial = session.get(AddressTrial, actor.account_id)
            if trial is None or trial.ends_at <= self._context.clock.now():
                raise ActionRefused("The time to keep the list is over; the one before is in force again.")
            if locks_out(parse_ip_rules(security.ip_restriction), actor.address):
                raise ActionRefused("The list does not admit your address. Sign in from where it does to keep it.")
            session.delete(trial)
            self._record(session, actor, "security.keep_ip_restriction", security.ip_restriction)
            session.flush()
            return self._view(session, actor)

        return self._context.database.transact(work)

    def settle(self, actor: Actor) -> None:
        """Put the list before back once the trial of the new one is over."""
        with self._context.database.read() as session:
            trial = session.get(AddressTrial, actor.account_id)
            if trial is None or trial.ends_at > self._context.clock.now():
                return

        def work(session: Session) -> None:
            if settle_trial(session, actor.account_id, self._context.clock.now()):
                self._record(session, actor, "security.ip_restriction_back")

        self._context.database.transact(work)

    def _record(self, session: Session, actor: Actor, action: str, detail: str = "") -> None:
        self._context.record(session, actor, action=action, topics=(Topic.SECURITY,), detail=detail)

    def _view(self, session: Session, actor: Actor) -> SecurityView:
        return security_view(session, actor, self._factors, self._context.clock.now())


def _would_lock_out(address: str) -> str:
    if address:
        return f"This list does not admit {address}, where you are now."
    return "Your own address is not known here, so this list may not admit you."
