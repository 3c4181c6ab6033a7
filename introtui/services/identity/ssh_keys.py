"""The public keys that may sign in over ssh."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import InvalidFields, InvalidValue, NotFound
from introtui.domain.ssh_keys import MOST_KEYS, PublicKey, SshKeyView, parse_public_key
from introtui.domain.text import clean_line
from introtui.domain.topics import Topic
from introtui.services.context import Context, own_account
from introtui.services.identity.live import require_fresh
from introtui.services.messages import warn
from introtui.store.numbers import row_by_number
from introtui.store.tables import SshKey

MOST_NAME = 60


class SshKeyService:
    """What the owner of an account does with their keys."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add(self, actor: Actor, text: str, name: str) -> SshKeyView:
        """Register a pasted key; without a name, its comment is one.

        Raises `InvalidFields` naming `key` or `name`.
        """
        key, name = _read(text, name)

        def work(session: Session) -> SshKeyView:
            own_account(session, actor)
            require_fresh(session, actor, self._context.clock.now())
            self._require_new(session, actor, key)
            row = SshKey(
                account_id=actor.account_id,
                name=name,
                kind=key.kind,
                public_key=key.blob,
                fingerprint=key.fingerprint,
                added_at=self._context.clock.now(),
            )
            session.add(row)
            self._record(session, actor, "ssh_key.add", f"{name} {key.fingerprint}")
            session.flush()
            warn(
                self._context,
                session,
                actor,
                kind="ssh_key_added",
                key=str(row.id),
                key_name=name,
                fingerprint=key.fingerprint,
            )
            return _view(row)

        return self._context.database.transact(work)

    def _require_new(self, session: Session, actor: Actor, key: PublicKey) -> None:
        own = SshKey.account_id == actor.account_id
        if session.scalar(select(SshKey.id).where(own, SshKey.fingerprint == key.fingerprint)) is not None:
            raise InvalidFields({"key": "This key is registered already."})
        if (session.scalar(select(func.count()).where(own)) or 0) >= MOST_KEYS:
            raise InvalidFields({"key": f"An account has at most {MOST_KEYS} keys; remove one first."})

    def rename(self, actor: Actor, key_id: int, name: str) -> None:
        """Give a key another name; raises `InvalidFields` naming `name`."""
        named = _named(name)

        def work(session: Session) -> None:
            row = self._own(session, actor, key_id)
            row.name = named
            self._record(session, actor, "ssh_key.rename", f"{named} {row.fingerprint}")

        self._context.database.transact(work)

    def remove(self, actor: Actor, key_id: int) -> None:
        """Remove a key: it signs nobody in any more."""

        def work(session: Session) -> None:
            row = self._own(session, actor, key_id)
            require_fresh(session, actor, self._context.clock.now())
            self._record(session, actor, "ssh_key.remove", f"{row.name} {row.fingerprint}")
            session.delete(row)

        self._context.database.transact(work)

    def _own(self, session: Session, actor: Actor, key_id: int) -> SshKey:
        own_account(session, actor)
        row = row_by_number(session, SshKey, key_id)
        if row is None or row.account_id != actor.account_id:
            raise NotFound("There is no such key.")
        return row

    def _record(self, session: Session, actor: Actor, action: str, detail: str) -> None:
        self._context.record(session, actor, action=action, topics=(Topic.SECURITY,), detail=detail)


def keys_of(session: Session, actor: Actor) -> tuple[SshKeyView, ...]:
    """Return the actor's keys, the newest first."""
    rows = session.scalars(select(SshKey).where(SshKey.account_id == actor.account_id).order_by(SshKey.id.desc()))
    return tuple(map(_view, rows))


def _read(text: str, name: str) -> tuple[PublicKey, str]:
    """Return the key and its name."""
    try:
        key = parse_public_key(text)
    except InvalidValue as error:
        raise InvalidFields({"key": str(error)}) from error
    return key, _named(name.strip() or key.comment[:MOST_NAME])


def _named(name: str) -> str:
    try:
        named = clean_line(name, max_length=MOST_NAME)
    except InvalidValue as error:
        raise InvalidFields({"name": str(error)}) from error
    if not named:
        raise InvalidFields({"name": "Give the key a name, such as the machine it is on."})
    return named


def _view(row: SshKey) -> SshKeyView:
    return SshKeyView(
        key_id=row.id,
        name=row.name,
        kind=row.kind,
        fingerprint=row.fingerprint,
        added_at=row.added_at,
        last_used_at=row.last_used_at,
    )
