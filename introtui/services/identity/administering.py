"""What admins do with the accounts of others: block them, give them a password, reset their second factor.

Whose password or second factor is replaced is told, as if they had done it: else nobody would notice who talked an
admin into it.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.passwords import check_password, normalized
from introtui.domain.permissions import Permission
from introtui.domain.sessions import Ended
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.hashing import Hasher
from introtui.services.identity.factors import Factors
from introtui.services.identity.live import end_sessions
from introtui.services.identity.personal import personal_words
from introtui.services.messages import warn
from introtui.services.staff import account_named, require
from introtui.services.staff_accounts import new_account, write_account
from introtui.services.staff_roles import role_named
from introtui.store.engine import Database
from introtui.store.tables import Account, AddressTrial, RecoveryCode, Security, TwoFactor


class AccountAdminService:
    """What the administrator does with accounts; each ends the account's sessions."""

    def __init__(self, context: Context, hasher: Hasher, factors: Factors) -> None:
        self._context = context
        self._hasher = hasher
        self._factors = factors

    def give_password(self, actor: Actor, login: str, password: str) -> None:
        """Give an account a password; raises `InvalidValue` when it is a weak one."""
        require(actor, Permission.STAFF)
        with self._context.database.read() as session:
            account = account_named(session, login)
            personal = personal_words(session, account.id, login)
            by_code = self._factors.is_on(session, account.id)
        check_password(password, two_factor=by_code, personal=personal)
        encoded = self._hasher.hash(normalized(password))

        def work(session: Session) -> None:
            account = self._changing(session, actor, login, "account.password", Ended.PASSWORD)
            security = session.get_one(Security, account.id)
            is_first = security.password_hash is None
            security.password_hash = encoded
            security.password_changed_at = self._context.clock.now()
            if not is_first:
                self._warn(session, actor, account, "password_changed")

        self._context.database.transact(work)

    def add(self, actor: Actor, *, login: str, email: str, country: str, role: str, currency: str) -> None:
        """Add an account, to which `give_password` lets somebody in; `role` is "customer" or the name of a role.

        Raises `InvalidValue`, or `NotFound` for a role there is none of.
        """
        require(actor, Permission.STAFF)
        with self._context.database.read() as session:
            kind, staff_role = role_named(session, role)
        new = new_account(
            self._context.clock,
            login=login,
            email=email,
            country=country,
            role=kind,
            staff_role=staff_role,
            currency=currency,
        )

        def work(session: Session) -> None:
            if session.scalar(select(Account.id).where(Account.login == new.login)) is not None:
                raise ActionRefused(f"There is an account {new.login} already; choose another login.")
            account_id = write_account(session, self._context.clock, new, actor.login)
            self._context.record(
                session,
                actor,
                action="account.add",
                topics=(),
                subject=new.login,
                detail=role,
                account_id=account_id,
            )

        self._context.database.transact(work)

    def block(self, actor: Actor, login: str) -> None:
        """Let nobody sign in to an account any more, and end its sessions."""
        require(actor, Permission.STAFF)
        if login == actor.login:
            raise ActionRefused("Nobody blocks their own account.")

        def work(session: Session) -> None:
            account = self._changing(session, actor, login, "account.block", Ended.BLOCKED)
            account.blocked_at = account.blocked_at or self._context.clock.now()

        self._context.database.transact(work)

    def unblock(self, actor: Actor, login: str) -> None:
        """Let an account be used again."""
        require(actor, Permission.STAFF)

        def work(session: Session) -> None:
            self._changing(session, actor, login, "account.unblock", Ended.BLOCKED).blocked_at = None

        self._context.database.transact(work)

    def end_sessions(self, actor: Actor, login: str) -> None:
        """End the sessions of an account, which can sign in again."""
        require(actor, Permission.STAFF)

        def work(session: Session) -> None:
            self._changing(session, actor, login, "account.end_sessions", Ended.BY_STAFF)

        self._context.database.transact(work)

    def reset_two_factor(self, actor: Actor, login: str) -> None:
        """Forget the second factor of somebody who lost it; staff have to set up a new one at once."""
        require(actor, Permission.STAFF)

        def work(session: Session) -> None:
            account = self._changing(session, actor, login, "account.reset_two_factor", Ended.TWO_FACTOR)
            if self._factors.is_on(session, account.id):
                self._warn(session, actor, account, "two_factor_off")
            for table in (TwoFactor, RecoveryCode):
                session.execute(delete(table).where(table.account_id == account.id))

        self._context.database.transact(work)

    def unlock_addresses(self, actor: Actor, login: str) -> None:
        """Take the address list of somebody away whom it locks out."""
        require(actor, Permission.STAFF)

        def work(session: Session) -> None:
            account = self._changing(session, actor, login, "account.unlock_addresses", Ended.ADDRESS)
            session.get_one(Security, account.id).ip_restriction = ""
            # Else its end would bring the list before back.
            session.execute(delete(AddressTrial).where(AddressTrial.account_id == account.id))

        self._context.database.transact(work)

    def _changing(self, session: Session, actor: Actor, login: str, action: str, ended: Ended) -> Account:
        """Note what is done to an account and end its sessions, but the admin's own."""
        account = account_named(session, login)
        self._context.record(
            session, actor, action=action, topics=(Topic.SECURITY,), subject=login, account_id=account.id
        )
        end_sessions(session, account.id, ended, self._context.clock.now(), but=actor.session_id)
        return account

    def _warn(self, session: Session, actor: Actor, account: Account, kind: str) -> None:
        now = self._context.clock.now()
        warn(self._context, session, actor, kind=kind, key=now.isoformat(), account_id=account.id)


def require_no_secrets(database: Database) -> None:
    """Raise `ActionRefused` when something is sealed: a new key would not open it."""
    with database.read() as session:
        if session.scalar(select(select(TwoFactor).exists())):
            raise ActionRefused(
                "The key file is missing, and this database has second factors sealed with it. "
                "Put the key file back from your backup; key_file says where."
            )
