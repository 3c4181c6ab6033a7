"""Keys that scripts give, so that a word said again does nothing again, whatever has happened since."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_hex

from sqlalchemy import select

from introtui.domain.access import Actor
from introtui.domain.errors import InvalidValue, KeyReused
from introtui.domain.text import clean_line
from introtui.services.context import Context
from introtui.store.tables import Idempotency

MOST_CHARACTERS = 80
DIGEST = 16


class ScriptService:
    """Tells whether a word was said before."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def key(self, actor: Actor, given: str | None, request: str) -> tuple[str, bool]:
        """Return the idempotency key to confirm a request with, and whether it was confirmed with it before.

        A quote is about the moment, so its own key cannot tell a repetition: by then the order is renewed. The key
        a script gives is kept with the request instead. With another request it raises `KeyReused`; a blank or
        overlong one raises `InvalidValue`.
        """
        if given is None:
            return token_hex(16), False
        name = clean_line(given, max_length=MOST_CHARACTERS)
        if not name:
            raise InvalidValue("A key is a word of your own, such as renew-2026-11.")
        digest = sha256(name.encode()).hexdigest()
        mine = f"script {actor.account_id} {digest} "
        wanted = mine + sha256(request.encode()).hexdigest()[:DIGEST]
        with self._context.database.read() as session:
            known = session.scalars(select(Idempotency.key).where(Idempotency.key.startswith(mine))).all()
        if any(key != wanted for key in known):
            raise KeyReused(f"The key {name} was given with another request before; choose another.")
        return wanted, bool(known)
