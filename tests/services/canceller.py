"""A process of its own that cancels an order when told to; the tests start two at once.

Arguments: the database's URL, the account's id and login, the order, the key. It says "ready" with its quote in
hand, waits for a line, then says what came of it.
"""

from __future__ import annotations

import sys

from introtui.domain.access import Actor, Role
from introtui.domain.errors import IntrotuiError
from introtui.domain.quotes import When
from introtui.store.engine import Database
from tests.building import services


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(url: str, account_id: str, login: str, order_id: str, key: str) -> None:
    actor = Actor(account_id=int(account_id), login=login, role=Role.CUSTOMER, address="", way="test")
    desk = services(Database(url))
    quote = desk.order_changes.quote_cancel(actor, int(order_id), When.NOW)
    say("ready")
    sys.stdin.readline()
    try:
        desk.order_changes.confirm(actor, quote, key)
    except IntrotuiError as error:
        say(f"{type(error).__name__}: {error}")
    else:
        say(desk.orders.load(actor, int(order_id)).row.status)
    desk.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
