"""Companies to verify: what they state beside what VIES says, and the reason a customer reads."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.account import ProfileType
from introtui.domain.countries import country_name
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused, InvalidFields
from introtui.domain.queues import LONGEST_REASON, Decision, Done, Fact, QueueItem
from introtui.domain.text import clean_line
from introtui.domain.topics import Topic
from introtui.services.messages import tell
from introtui.services.queues.correcting import correct_mail
from introtui.services.queues.kind import Given, Outcome, QueueKind, name_of, who
from introtui.services.vat_ids import confirm_in
from introtui.store.tables import Order, Profile, VatEvidence

TOPICS = (Topic.PROFILE, Topic.BILLING)


class Companies(QueueKind):
    """Profiles of companies that nobody verified or rejected."""

    QUEUE = Queue.COMPANIES

    def describe(self, session: Session, item_id: int) -> QueueItem | None:
        """Return the company with the newest evidence about its VAT ID."""
        account, profile = who(session, item_id)
        if not _waits(profile):
            return None
        found = _evidence(session, profile)
        return QueueItem(
            queue=self.QUEUE,
            item_id=item_id,
            account_id=item_id,
            login=account.login,
            title=name_of(profile),
            since=profile.changed_at.date(),
            facts=tuple(_facts(session, profile, found)),
            compared="" if found is None else f"{found.source} on {found.checked_at:%Y-%m-%d}",
            warning=_warning(profile, found),
            impossible=frozenset() if profile.vat_id else frozenset({Decision.VERIFY_VAT}),
        )

    def decide(self, session: Session, actor: Actor, item_id: int, decision: Decision, given: Given) -> Outcome:
        """Verify or reject."""
        account, profile = who(session, item_id)
        if not _waits(profile):
            raise ActionRefused(f"{account.login} waits no more; somebody decided it meanwhile.")
        if decision is Decision.REJECT:
            return self._reject(session, actor, profile, account.login, given.text)
        confirmed = decision is Decision.VERIFY_VAT
        if confirmed and not profile.vat_id:
            raise ActionRefused(f"{account.login} states no VAT ID; verify the company alone.")
        confirm_in(self.context, session, actor, profile, vat_id_confirmed=confirmed, why="")
        session.flush()
        what = f"{account.login} verified{f' with {profile.vat_id}' if confirmed else ''}."
        return Outcome(sentence=what, before={"version": str(profile.version)})

    def _reject(self, session: Session, actor: Actor, profile: Profile, login: str, reason: str) -> Outcome:
        why = clean_line(reason, max_length=LONGEST_REASON)
        if not why:
            raise InvalidFields({"text": "Say why; the customer reads it."})
        now = self.context.clock.now()
        profile.company_rejected_at, profile.company_rejection = now, why
        self._record(session, actor, profile, "company.reject", why)
        key = f"company_rejected {profile.account_id} {now.isoformat()}"
        tell(self.context, session, profile.account_id, kind="support.company_rejected", key=key, reason=why)
        session.flush()
        before = {"version": str(profile.version), "mail": key}
        return Outcome(sentence=f"{login} rejected: {why}", before=before)

    def undo(self, session: Session, actor: Actor, done: Done) -> str:
        """Have the company wait again, unless its owner changed something since."""
        account, profile = who(session, done.item_id)
        if str(profile.version) != done.before.get("version"):
            raise ActionRefused(f"{account.login} changed the profile since; look at it anew.")
        profile.company_verified_at = profile.company_rejected_at = None
        profile.company_rejection = ""
        if done.decision is Decision.VERIFY_VAT:
            _withdraw(session, profile, actor)
        self._record(session, actor, profile, "company.undo", done.sentence)
        mail = correct_mail(self.context, session, account.id, done.before.get("mail", ""))
        return f"{account.login} waits to be verified again. {mail}".rstrip()

    def _record(self, session: Session, actor: Actor, profile: Profile, action: str, detail: str) -> None:
        self.context.record(
            session,
            actor,
            action=action,
            topics=TOPICS,
            subject=profile.company_name,
            detail=detail,
            account_id=profile.account_id,
        )


def _waits(profile: Profile) -> bool:
    decided = profile.company_verified_at or profile.company_rejected_at
    return profile.profile_type is ProfileType.COMPANY and decided is None


def _evidence(session: Session, profile: Profile) -> VatEvidence | None:
    query = select(VatEvidence).where(
        VatEvidence.account_id == profile.account_id, VatEvidence.vat_id == profile.vat_id
    )
    return session.scalars(query.order_by(VatEvidence.id.desc()).limit(1)).first()


def _withdraw(session: Session, profile: Profile, actor: Actor) -> None:
    """Say that what staff confirmed does not count any more; evidence itself is kept for good."""
    newest = _evidence(session, profile)
    if newest is not None:
        session.add(
            VatEvidence(
                account_id=profile.account_id,
                vat_id=profile.vat_id,
                valid=False,
                name=newest.name,
                address=newest.address,
                source="staff",
                request_id="",
                checked_at=newest.checked_at,
            )
        )


def _facts(session: Session, profile: Profile, found: VatEvidence | None) -> list[Fact]:
    address = ", ".join(
        part for part in (profile.postal_street, f"{profile.postal_code} {profile.postal_city}".strip()) if part
    )
    said = "" if found is None else (profile.vat_id if found.valid else "not valid")
    orders = session.scalars(select(Order.id).where(Order.account_id == profile.account_id).limit(100)).all()
    return [
        Fact(label="Company", value=profile.company_name, other="" if found is None else found.name),
        Fact(label="VAT ID", value=profile.vat_id or "none stated", other=said),
        Fact(label="Address", value=address, other="" if found is None else found.address),
        Fact(label="Country", value=country_name(profile.country)),
        Fact(label="Person", value=f"{profile.first_name} {profile.last_name}".strip()),
        Fact(label="Email", value=profile.email),
        Fact(label="Orders", value=f"{len(orders)}{'+' if len(orders) == 100 else ''}"),
    ]


def _warning(profile: Profile, found: VatEvidence | None) -> str:
    if not profile.vat_id:
        return "No VAT ID is stated: VAT is charged as to a consumer."
    if found is None:
        return "VIES was not asked yet."
    return "" if found.valid else f"{profile.vat_id} is not valid; VAT is charged."
