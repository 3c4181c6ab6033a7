"""Verifying companies: what VIES or staff found about a VAT ID, kept as evidence (spec section 4).

A number counts as confirmed by its newest evidence alone; where VIES gave no answer nothing is written about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.account import ProfileType
from introtui.domain.errors import ActionRefused, InvalidValue
from introtui.domain.permissions import Permission
from introtui.domain.text import clean_text
from introtui.domain.topics import Topic
from introtui.domain.vat_ids import is_european, parse_vat_id
from introtui.gateways.vies import Vies, ViesAnswer, ViesUnansweredError
from introtui.services.context import Context
from introtui.services.staff import account_named, require
from introtui.store.tables import Profile, VatEvidence

VIES, STAFF = "vies", "staff"
"""Who says so."""


class VatIdOutcome(StrEnum):
    """What came of asking; only the first makes a sale reverse charge."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class VatIdCheck:
    """What VIES said about the VAT ID of an account, and in a sentence what that means."""

    login: str
    vat_id: str
    outcome: VatIdOutcome
    checked_at: datetime
    answer: ViesAnswer | None

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        if self.answer is None:
            return f"VIES did not answer about {self.vat_id}: it is not confirmed. Try again later."
        if not self.answer.valid:
            return f"VIES does not know {self.vat_id}: it is not confirmed, and VAT is charged."
        name = self.answer.name.rstrip(".")
        return f"VIES confirms {self.vat_id}{f': {name}' if name else ''}."


class VatIdService:
    """What staff do about a company's VAT ID."""

    def __init__(self, context: Context, vies: Vies) -> None:
        self._context = context
        self._vies = vies

    def verify_vat_id(self, actor: Actor, login: str) -> VatIdCheck:
        """Ask VIES about an account's VAT ID and keep the answer; staff only.

        VIES is asked outside any transaction. Raises `NotFound`, or `ActionRefused` where there is nothing to ask.
        """
        require(actor, Permission.COMPANIES)
        vat_id = self._number_to_ask(login)
        try:
            answer = self._vies.ask(parse_vat_id(vat_id), self._requester)
        except ViesUnansweredError as error:
            return self._keep(actor, login, vat_id, None, f"VIES did not answer: {error}.")
        return self._keep(actor, login, vat_id, answer, "valid" if answer.valid else "not valid")

    def confirm_company(self, actor: Actor, login: str, vat_id_confirmed: bool, note: str) -> None:
        """Note that staff verified a company, which unblocks its payments, and its VAT ID where they did that too.

        Raises `NotFound`, `ActionRefused` or `InvalidValue`.
        """
        require(actor, Permission.COMPANIES)
        why = clean_text(note, max_length=500)

        def work(session: Session) -> None:
            profile = session.get_one(Profile, account_named(session, login).id)
            if profile.profile_type is not ProfileType.COMPANY:
                raise ActionRefused(f"{login} is no company; there is nothing to verify.")
            confirm_in(self._context, session, actor, profile, vat_id_confirmed=vat_id_confirmed, why=why)

        self._context.database.transact(work)

    @property
    def _requester(self) -> str:
        own = self._context.company.seller.vat_id
        return own if is_european(own) else ""

    def _number_to_ask(self, login: str) -> str:
        with self._context.database.read() as session:
            vat_id = _number_of(session.get_one(Profile, account_named(session, login).id))
        if not is_european(parse_vat_id(vat_id)):
            raise ActionRefused(f"VIES knows only numbers of member states; {vat_id} is none.")
        return vat_id

    def _keep(self, actor: Actor, login: str, vat_id: str, answer: ViesAnswer | None, detail: str) -> VatIdCheck:
        def work(session: Session) -> None:
            profile = session.get_one(Profile, account_named(session, login).id)
            # Kept under the number that was asked about: the profile may have another by now.
            if answer is not None:
                _keep_evidence(self._context, session, profile, vat_id, answer, VIES)
            _record(self._context, session, actor, "vat_id.check", profile, f"{vat_id}: {detail}")

        self._context.database.transact(work)
        return VatIdCheck(
            login=login,
            vat_id=vat_id,
            outcome=_outcome(answer),
            checked_at=self._context.clock.now(),
            answer=answer,
        )


def confirm_in(
    context: Context, session: Session, actor: Actor, profile: Profile, *, vat_id_confirmed: bool, why: str
) -> None:
    """Note that a company is verified, and its VAT ID where staff vouch for it, in a transaction that goes on."""
    profile.company_verified_at = context.clock.now()
    profile.company_rejected_at, profile.company_rejection = None, ""
    if vat_id_confirmed:
        _keep_evidence(context, session, profile, _number_of(profile), _as_stated(profile), STAFF)
    _record(context, session, actor, "company.verify", profile, _verified(profile, vat_id_confirmed, why))


def _keep_evidence(
    context: Context, session: Session, profile: Profile, vat_id: str, answer: ViesAnswer, source: str
) -> None:
    session.add(
        VatEvidence(
            account_id=profile.account_id,
            vat_id=vat_id,
            valid=answer.valid,
            name=answer.name,
            address=answer.address,
            source=source,
            request_id=answer.request_id,
            checked_at=context.clock.now(),
        )
    )


def _record(context: Context, session: Session, actor: Actor, action: str, profile: Profile, detail: str) -> None:
    context.record(
        session,
        actor,
        action=action,
        topics=(Topic.PROFILE, Topic.BILLING),
        subject=profile.vat_id,
        detail=detail,
        account_id=profile.account_id,
    )


def _number_of(profile: Profile) -> str:
    if profile.profile_type is not ProfileType.COMPANY or not profile.vat_id:
        raise ActionRefused("There is no VAT ID to confirm: the account states none as a company.")
    try:
        parse_vat_id(profile.vat_id, profile.country)
    except InvalidValue as error:
        raise ActionRefused(str(error)) from error
    # As it stands in the profile: by that text the evidence is found again.
    return profile.vat_id


def _as_stated(profile: Profile) -> ViesAnswer:
    """Return what the profile states: staff confirmed just that."""
    city = f"{profile.postal_code} {profile.postal_city}".strip()
    return ViesAnswer(
        valid=True,
        name=profile.company_name,
        address=", ".join(part for part in (profile.postal_street, city, profile.postal_country) if part),
    )


def _outcome(answer: ViesAnswer | None) -> VatIdOutcome:
    if answer is None:
        return VatIdOutcome.UNANSWERED
    return VatIdOutcome.CONFIRMED if answer.valid else VatIdOutcome.REFUSED


def _verified(profile: Profile, vat_id_confirmed: bool, why: str) -> str:
    what = f"Company verified{f', VAT ID {profile.vat_id} confirmed' if vat_id_confirmed else ''}"
    return f"{what}: {why}" if why else f"{what}."
