"""What every queue brings with it: how a thing of it is shown, decided, and taken back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.account import called
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.queues import Decision, Done, QueueItem
from introtui.services.context import Context
from introtui.store.numbers import row_by_number
from introtui.store.tables import Account, Base, Profile

T = TypeVar("T", bound=Base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody says with a decision: a reason or a reply, addresses for an order."""

    text: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a decision came to, in a sentence, and what taking it back needs."""

    sentence: str
    before: Mapping[str, str] = field(default_factory=dict)


class QueueKind(ABC):
    """One queue; its methods run within the transaction of whoever calls."""

    QUEUE: ClassVar[Queue]

    def __init__(self, context: Context) -> None:
        self.context = context

    @abstractmethod
    def describe(self, session: Session, item_id: int) -> QueueItem | None:
        """Return what is known of a thing, None when it waits no more."""

    @abstractmethod
    def decide(self, session: Session, actor: Actor, item_id: int, decision: Decision, given: Given) -> Outcome:
        """Do what was decided; raises an `IntrotuiError` where that cannot be done."""

    def undo(self, session: Session, actor: Actor, done: Done) -> str:
        """Take a decision back and return what is so again; raises `ActionRefused` where too much has changed."""
        raise ActionRefused("This cannot be taken back.")


def thing(session: Session, kind: type[T], number: int) -> T:
    """Return what a queue's number stands for; raises `NotFound`."""
    found = row_by_number(session, kind, number)
    if found is None:
        raise NotFound("There is no such thing.")
    return found


def who(session: Session, account_id: int) -> tuple[Account, Profile]:
    """Return whose thing it is."""
    return thing(session, Account, account_id), thing(session, Profile, account_id)


def name_of(profile: Profile) -> str:
    """Return what a customer is called: the company, else the person."""
    return called(profile.company_name, profile.first_name, profile.last_name)


def months(count: int) -> str:
    """Return a term in words."""
    return "a month" if count == 1 else f"{count} months"
