"""Profile use cases: read, save, ask for another country."""

from __future__ import annotations

from dataclasses import asdict, fields, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.account import (
    LABELS,
    PaymentBlock,
    ProfileFields,
    ProfileType,
    ProfileView,
    TicketView,
    blocks_of,
    check_profile,
)
from introtui.domain.countries import check_country, country_name
from introtui.domain.errors import ActionRefused, NotFound, StaleVersion
from introtui.domain.phones import show_phone
from introtui.domain.text import clean_text
from introtui.domain.topics import Topic
from introtui.services.context import Context, own_account
from introtui.services.identity.live import require_fresh
from introtui.store.tables import Profile, Ticket

COUNTRY_CHANGE = "country change"
STALE = "Somebody else changed this profile while you were editing."
_COUNTRY_REQUEST = (
    select(Ticket)
    .where(Ticket.account_id == bindparam("account_id"), Ticket.kind == COUNTRY_CHANGE)
    .order_by(Ticket.id.desc())
    .limit(1)
)


class ProfileService:
    """What the profile section does."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def load(self, actor: Actor) -> ProfileView:
        """Return the actor's profile."""
        with self._context.database.read() as session:
            return profile_view(session, actor, profile_of(session, actor))

    def save(self, actor: Actor, version: int, draft: ProfileFields) -> ProfileView:
        """Store the form; raises `InvalidFields`, or `StaleVersion` when `version` is not the newest.

        Another phone needs a fresh proof of who the actor is (spec section 5).
        """

        def work(session: Session) -> ProfileView:
            profile = profile_of(session, actor)
            clean = check_profile(draft, profile.country)
            if profile.version != version:
                raise StaleVersion(STALE)
            changed = [name for name, value in asdict(clean).items() if getattr(profile, name) != value]
            if changed:
                self._apply(session, actor, profile, clean, changed)
            return profile_view(session, actor, profile)

        return self._context.database.transact(work)

    def _apply(
        self, session: Session, actor: Actor, profile: Profile, clean: ProfileFields, changed: list[str]
    ) -> None:
        if "mobile_phone" in changed:
            require_fresh(session, actor, self._context.clock.now())
            profile.phone_verified_at = None
        if {"profile_type", "company_name", "vat_id"} & set(changed):
            profile.company_verified_at = profile.company_rejected_at = None
            profile.company_rejection = ""
        for name in changed:
            value = getattr(clean, name)
            setattr(profile, name, ProfileType(value) if name == "profile_type" else value)
        self._stamp(session, actor, profile, "profile.save", ", ".join(LABELS[name] for name in changed))

    def request_country(self, actor: Actor, country: str, reason: str) -> ProfileView:
        """Open a ticket asking staff for another country; one open request at a time."""

        def work(session: Session) -> ProfileView:
            wanted = check_country(country)
            text = clean_text(reason)
            profile = profile_of(session, actor)
            if wanted == profile.country:
                raise ActionRefused(f"Your country is {country_name(wanted)} already.")
            request = _country_request(session, actor.account_id)
            if request is not None and request.state == "open":
                raise ActionRefused("A country change is open already; support answers it first.")
            subject = f"Change country from {country_name(profile.country)} to {country_name(wanted)}"
            session.add(
                Ticket(
                    account_id=actor.account_id,
                    kind=COUNTRY_CHANGE,
                    subject=subject,
                    body=text,
                    about=wanted,
                    created_at=self._context.clock.now(),
                )
            )
            self._context.record(
                session, actor, action="profile.request_country", topics=(Topic.PROFILE,), subject=wanted
            )
            session.flush()
            return profile_view(session, actor, profile)

        return self._context.database.transact(work)

    def _stamp(self, session: Session, actor: Actor, profile: Profile, action: str, detail: str) -> None:
        profile.changed_at = self._context.clock.now()
        profile.changed_by = actor.person.login
        self._context.record(session, actor, action=action, topics=(Topic.PROFILE,), detail=detail)
        session.flush()


def profile_of(session: Session, actor: Actor) -> Profile:
    """Return the actor's row, or raise `NotFound`."""
    own_account(session, actor)
    profile = session.get(Profile, actor.account_id)
    if profile is None:
        raise NotFound("There is no such account.")
    return profile


def _country_request(session: Session, account_id: int) -> Ticket | None:
    return session.scalars(_COUNTRY_REQUEST, {"account_id": account_id}).first()


def profile_view(session: Session, actor: Actor, profile: Profile | None = None) -> ProfileView:
    """Return the profile as committed; it is read unless it is given."""
    profile = profile or profile_of(session, actor)
    request = _country_request(session, actor.account_id)
    stored = _stored_fields(profile)
    phone = show_phone(stored.mobile_phone) if stored.mobile_phone else ""
    return ProfileView(
        login=actor.login,
        version=profile.version,
        fields=replace(stored, mobile_phone=phone),
        email=profile.email,
        email_changed_at=profile.email_changed_at,
        email_confirmed_at=profile.email_confirmed_at,
        phone_verified_at=profile.phone_verified_at,
        country=profile.country,
        country_name=country_name(profile.country),
        company_verified_at=profile.company_verified_at,
        company_rejection=profile.company_rejection,
        changed_at=profile.changed_at,
        changed_by=profile.changed_by,
        country_request=None if request is None else _ticket_view(request),
    )


def blocks_on_account(session: Session, account_id: int) -> tuple[PaymentBlock, ...]:
    """Return everything that blocks an account's payments now."""
    profile = session.get_one(Profile, account_id)
    return blocks_of(_stored_fields(profile), profile.company_verified_at, profile.company_rejection)


def _stored_fields(profile: Profile) -> ProfileFields:
    return ProfileFields(**{field.name: str(getattr(profile, field.name)) for field in fields(ProfileFields)})


def _ticket_view(ticket: Ticket) -> TicketView:
    return TicketView(
        ticket_id=ticket.id,
        kind=ticket.kind,
        state=ticket.state,
        subject=ticket.subject,
        body=ticket.body,
        created_at=ticket.created_at,
    )
