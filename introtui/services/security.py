"""Security use cases: the security code, the address restriction, the password, the login history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue, NotFound, StaleVersion
from introtui.domain.ip_rules import IpRules, parse_address, parse_ip_rules
from introtui.domain.passwords import check_password, normalized
from introtui.domain.security import LoginView, SecurityView, check_security_code
from introtui.domain.topics import Topic
from introtui.services.context import Context, own_account
from introtui.services.hashing import Hasher
from introtui.services.messages import warn
from introtui.store.tables import LoginEvent, Profile, Security

MOST_LOGINS = 50


class SecurityService:
    """What the security section does."""

    def __init__(self, context: Context, hasher: Hasher) -> None:
        self._context = context
        self._hasher = hasher

    def load(self, actor: Actor) -> SecurityView:
        """Return the actor's security settings, without any secret."""
        with self._context.database.read() as session:
            return self._view(session, actor, _security(session, actor))

    def record_login(self, actor: Actor) -> None:
        """Note the start of a session in the login history."""

        def work(session: Session) -> None:
            own_account(session, actor)
            now = self._context.clock.now()
            session.add(LoginEvent(account_id=actor.account_id, at=now, address=actor.address, way=actor.way))
            self._context.record(session, actor, action="session.start", topics=(Topic.SECURITY,))

        self._context.database.transact(work)

    def set_security_code(self, actor: Actor, code: str) -> SecurityView:
        """Store the security code's hash, once and for all."""
        encoded = self._hasher.hash(check_security_code(code))

        def work(session: Session) -> SecurityView:
            security = _security(session, actor)
            if security.security_code_hash is not None:
                raise ActionRefused("The security code is set already and cannot be changed.")
            security.security_code_hash = encoded
            view = self._saved(session, actor, security, "security.set_code")
            warn(self._context, session, actor, kind="code_set", key=str(view.version))
            return view

        return self._context.database.transact(work)

    def save_ip_restriction(
        self, actor: Actor, version: int, text: str, *, accept_lock_out: bool = False
    ) -> SecurityView:
        """Store the address list; one that shuts the actor out needs `accept_lock_out`."""
        rules = parse_ip_rules(text)
        if not accept_lock_out and locks_out(rules, actor.address):
            raise ActionRefused(
                f"This list does not admit {actor.address}, where you are now."
                if actor.address
                else "Your own address is not known here, so this list may not admit you."
            )

        def work(session: Session) -> SecurityView:
            security = _security(session, actor)
            if security.version != version:
                raise StaleVersion("Somebody else changed the address list while you were editing.")
            if security.ip_restriction == rules.text:
                return self._view(session, actor, security)
            security.ip_restriction = rules.text
            return self._saved(session, actor, security, "security.ip_restriction", rules.text)

        return self._context.database.transact(work)

    def change_password(self, actor: Actor, current: str, new: str, again: str) -> SecurityView:
        """Replace the password; raises `InvalidFields` naming `current`, `new` or `again`."""
        with self._context.database.read() as session:
            old_hash = _security(session, actor).password_hash
            personal = _personal_words(session, actor)
        self._check_change(old_hash, current, new, again, personal)
        encoded = self._hasher.hash(normalized(new))

        def work(session: Session) -> SecurityView:
            security = _security(session, actor)
            if security.password_hash != old_hash:
                raise StaleVersion("The password was changed by another session meanwhile.")
            security.password_hash = encoded
            security.password_changed_at = self._context.clock.now()
            view = self._saved(session, actor, security, "security.change_password")
            warn(self._context, session, actor, kind="password_changed", key=str(view.version))
            return view

        return self._context.database.transact(work)

    def _check_change(
        self, old_hash: str | None, current: str, new: str, again: str, personal: tuple[str, ...]
    ) -> None:
        errors: dict[str, str] = {}
        if old_hash is not None and not self._hasher.matches(old_hash, normalized(current)):
            errors["current"] = "This is not the current password."
        elif old_hash is not None and normalized(new) == normalized(current):
            errors["new"] = "This is the current password; choose another."
        try:
            check_password(new, two_factor=False, personal=personal)
        except InvalidValue as error:
            errors["new"] = str(error)
        if normalized(new) != normalized(again):
            errors["again"] = "The two new passwords differ; type the same one twice."
        if errors:
            raise InvalidFields(errors)

    def personal_words(self, actor: Actor) -> tuple[str, ...]:
        """Return the words a password must not be made of (login, names, company, email)."""
        with self._context.database.read() as session:
            return _personal_words(session, actor)

    def _saved(
        self, session: Session, actor: Actor, security: Security, action: str, detail: str = ""
    ) -> SecurityView:
        self._context.record(session, actor, action=action, topics=(Topic.SECURITY,), detail=detail)
        session.flush()
        return self._view(session, actor, security)

    def _view(self, session: Session, actor: Actor, security: Security) -> SecurityView:
        logins = session.scalars(
            select(LoginEvent)
            .where(LoginEvent.account_id == actor.account_id)
            .order_by(LoginEvent.id.desc())
            .limit(MOST_LOGINS)
        )
        changed: datetime | None = security.password_changed_at
        return SecurityView(
            login=actor.login,
            version=security.version,
            security_code_set=security.security_code_hash is not None,
            ip_restriction=security.ip_restriction,
            password_set=security.password_hash is not None,
            password_changed_at=changed,
            current_address=actor.address,
            logins=tuple(LoginView(at=row.at, address=row.address, way=row.way) for row in logins),
        )


def locks_out(rules: IpRules, address: str) -> bool:
    """Return whether rules would shut out an address; one that is not known is shut out by any rule."""
    if rules.admits_everyone:
        return False
    try:
        return rules.admits(parse_address(address)) is None
    except InvalidValue:
        return True


def _security(session: Session, actor: Actor) -> Security:
    own_account(session, actor)
    security = session.get(Security, actor.account_id)
    if security is None:
        raise NotFound("There is no such account.")
    return security


def _personal_words(session: Session, actor: Actor) -> tuple[str, ...]:
    profile = session.get(Profile, actor.account_id)
    if profile is None:
        return (actor.login,)
    names = (profile.first_name, profile.last_name, profile.company_name, profile.email)
    return (actor.login, *(name for name in names if name))
