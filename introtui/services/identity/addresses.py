"""The address list as it counts now: a list on trial gives way to the one before when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import IpRules, parse_address, parse_ip_rules
from introtui.domain.sessions import Ended
from introtui.store.tables import AccountSession, AddressTrial, Security

TRIAL = timedelta(minutes=10)
"""How long a new list has to be confirmed from a session it admits (spec section 5)."""


def rules_now(session: Session, account_id: int, now: datetime) -> IpRules:
    """Return the rules in force, whether or not a worker has put the list before back yet."""
    trial = session.get(AddressTrial, account_id)
    if trial is not None and trial.ends_at <= now:
        return parse_ip_rules(trial.before)
    security = session.get(Security, account_id)
    return parse_ip_rules("" if security is None else security.ip_restriction)


def store_rules(session: Session, account_id: int, rules: IpRules, now: datetime) -> None:
    """Let a list count from now on, on trial; it ends the sessions it does not admit.

    What comes back after ten minutes is the last list that was confirmed. No list at all needs no trial: it locks
    nobody out.
    """
    security = session.get_one(Security, account_id)
    trial = session.get(AddressTrial, account_id)
    before = security.ip_restriction if trial is None else trial.before
    security.ip_restriction = rules.text
    if trial is not None:
        session.delete(trial)
        session.flush()
    if rules.text not in ("", before):
        session.add(AddressTrial(account_id=account_id, before=before, ends_at=now + TRIAL))
    _end_refused(session, account_id, rules, now)


def settle_trial(session: Session, account_id: int, now: datetime) -> bool:
    """Put the list before back where nobody confirmed the new one in time; returns whether that was so."""
    trial = session.get(AddressTrial, account_id)
    if trial is None or trial.ends_at > now:
        return False
    session.get_one(Security, account_id).ip_restriction = trial.before
    session.delete(trial)
    session.flush()
    _end_refused(session, account_id, parse_ip_rules(trial.before), now)
    return True


def _end_refused(session: Session, account_id: int, rules: IpRules, now: datetime) -> None:
    rows = session.scalars(
        select(AccountSession).where(AccountSession.account_id == account_id, AccountSession.ended_at.is_(None))
    )
    for row in rows:
        if locks_out(rules, row.address):
            row.ended_at, row.ended_because = now, Ended.ADDRESS


def admits(session: Session, account_id: int, address: str, now: datetime) -> bool:
    """Return whether an account may be used from an address."""
    return not locks_out(rules_now(session, account_id, now), address)


def locks_out(rules: IpRules, address: str) -> bool:
    """Return whether rules would shut out an address; one that is not known is shut out by any rule."""
    if rules.admits_everyone:
        return False
    try:
        return rules.admits(parse_address(address)) is None
    except InvalidValue:
        return True
