"""Secrets that are known to a test, a life in which each is used, and where none of them may turn up."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
import pytest
from psycopg import sql
from pyotp import TOTP
from sqlalchemy import event, inspect

from introtui.domain import two_factor
from introtui.domain.access import Actor
from introtui.domain.errors import IntrotuiError
from introtui.domain.exporting import ExportFormat, export_orders, export_statement
from introtui.domain.order_views import OrderFilter
from introtui.domain.two_factor import spaced_key
from introtui.logs import log_with_reference
from introtui.services.identity.door import NeedsCode
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import HOME
from tests.services.identity.signing import PASSWORD, Signing
from tests.services.ordering import everything

NEW = "umber lanterns over a dry canal"
GIVEN = "nine slates under the old bridge"
CODE = "cobalt-kettle-29"


@dataclass(frozen=True, slots=True)
class Planted:
    """The secrets of one account; keys and recovery codes are noted as they are made."""

    keys: list[str] = field(default_factory=list)
    recovery: list[str] = field(default_factory=list)

    @classmethod
    def by(cls, patch: pytest.MonkeyPatch) -> Planted:
        """Note from now on what is made."""
        planted, new_key, new_code = cls(), pyotp.random_base32, two_factor.new_recovery_code

        def noted(made: list[str], new: Callable[[], str]) -> Callable[[], str]:
            def make() -> str:
                made.append(new())
                return made[-1]

            return make

        patch.setattr("pyotp.random_base32", noted(planted.keys, new_key))
        patch.setattr("introtui.services.identity.two_factor.new_recovery_code", noted(planted.recovery, new_code))
        return planted

    @property
    def shown_once(self) -> set[bytes]:
        """What a user is shown while they turn two-factor authentication on."""
        raw = [base64.b32decode(key) for key in self.keys]
        found = [*raw, *(each.hex().encode() for each in raw)]
        for key in self.keys:
            found += [key.encode(), key.lower().encode(), spaced_key(key).encode()]
        for code in self.recovery:
            found += [code.encode(), code.replace("-", "").encode(), code.upper().encode()]
        return set(found)

    @property
    def all(self) -> set[bytes]:
        """Every way in which a secret could be written somewhere."""
        words = {PASSWORD, NEW, GIVEN, CODE}
        return self.shown_once | {form.encode(how) for form in words for how in ("utf-8", "utf-16-le")}


def found_in(secrets: set[bytes], where: bytes) -> set[bytes]:
    return {secret for secret in secrets if secret in where}


@dataclass(slots=True)
class Life:
    """An account whose owner uses every secret it has, with staff beside; what breaks is logged and done again."""

    at: Signing
    staff: Actor
    planted: Planted
    broken: int = 0

    @property
    def services(self) -> Services:
        return self.at.services

    def steps(self) -> dict[str, Callable[[], object]]:
        """Return what is done, in this order."""
        at, services = self.at, self.services
        return {
            "sign in": at.sign_in,
            "sign in wrongly": lambda: at.try_password(NEW),
            "set the code": lambda: services.security.set_security_code(at.actor, CODE),
            "change the password": lambda: services.security.change_password(at.actor, PASSWORD, NEW, NEW),
            "begin": lambda: services.two_factor.begin(at.actor),
            "confirm": lambda: services.two_factor.confirm(at.actor, self._code()),
            "sign in by a recovery code": self._sign_in_by_recovery,
            "prove": lambda: services.sessions.prove(at.actor, self.planted.recovery[-2]),
            "renew": lambda: services.two_factor.renew_recovery(at.actor, self.planted.recovery[-3]),
            "check the code": lambda: services.code_checks.matches(self.staff, "ivanov", CODE),
            "give a password": lambda: services.account_admin.give_password(self.staff, "ivanov", GIVEN),
            "send a code": lambda: services.contacts.send_email_code(at.actor, "new@example.com"),
            "deliver": services.outbox.deliver_due,
        }

    def _code(self) -> str:
        return TOTP(self.planted.keys[-1]).at(self.at.clock.now())

    def _sign_in_by_recovery(self) -> Actor:
        door = self.services.authenticator.door(address=HOME, way="test")
        waiting = door.password("ivanov", NEW)
        assert isinstance(waiting, NeedsCode)
        return door.code(waiting, self.planted.recovery[-1])

    def said(self, step: Callable[[], object]) -> None:
        """Take a step; what nobody foresaw is logged as the program does it."""
        try:
            step()
        except IntrotuiError as error:
            logging.getLogger("introtui").info("%s", error)
        except Exception as error:  # noqa: BLE001 - whatever it is
            self.broken += 1
            log_with_reference(error)

    def exported(self) -> bytes:
        """Return every file a customer can write, and every row of the database as text."""
        actor, services = self.at.actor, self.services
        orders = services.orders.every(actor, OrderFilter(), "id", False)
        movements = services.billing.every_movement(actor)
        files = [export_orders(orders, form) + export_statement(movements, form) for form in ExportFormat]
        return "".join([*files, str(everything(self.at.database))]).encode()


@contextmanager
def first_write_breaks(database: Database) -> Iterator[None]:
    """Let the database itself refuse the first statement that writes, with its values."""
    left = [1]

    def spoil(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> tuple[str, Any]:
        if left and statement.startswith(("INSERT", "UPDATE")):
            left.clear()
            return f"BROKEN {statement}", values
        return statement, values

    event.listen(database.engine, "before_cursor_execute", spoil, retval=True)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", spoil)


def stored(database: Database) -> bytes:
    """Return what whoever gets hold of the database gets to read: SQLite's files, PostgreSQL's dump and log."""
    url = database.engine.url
    if database.is_sqlite:
        path = Path(str(url.database))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    return dump_of(database) + Path(str(url.query["host"]), "server.log").read_bytes()


def dump_of(database: Database) -> bytes:
    """Return every row of every table there is on PostgreSQL, texts and bytes as they are."""
    with database.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        commands = [sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(name)) for name in names]
        return b"".join(_copied(connection.connection.driver_connection, command) for command in commands)


def _copied(driver: Any, command: sql.Composed) -> bytes:
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        return b"".join(map(bytes, copy))
