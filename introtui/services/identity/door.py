"""The one authenticator: password or key, then second factor, then address; every way in goes through it.

A refusal has the same words and takes the same time whatever its reason: an unknown login costs a hash too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import SignInRefused, TooManyTries
from introtui.domain.passwords import is_long_enough_alone, normalized
from introtui.domain.throttling import (
    CONNECTION_FAILURES,
    FAILURES,
    NETWORK_FAILURES,
    counted_by,
    network_of,
)
from introtui.services.context import Context
from introtui.services.hashing import Hasher
from introtui.services.identity.addresses import admits
from introtui.services.identity.factors import Factors
from introtui.services.identity.known import Known, find_known, is_unchanged
from introtui.services.identity.opening import open_session
from introtui.services.identity.throttle import give_back, take_try
from introtui.store.tables import Account, Audit, SshKey

CODE_TIME = timedelta(minutes=5)
"""How long a right password waits for the second factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsCode:
    """Password or key was right; the second factor is missing until `until`."""

    known: Known
    until: datetime


class Door:
    """One connection: a terminal, an ssh connection; it has six failures, then it is over."""

    def __init__(
        self, context: Context, hasher: Hasher, factors: Factors, dummy_hash: str, *, address: str, way: str
    ) -> None:
        self._context = context
        self._hasher = hasher
        self._factors = factors
        self._dummy_hash = dummy_hash
        self._address = address
        self._way = way
        self._failures = 0

    def password(self, login: str, password: str) -> Actor | NeedsCode:
        """Check a password; raises `SignInRefused`, or `TooManyTries` when this connection is over."""
        self._require_tries_left()
        known = self._find(login)
        tries = self._take_tries(known)
        right = self._is_right(known, password, checked=tries is not None)
        if tries is None or not right:
            raise self._refused(known)
        if known.has_factor:
            self._forget(tries)
            return self._waits_for_code(known)
        actor = self._let_in(known, tries, code=None)
        return replace(actor, needs_password=not is_long_enough_alone(password))

    def knows_key(self, login: str, fingerprint: str) -> bool:
        """Tell whether a key may be tried for a login: asked before its owner has proved to hold it."""
        known = self._find(login, fingerprint=fingerprint)
        return known.key_id is not None and not known.blocked

    def key(self, login: str, fingerprint: str) -> Actor | NeedsCode:
        """Take a key whose holder has just proved it (RFC 4252, section 7); raises like `password`."""
        self._require_tries_left()
        known = self._find(login, fingerprint=fingerprint)
        if known.key_id is None or known.blocked:
            raise self._refused(known)
        if known.has_factor:
            return self._waits_for_code(known)
        return self._let_in(known, (), code=None)

    def code(self, waiting: NeedsCode, code: str) -> Actor:
        """Check the second factor of whose password was right; raises like `password`."""
        self._require_tries_left()
        tries = self._take_tries(waiting.known)
        if tries is None or self._context.clock.now() >= waiting.until:
            raise self._refused(waiting.known)
        return self._let_in(waiting.known, tries, code=code)

    def _require_tries_left(self) -> None:
        if self._failures >= CONNECTION_FAILURES:
            raise TooManyTries("Too many tries on this connection. Connect again.")

    def _find(self, login: str, *, fingerprint: str | None = None) -> Known:
        with self._context.database.read() as session:
            return find_known(session, self._factors, login, self._address, fingerprint=fingerprint)

    def _waits_for_code(self, known: Known) -> NeedsCode:
        return NeedsCode(known=known, until=self._context.clock.now() + CODE_TIME)

    def _is_right(self, known: Known, password: str, *, checked: bool) -> bool:
        if not checked:
            self._hasher.pretend()
            return False
        matches = self._hasher.matches(known.password_hash or self._dummy_hash, normalized(password))
        return matches and known.password_hash is not None and not known.blocked

    def _take_tries(self, known: Known) -> tuple[int, ...] | None:
        """Count a try of this account from here, and one of this network; None when either is used up."""
        network = network_of(self._address)
        here = self._address if known.has_been_here else network
        limits = [(counted_by("sign in", known.login, here), FAILURES)]
        if not known.has_been_here:
            limits.append((counted_by("network", network), NETWORK_FAILURES))

        def work(session: Session) -> tuple[int, ...] | None:
            now = self._context.clock.now()
            taken = [take_try(session, now, key, limit) for key, limit in limits]
            found = tuple(attempt for attempt in taken if attempt is not None)
            if len(found) == len(limits):
                return found
            give_back(session, *found)
            return None

        return self._context.database.transact(work)

    def _forget(self, tries: tuple[int, ...]) -> None:
        self._context.database.transact(lambda session: give_back(session, *tries))

    def _refused(self, known: Known) -> SignInRefused:
        self._failures += 1

        def work(session: Session) -> None:
            # What was typed as a login may be a password: it is kept only where it is a login.
            login = known.login if known.account_id is not None else ""
            session.add(
                Audit(
                    at=self._context.clock.now(),
                    account_id=known.account_id,
                    actor=login,
                    address=self._address,
                    action="sign_in.refused",
                    subject="",
                    detail=self._way,
                )
            )

        self._context.database.transact(work)
        return SignInRefused()

    def _let_in(self, known: Known, tries: tuple[int, ...], *, code: str | None) -> Actor:
        def work(session: Session) -> Actor | None:
            if not is_unchanged(session, self._factors, known):
                return None
            account = session.get_one(Account, known.account_id)
            if not admits(session, account.id, self._address, self._context.clock.now()):
                return None
            if known.has_factor and not self._factors.accept(session, account.id, code or ""):
                return None
            give_back(session, *tries)
            if known.key_id is not None:
                session.get_one(SshKey, known.key_id).last_used_at = self._context.clock.now()
            return open_session(self._context, session, account, address=self._address, way=self._way)

        actor = self._context.database.transact(work)
        if actor is None:
            raise self._refused(known)
        needs = actor.role is not Role.CUSTOMER and not known.has_factor
        return replace(actor, needs_two_factor=needs)


class Authenticator:
    """Opens doors; shared by all ways in of a process."""

    def __init__(self, context: Context, hasher: Hasher, factors: Factors) -> None:
        self._context = context
        self._hasher = hasher
        self._factors = factors

    @cached_property
    def _dummy_hash(self) -> str:
        """A hash no password is behind, of the same cost as every other."""
        return self._hasher.hash("nobody")

    def door(self, *, address: str, way: str) -> Door:
        """Return the door of one connection from `address`; `way` is how it came, such as "ssh"."""
        dummy = self._dummy_hash
        return Door(self._context, self._hasher, self._factors, dummy, address=address, way=way)
