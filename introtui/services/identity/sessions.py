"""Sessions as rows: listed, ended, kept alive by keys, and made fresh by another proof."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import InvalidFields, NotFound, SessionEnded
from introtui.domain.sessions import WHY, Ended, SessionView, TimeLeft, ended_by_time, time_left
from introtui.domain.topics import Topic
from introtui.services.context import Context, own_account
from introtui.services.hashing import Hasher
from introtui.services.identity.factors import Factors
from introtui.services.identity.live import end_sessions, require_live
from introtui.services.identity.opening import open_session
from introtui.services.identity.passwords import is_password
from introtui.services.identity.proving import take_proof
from introtui.services.identity.throttle import give_back
from introtui.store.numbers import row_by_number
from introtui.store.tables import AccountSession, Change, Security


class SessionService:
    """What concerns the sessions of one account."""

    def __init__(self, context: Context, hasher: Hasher, factors: Factors) -> None:
        self._context = context
        self._hasher = hasher
        self._factors = factors

    def begin_unasked(self, actor: Actor) -> Actor:
        """Open a session for an actor who need not sign in, such as the demo's."""

        def work(session: Session) -> Actor:
            account = own_account(session, actor)
            return open_session(self._context, session, account, address=actor.address, way=actor.way)

        return self._context.database.transact(work)

    def keep_alive(self, actor: Actor, *, pressed: bool) -> TimeLeft | None:
        """Note whether the user pressed a key since the last time; returns how long the session goes on.

        Raises `SessionEnded`, with the reason as a sentence. None for an actor without a session.
        """
        actor = actor.person
        if actor.session_id is None:
            return None
        started_at, before = self._open_times(actor)
        now = self._context.clock.now()
        # A key that came too late is none: it was pressed by whoever found the terminal.
        why = ended_by_time(actor.role, started_at, before, now)
        if why is not None:
            self._end(actor, actor.session_id, why)
            raise SessionEnded(WHY[why])
        if pressed and now > before:
            self._note_key(actor.session_id, now)
        return time_left(actor.role, started_at, now if pressed else before, now)

    def _open_times(self, actor: Actor) -> tuple[datetime, datetime]:
        """Return when the actor's session began, and when its last key was pressed."""
        with self._context.database.read() as session:
            require_live(session, actor)
            row = session.get_one(AccountSession, actor.session_id)
            return row.started_at, row.last_key_at

    def _note_key(self, session_id: int, at: datetime) -> None:
        noting = update(AccountSession).where(AccountSession.id == session_id).values(last_key_at=at)

        def work(session: Session) -> None:
            session.execute(noting)

        self._context.database.transact(work)

    def leave(self, actor: Actor) -> None:
        """End the actor's own session: the program was left."""
        actor = actor.person
        if actor.session_id is not None:
            self._end(actor, actor.session_id, Ended.LEFT)

    def _end(self, actor: Actor, session_id: int, why: Ended) -> None:
        ending = (
            update(AccountSession)
            .where(
                AccountSession.id == session_id,
                AccountSession.account_id == actor.account_id,
                AccountSession.ended_at.is_(None),
            )
            .values(ended_at=self._context.clock.now(), ended_because=why)
        )

        def work(session: Session) -> None:
            session.execute(ending)
            session.add(Change(account_id=actor.account_id, topic=Topic.SECURITY))

        self._context.database.transact(work)

    def list(self, actor: Actor) -> tuple[SessionView, ...]:
        """Return the open sessions of the actor's account, the newest first."""
        with self._context.database.read() as session:
            own_account(session, actor)
            return open_sessions(session, actor, self._context.clock.now())

    def end(self, actor: Actor, session_id: int) -> None:
        """End one open session of the actor's account."""

        def work(session: Session) -> None:
            row = row_by_number(session, AccountSession, session_id)
            if row is None or row.account_id != actor.account_id or row.ended_at is not None:
                raise NotFound("There is no such session; it may have ended already.")
            self._record_end(session, actor, f"from {row.address}")
            row.ended_at, row.ended_because = self._context.clock.now(), Ended.BY_OWNER

        self._context.database.transact(work)

    def end_others(self, actor: Actor) -> None:
        """End every open session of the actor's account but the one that asks."""

        def work(session: Session) -> None:
            self._record_end(session, actor, "all others")
            now = self._context.clock.now()
            end_sessions(session, actor.account_id, Ended.BY_OWNER, now, but=actor.session_id)

        self._context.database.transact(work)

    def _record_end(self, session: Session, actor: Actor, detail: str) -> None:
        own_account(session, actor)
        self._context.record(session, actor, action="session.end", topics=(Topic.SECURITY,), detail=detail)

    def prove(self, actor: Actor, secret: str) -> None:
        """Make the session fresh by the password, or by a code where two-factor is on.

        Raises `InvalidFields` naming `secret`.
        """
        actor = actor.person
        tries = take_proof(self._context, actor, "secret")
        with self._context.database.read() as session:
            own_account(session, actor)
            encoded = session.get_one(Security, actor.account_id).password_hash
            by_code = self._factors.is_on(session, actor.account_id)
        right = by_code or is_password(self._hasher, encoded, secret)

        def work(session: Session) -> bool:
            if not right or (by_code and not self._factors.accept(session, actor.account_id, secret)):
                return False
            give_back(session, tries)
            fresh = update(AccountSession).where(AccountSession.id == actor.session_id)
            session.execute(fresh.values(factor_at=self._context.clock.now()))
            self._context.record(session, actor, action="session.proved", topics=())
            return True

        if not self._context.database.transact(work):
            raise InvalidFields({"secret": _not_right(by_code=by_code)})


def open_sessions(session: Session, actor: Actor, now: datetime) -> tuple[SessionView, ...]:
    """Return the sessions that are open at a time, the newest first."""
    rows = session.scalars(
        select(AccountSession)
        .where(AccountSession.account_id == actor.account_id, AccountSession.ended_at.is_(None))
        .order_by(AccountSession.id.desc())
    )
    return tuple(
        SessionView(
            session_id=row.id,
            started_at=row.started_at,
            last_key_at=row.last_key_at,
            address=row.address,
            way=row.way,
            own=row.id == actor.session_id,
        )
        for row in rows
        if ended_by_time(actor.role, row.started_at, row.last_key_at, now) is None
    )


def _not_right(*, by_code: bool) -> str:
    if by_code:
        return "This code is not right, or was used; wait for the next one your app shows."
    return "This is not the password of this account."
