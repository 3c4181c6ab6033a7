"""An account with a password, a clock that moves, and a code app for the tests of sign-in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from pyotp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.passwords import normalized
from introtui.services.hashing import Hasher
from introtui.services.identity.door import NeedsCode
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Audit, OutboxMessage, Security
from tests.building import ACCOUNT, HOME, KEY, QUICK, add_account

PASSWORD = "seven grey herons wade"
ELSEWHERE = "198.51.100.20"
START = datetime(2026, 11, 23, 12, tzinfo=UTC)


class MovingClock:
    """A clock that moves when a test says so."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time

    def today(self) -> date:
        return self.time.date()

    def go_on(self, **time: int) -> None:
        """Let time pass, as in `minutes=5`."""
        self.time += timedelta(**time)


@dataclass(frozen=True)
class Signing:
    """The services with their clock, and one account with a password."""

    database: Database
    clock: MovingClock
    services: Services
    actor: Actor

    def sign_in(self, password: str = PASSWORD, *, login: str = "", address: str = HOME) -> Actor:
        """Sign in by password alone, through a door of its own."""
        answer = self.try_password(password, login=login, address=address)
        assert isinstance(answer, Actor)
        return answer

    def try_password(self, password: str = PASSWORD, *, login: str = "", address: str = HOME) -> Actor | NeedsCode:
        """Give a password at a door of its own."""
        door = self.services.authenticator.door(address=address, way="test")
        return door.password(login or self.actor.login, password)

    def turn_on(self, actor: Actor) -> tuple[TOTP, tuple[str, ...]]:
        """Turn two-factor on; returns the code app and the recovery codes, one step later."""
        app = TOTP(self.services.two_factor.begin(actor).key)
        codes = self.services.two_factor.confirm(actor, app.at(self.clock.now()))
        self.clock.go_on(seconds=30)
        return app, codes

    def again(self) -> Signing:
        """Return the same after a restart: nothing in memory is left."""
        return replace(self, services=made(self.database, self.clock))

    def audited(self, action: str) -> list[str]:
        """Return who did an action, from where."""
        with self.database.read() as session:
            rows = session.execute(select(Audit.actor, Audit.address).where(Audit.action == action))
            return [f"{row.actor} {row.address}" for row in rows]

    def told(self, kind: str) -> set[str]:
        """Return to whom messages of a kind went."""
        with self.database.read() as session:
            return set(session.scalars(select(OutboxMessage.address).where(OutboxMessage.kind == kind)))

    def bodies(self, kind: str) -> list[str]:
        """Return what messages of a kind say, the oldest first."""
        with self.database.read() as session:
            query = select(OutboxMessage.body).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
            return list(session.scalars(query))


def made(database: Database, clock: MovingClock) -> Services:
    """Return services on a moving clock."""
    return Services.over(database, clock, QUICK, load_key=lambda: KEY)


def signing(database: Database, *, login: str = "ivanov", role: Role = Role.CUSTOMER) -> Signing:
    """Write an account with a password and return what a test of sign-in needs."""
    clock = MovingClock()
    named = "support" if role is Role.OPERATOR else ""
    actor = add_account(database, replace(ACCOUNT, login=login, role=role, staff_role=named))
    give_password(database, actor)
    return Signing(database, clock, made(database, clock), actor)


def give_password(database: Database, actor: Actor, password: str = PASSWORD, *, hasher: Hasher = QUICK) -> None:
    """Store the hash of a password."""
    encoded = hasher.hash(normalized(password))

    def work(session: Session) -> None:
        session.get_one(Security, actor.account_id).password_hash = encoded

    database.transact(work)
