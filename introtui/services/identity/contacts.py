"""Proving the email address by a code, and the phone by a code in an SMS or by a call (spec sections 2 and 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.contact_codes import WORKS, Purpose, SentTo, new_code
from introtui.domain.emails import parse_email
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue
from introtui.domain.messages import Channel, MessageView
from introtui.domain.phones import is_landline, show_phone
from introtui.domain.topics import Topic
from introtui.gateways.calls import Placed
from introtui.gateways.sending import NotSent
from introtui.services.calling import note_call, place_call
from introtui.services.context import Context, own_account
from introtui.services.identity.live import require_fresh
from introtui.services.identity.sent_codes import is_over, keep_code, take_send, try_code, waiting_code
from introtui.services.identity.vault import Vault
from introtui.services.messages import tell, warn
from introtui.services.profile import profile_of
from introtui.store import outbox_queries
from introtui.store.tables import Profile, Ticket

PHONE_TICKET = "phone verification"
NO_PHONE = "There is no mobile phone in the profile. Enter it, save, and verify it then."
NOT_HERE = {
    Channel.MAIL: "No mail can be sent from here. Write to support to have the address changed.",
    Channel.SMS: "No SMS can be sent from here. Ask for a call, or contact support.",
    Channel.CALL: "No call can be placed from here. Contact support.",
}


class ContactService:
    """What proves that an email address and a phone are the customer's."""

    def __init__(self, context: Context, vault: Vault, new_key: Callable[[], str] = lambda: token_hex(8)) -> None:
        self._context = context
        self._vault = vault
        self._new_key = new_key

    # Email

    def send_email_code(self, actor: Actor, text: str) -> SentTo:
        """Send a code to an address, the one there is or a new one; raises `InvalidFields` naming `email`."""
        email = _checked_email(text)
        self._require(Channel.MAIL)
        key, code = f"code {self._new_key()}", new_code(Purpose.EMAIL)

        def work(session: Session) -> SentTo:
            self._begin(session, actor, Purpose.EMAIL, email)
            sent = self._keep(session, actor, Purpose.EMAIL, email, code, key)
            self._tell(session, actor, "code.email", Channel.MAIL, email, key, code, Purpose.EMAIL)
            return sent

        return self._context.database.transact(work)

    def confirm_email(self, actor: Actor, code: str) -> None:
        """Make the address a code was sent to the account's, confirmed; raises `InvalidFields` naming `code`."""

        def apply(session: Session, profile: Profile, email: str) -> None:
            now = self._context.clock.now()
            before = profile.email
            profile.email, profile.email_confirmed_at = email, now
            if email != before:
                profile.email_changed_at = now
                for place, address in (("old", before), ("new", email)):
                    key = f"{place} {now.isoformat()}"
                    warn(self._context, session, actor, kind="email_changed", key=key, to=address, email=email)
            self._record(session, actor, profile, "profile.confirm_email", email)

        self._finish(actor, Purpose.EMAIL, code, apply)

    # Phone

    def send_sms_code(self, actor: Actor) -> SentTo:
        """Send a code to the mobile phone of the profile."""
        self._require(Channel.SMS)
        key, code = f"code {self._new_key()}", new_code(Purpose.SMS)

        def work(session: Session) -> SentTo:
            number = self._number(session, actor)
            self._begin(session, actor, Purpose.SMS, number)
            sent = self._keep(session, actor, Purpose.SMS, number, code, key)
            self._tell(session, actor, "code.phone", Channel.SMS, number, key, code, Purpose.SMS)
            return sent

        return self._context.database.transact(work)

    def call(self, actor: Actor, which: int) -> SentTo:
        """Call the phone by the first gateway (0) or the second (1), and wait for what the gateway says.

        Raises `ActionRefused` with the reason when no call comes about; the log keeps it.
        """
        self._require(Channel.CALL)
        key = f"call {self._new_key()}"
        number = self._context.database.transact(lambda session: self._begin_call(session, actor))
        voice = new_code(Purpose.CALL) if is_landline(number) else ""
        try:
            outcome: Placed | NotSent = place_call(self._context, which, number, key, voice=voice)
        except NotSent as error:
            outcome = error
        return self._after_call(actor, which, number, key, outcome)

    def _begin_call(self, session: Session, actor: Actor) -> str:
        number = self._number(session, actor)
        self._begin(session, actor, Purpose.CALL, number)
        return number

    def _after_call(self, actor: Actor, which: int, number: str, key: str, outcome: Placed | NotSent) -> SentTo:
        def work(session: Session) -> SentTo | None:
            note_call(
                self._context, session, actor.account_id, which=which, number=number, key=key, outcome=outcome
            )
            if isinstance(outcome, NotSent):
                return None
            sent = self._keep(session, actor, Purpose.CALL, number, outcome.digits, key)
            return replace(sent, voice=bool(outcome.voice))

        sent = self._context.database.transact(work)
        if sent is None:
            raise ActionRefused(str(outcome))
        return sent

    def confirm_phone(self, actor: Actor, purpose: Purpose, code: str) -> None:
        """Note the phone as verified by the digits of an SMS or a call; raises `InvalidFields` naming `code`."""

        def apply(session: Session, profile: Profile, number: str) -> None:
            if profile.mobile_phone != number:
                raise ActionRefused("The phone in the profile is another one by now. Ask for a new code.")
            profile.phone_verified_at = self._context.clock.now()
            self._record(session, actor, profile, "profile.verify_phone", number)

        self._finish(actor, purpose, code, apply)

    def contact_support(self, actor: Actor) -> None:
        """Open a ticket that says what was tried, unless one is open; raises `ActionRefused`."""

        def work(session: Session) -> None:
            number = self._number(session, actor)
            open_one = (
                Ticket.account_id == actor.account_id,
                Ticket.kind == PHONE_TICKET,
                Ticket.state == "open",
            )
            if session.scalar(select(Ticket.id).where(*open_one)) is not None:
                raise ActionRefused("Support knows already, and answers by email.")
            now = self._context.clock.now()
            session.add(
                Ticket(
                    account_id=actor.account_id,
                    kind=PHONE_TICKET,
                    subject=f"{show_phone(number)} cannot be verified",
                    body=f"Neither gateway's call arrived at {show_phone(number)} ({now:%Y-%m-%d %H:%M} UTC).",
                    created_at=now,
                )
            )
            self._context.record(session, actor, action="profile.phone_ticket", topics=(), detail=number)

        self._context.database.transact(work)

    # What they share

    def waiting(self, actor: Actor, *purposes: Purpose) -> SentTo | None:
        """Return the newest code that can still be typed; None when there is none.

        One for a phone that is no longer the profile's proves nothing.
        """
        with self._context.database.read() as session:
            phone = profile_of(session, actor).mobile_phone
            code = waiting_code(session, actor.account_id, *purposes)
            if code is None or is_over(code, self._context.clock.now()):
                return None
            purpose = Purpose(code.purpose)
            if purpose is not Purpose.EMAIL and code.target != phone:
                return None
            voice = purpose is Purpose.CALL and is_landline(code.target)
            return SentTo(purpose=purpose, target=code.target, expires_at=code.expires_at, voice=voice)

    def delivery(self, actor: Actor, purpose: Purpose) -> MessageView | None:
        """Return how far the message has come whose code waits to be typed; None when none waits."""
        with self._context.database.read() as session:
            own_account(session, actor)
            code = waiting_code(session, actor.account_id, purpose)
            return None if code is None else outbox_queries.view_by_key(session, code.message_key)

    def _require(self, channel: Channel) -> None:
        gateways = self._context.gateways
        there = {Channel.MAIL: gateways.mail, Channel.SMS: gateways.texts, Channel.CALL: gateways.calls}
        if not there[channel]:
            raise ActionRefused(NOT_HERE[channel])

    def _number(self, session: Session, actor: Actor) -> str:
        number = profile_of(session, actor).mobile_phone
        if not number:
            raise ActionRefused(NO_PHONE)
        return number

    def _begin(self, session: Session, actor: Actor, purpose: Purpose, target: str) -> None:
        profile_of(session, actor)
        now = self._context.clock.now()
        require_fresh(session, actor, now)
        take_send(session, actor.account_id, purpose, target, now)
        self._context.record(session, actor, action=f"contact.{purpose}", topics=(), detail=target)

    def _keep(self, session: Session, actor: Actor, purpose: Purpose, target: str, code: str, key: str) -> SentTo:
        now = self._context.clock.now()
        return keep_code(
            session,
            self._vault,
            actor.account_id,
            purpose,
            target=target,
            code=code,
            message_key=key,
            now=now,
        )

    def _tell(
        self,
        session: Session,
        actor: Actor,
        kind: str,
        channel: Channel,
        to: str,
        key: str,
        code: str,
        purpose: Purpose,
    ) -> None:
        minutes = int(WORKS[purpose].total_seconds()) // 60
        tell(
            self._context,
            session,
            actor.account_id,
            kind=kind,
            key=key,
            channel=channel,
            to=to,
            code=code,
            minutes=minutes,
        )

    def _finish(
        self, actor: Actor, purpose: Purpose, code: str, apply: Callable[[Session, Profile, str], None]
    ) -> None:
        def work(session: Session) -> str:
            profile = profile_of(session, actor)
            now = self._context.clock.now()
            target, wrong = try_code(session, self._vault, actor.account_id, purpose, code, now)
            if not wrong:
                apply(session, profile, target)
            return wrong

        # Raised after the commit: a wrong try counts.
        wrong = self._context.database.transact(work)
        if wrong:
            raise InvalidFields({"code": wrong})

    def _record(self, session: Session, actor: Actor, profile: Profile, action: str, detail: str) -> None:
        profile.changed_at, profile.changed_by = self._context.clock.now(), actor.person.login
        topics = (Topic.PROFILE, Topic.NOTIFICATIONS)
        self._context.record(session, actor, action=action, topics=topics, detail=detail)
        session.flush()


def _checked_email(text: str) -> str:
    try:
        return parse_email(text)
    except InvalidValue as error:
        raise InvalidFields({"email": str(error)}) from error
