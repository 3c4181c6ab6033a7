"""Words a password must not be made of (spec section 5)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.store.tables import Profile


def personal_words(session: Session, account_id: int, login: str) -> tuple[str, ...]:
    """Return login, names, company and email of an account."""
    profile = session.get(Profile, account_id)
    if profile is None:
        return (login,)
    names = (profile.first_name, profile.last_name, profile.company_name, profile.email)
    return (login, *(name for name in names if name))
