"""The address list as it counts now: a list on trial gives way to the one before when its time is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import IpRules, parse_address, parse_ip_rules
from introtui.store.tables import AddressTrial, Security


def rules_now(session: Session, account_id: int, now: datetime) -> IpRules:
    """Return the rules in force, whether or not a worker has put the list before back yet."""
    trial = session.get(AddressTrial, account_id)
    if trial is not None and trial.ends_at <= now:
        return parse_ip_rules(trial.before)
    security = session.get(Security, account_id)
    return parse_ip_rules("" if security is None else security.ip_restriction)


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
