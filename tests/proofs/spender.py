"""A process of its own that renews an order from the balance until that is used up.

Arguments: the database's URL, the account's id and login, the order. It says "ready", waits for a line, spends,
and says how often it did and what stopped it.
"""

from __future__ import annotations

import sys

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused
from introtui.domain.renewals import RenewalChoice
from introtui.store.engine import Database
from tests.building import services


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(url: str, account_id: str, login: str, order_id: str) -> None:
    actor = Actor(account_id=int(account_id), login=login, role=Role.CUSTOMER, address="", way="test")
    at = services(Database(url))
    choice = RenewalChoice(order_id=int(order_id), term_months=1)
    say("ready")
    sys.stdin.readline()
    spent = 0
    while True:
        quote = at.renewals.quote(actor, [choice])
        try:
            at.renewals.confirm(actor, quote, f"{order_id} {spent}")
        except ActionRefused as refused:
            say(f"{spent} {refused}")
            break
        spent += 1
    at.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
