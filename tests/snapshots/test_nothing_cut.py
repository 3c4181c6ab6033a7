"""No sentence and no button of ours is cut in any picture at 80x24."""

from __future__ import annotations

import re

from introtui.recording.pictures import picture
from tests.snapshots.test_screens import KEPT

UNDER_WAY = ("Loading\u2026", "Opening the account\u2026", "Search for commands\u2026")
LONG = {
    "billing-history": "what was done stands in full under the list",
    "billing-history-sorted": "the same",
    "billing-history-action": "it is the list under the dialog",
    "cancel-no-refund": "the name of an order",
    "security-keys": "the name somebody gave a key",
    "desk-money": "what a sender wrote, which stands in full in the dialog",
    "desk-money-read-only": "the same",
    "desk-money-ignore": "the same",
    "desk-money-import": "the same",
    "desk-money-record": "the same",
    "desk-money-correct": "the same",
    "desk-money-corrections": "a reason, which stands in full under the list",
    "desk-money-approve": "the same",
    "notifications-sent": "the subject and the address of a message, which stand in full under the list",
    "notifications-not-delivered": "the same",
    "outbox": "the same",
    "outbox-call": "the same",
    "desk-account-audit": "what was done, which stands in full under the list",
    "desk-audit": "the same",
    "desk-audit-detail": "the same",
    "desk-audit-trail": "the same",
    "desk-audit-filter": "the same",
    "desk-audit-filter-refused": "the same",
    "desk-find-kinds": "a name, which stands in full on the account's desk",
    "desk-find-more": "the same",
    "desk-find-signed-in": "the same",
    "orders-violation": "the name of an order",
    "orders-long-names": "the names of a person and an order, and an address",
    "profile-long": "the name of a person",
    "desk-all-orders": "logins",
    "desk-all-orders-marked": "the same",
    "desk-all-orders-filter": "the same",
    "desk-all-orders-read-only": "the same",
    "desk-bulk": "the same, under the dialog",
    "desk-bulk-dry-run": "the same, and numbers of a sentence that is about many",
    "desk-bulk-errors": "the same",
    "desk-bulk-jobs": "what is done, which stands in full under the list",
    "desk-bulk-results": "what became of it, which stands in full under the list",
}
"""The pictures in which something long gives way that others wrote, and what it is."""
ROW_TO_COME = re.compile("[ >]+\u2026[^\\w]*")


def is_cut(line: str) -> bool:
    """Tell whether a line has the sign of a cut text, or a button without its end."""
    for words in UNDER_WAY:
        line = line.replace(words, "")
    unended = line.count("[ ") != line.count(" ]")
    return unended or ("\u2026" in line and not ROW_TO_COME.fullmatch(line))


def test_no_sentence_and_no_button_is_cut() -> None:
    cut = {}
    for path in sorted(KEPT.glob("*-80x24]*")):
        name = path.name.removeprefix("test_screen[").partition("-80x24]")[0]
        lines = [line for line in picture(name, path.read_text(encoding="utf-8")).text.split("\n") if is_cut(line)]
        if lines and name not in LONG:
            cut[name] = lines
    assert cut == {}
