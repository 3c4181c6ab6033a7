"""Matches with what is shown of them: whose they are, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.documents import document_number
from introtui.domain.finding import Found, Group, Match
from introtui.domain.orders import ENDED
from introtui.store.tables import Account, Document, Order, Plan, Profile


@dataclass(frozen=True, slots=True)
class _Thing:
    account_id: int
    label: str
    is_ended: bool = False


def shown(session: Session, matches: Sequence[Match]) -> list[Found]:
    """Return the matches as they are shown, in the same order; what is gone meanwhile is left out."""
    things = {
        Group.ORDERS: _orders(session, _numbers(matches, Group.ORDERS)),
        Group.INVOICES: _invoices(session, _numbers(matches, Group.INVOICES)),
    }
    owners = {thing.account_id for known in things.values() for thing in known.values()}
    people = _people(session, owners.union(_numbers(matches, Group.ACCOUNTS)))
    things[Group.ACCOUNTS] = {number: _Thing(number, login) for number, (login, _name) in people.items()}
    return [
        _found(match, things[match.group][match.number], people)
        for match in matches
        if match.number in things[match.group]
    ]


def _found(match: Match, thing: _Thing, people: Mapping[int, tuple[str, str]]) -> Found:
    login, name = people[thing.account_id]
    return Found(
        group=match.group,
        number=match.number,
        account_id=thing.account_id,
        login=login,
        label=thing.label,
        who=name if match.group is Group.ACCOUNTS else f"{login} · {name}",
        by=match.by,
        nearness=match.nearness,
        value=match.value,
        is_ended=thing.is_ended,
    )


def _numbers(matches: Sequence[Match], group: Group) -> list[int]:
    return [match.number for match in matches if match.group is group]


def _people(session: Session, ids: set[int]) -> dict[int, tuple[str, str]]:
    query = (
        select(Account.id, Account.login, Profile.first_name, Profile.last_name, Profile.company_name)
        .join(Profile, Profile.account_id == Account.id)
        .where(Account.id.in_(ids))
    )
    return {
        row.id: (row.login, _name(row.first_name, row.last_name, row.company_name))
        for row in session.execute(query)
    }


def _name(first: str, last: str, company: str) -> str:
    return " · ".join(part for part in (f"{first} {last}".strip(), company) if part)


def _orders(session: Session, ids: Sequence[int]) -> dict[int, _Thing]:
    query = (
        select(Order.id, Order.account_id, Order.status, Plan.name)
        .join(Plan, Plan.id == Order.plan_id)
        .where(Order.id.in_(ids))
    )
    return {
        row.id: _Thing(row.account_id, f"{row.id} {row.name}", row.status in ENDED)
        for row in (session.execute(query) if ids else ())
    }


def _invoices(session: Session, ids: Sequence[int]) -> dict[int, _Thing]:
    query = select(Document.id, Document.account_id, Document.kind, Document.year, Document.number)
    return {
        row.id: _Thing(row.account_id, document_number(row.kind, row.year, row.number))
        for row in (session.execute(query.where(Document.id.in_(ids))) if ids else ())
    }
