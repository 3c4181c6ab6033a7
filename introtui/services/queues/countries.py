"""Country changes: what each running order would cost after it, then approve, or refuse with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.account import ProfileType
from introtui.domain.countries import all_countries, country_name
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused, InvalidFields, RateNotSet
from introtui.domain.money import Money, percent
from introtui.domain.orders import ENDED
from introtui.domain.queues import LONGEST_REASON, Decision, Done, Fact, QueueItem
from introtui.domain.taxation import Tax, TaxedCustomer, tax_on
from introtui.domain.text import clean_line
from introtui.domain.topics import Topic
from introtui.domain.vat import show_rate
from introtui.services.messages import tell
from introtui.services.queues.correcting import correct_mail
from introtui.services.queues.kind import Given, Outcome, QueueKind, name_of, thing, who
from introtui.services.taxing import confirmed_vat_id
from introtui.services.vat import rates_for
from introtui.store.tables import Order, Profile, Ticket, TicketReply

OPEN, DONE, REFUSED = "open", "done", "refused"
MOST_SHOWN = 8
"""Orders whose tax is shown one by one."""


class Countries(QueueKind):
    """Requests of customers who moved."""

    QUEUE = Queue.COUNTRIES

    def describe(self, session: Session, item_id: int) -> QueueItem | None:
        """Return the request with its effect on every running order."""
        ticket = session.get(Ticket, item_id)
        if ticket is None or ticket.state != OPEN:
            return None
        account, profile = who(session, ticket.account_id)
        wanted = wanted_country(ticket)
        verified = profile.profile_type is ProfileType.COMPANY
        return QueueItem(
            queue=self.QUEUE,
            item_id=item_id,
            account_id=account.id,
            login=account.login,
            title=f"{name_of(profile)}: {country_name(profile.country)} to {country_name(wanted)}",
            since=ticket.created_at.date(),
            facts=tuple(self._effects(session, profile, wanted)),
            stated="now",
            compared=f"in {country_name(wanted)}",
            text=ticket.body,
            warning="The company has to be verified again afterwards." if verified else "",
        )

    def _effects(self, session: Session, profile: Profile, wanted: str) -> Iterator[Fact]:
        now, then = self._tax(session, profile, profile.country), self._tax(session, profile, wanted)
        yield Fact(label="VAT", value=_tax_words(now), other=_tax_words(then))
        query = select(Order).where(Order.account_id == profile.account_id, Order.status.not_in(sorted(ENDED)))
        orders = session.scalars(query.order_by(Order.id)).all()
        for order in orders[:MOST_SHOWN]:
            net = Money(order.price_minor, order.currency)
            yield Fact(label=f"Order {order.id}", value=_gross(net, now), other=_gross(net, then))
        if len(orders) > MOST_SHOWN:
            yield Fact(label="Others", value=f"{len(orders) - MOST_SHOWN} orders more")

    def _tax(self, session: Session, profile: Profile, country: str) -> Tax | None:
        today, seller = self.context.clock.today(), self.context.company.taxed
        customer = TaxedCustomer(country=country, vat_id=confirmed_vat_id(session, profile))
        try:
            rates = rates_for(session, today, seller=seller.country, customer=country)
            return tax_on(seller, customer, rates, today)
        except RateNotSet:
            return None

    def decide(self, session: Session, actor: Actor, item_id: int, decision: Decision, given: Given) -> Outcome:
        """Change the country, or say why not."""
        ticket = thing(session, Ticket, item_id)
        if ticket.state != OPEN:
            raise ActionRefused("This was decided meanwhile.")
        account, profile = who(session, ticket.account_id)
        if decision is Decision.REFUSE:
            return self._refuse(session, actor, ticket, account.login, given.text)
        before, wanted = profile.country, wanted_country(ticket)
        verified_at = profile.company_verified_at
        profile.country, ticket.state = wanted, DONE
        if profile.profile_type is ProfileType.COMPANY:
            profile.company_verified_at = None
        profile.changed_at, profile.changed_by = self.context.clock.now(), actor.login
        detail = f"{country_name(before)} to {country_name(wanted)}"
        self._record(session, actor, profile, "country.approve", detail)
        key = f"country_changed {ticket.id} {profile.version}"
        tell(
            self.context,
            session,
            profile.account_id,
            kind="support.country_changed",
            key=key,
            country=country_name(wanted),
        )
        session.flush()
        return Outcome(
            sentence=f"{account.login}: {detail}.",
            before={
                "mail": key,
                "country": before,
                "version": str(profile.version),
                "verified": "" if verified_at is None else verified_at.isoformat(),
            },
        )

    def _refuse(self, session: Session, actor: Actor, ticket: Ticket, login: str, reason: str) -> Outcome:
        why = clean_line(reason, max_length=LONGEST_REASON)
        if not why:
            raise InvalidFields({"text": "Say why; the customer reads it."})
        ticket.state = REFUSED
        now = self.context.clock.now()
        session.add(TicketReply(ticket_id=ticket.id, at=now, author=actor.login, body=why))
        profile = session.get_one(Profile, ticket.account_id)
        self._record(session, actor, profile, "country.refuse", why)
        key = f"country_refused {ticket.id} {now.isoformat()}"
        wanted = country_name(wanted_country(ticket))
        tell(
            self.context,
            session,
            ticket.account_id,
            kind="support.country_refused",
            key=key,
            reason=why,
            country=wanted,
        )
        sentence = f"{login} stays in {country_name(profile.country)}: {why}"
        return Outcome(sentence=sentence, before={"mail": key})

    def undo(self, session: Session, actor: Actor, done: Done) -> str:
        """Put the country back and have the request wait again, unless the profile changed since."""
        ticket = thing(session, Ticket, done.item_id)
        account, profile = who(session, ticket.account_id)
        if done.decision is Decision.APPROVE:
            if str(profile.version) != done.before.get("version"):
                raise ActionRefused(f"{account.login} changed the profile since; look at it anew.")
            profile.country = done.before["country"]
            verified = done.before["verified"]
            profile.company_verified_at = datetime.fromisoformat(verified) if verified else None
        ticket.state = OPEN
        self._record(session, actor, profile, "country.undo", done.sentence)
        mail = correct_mail(self.context, session, account.id, done.before.get("mail", ""))
        return f"The request of {account.login} waits again. {mail}".rstrip()

    def _record(self, session: Session, actor: Actor, profile: Profile, action: str, detail: str) -> None:
        self.context.record(
            session,
            actor,
            action=action,
            topics=(Topic.PROFILE, Topic.BILLING, Topic.ORDERS),
            subject=profile.country,
            detail=detail,
            account_id=profile.account_id,
        )


def wanted_country(ticket: Ticket) -> str:
    """Return the code of the country a request asks for; older requests have but its name."""
    if ticket.about:
        return ticket.about
    named = ticket.subject.rpartition(" to ")[2]
    return next((code for code, name in all_countries() if name == named), "")


def _tax_words(tax: Tax | None) -> str:
    return "not set" if tax is None else f"{show_rate(tax.rate_bp)}, {tax.why}"


def _gross(net: Money, tax: Tax | None) -> str:
    return "cannot be priced" if tax is None else str(net + percent(net, tax.rate_bp))
