"""What is pictured: every section, dialog, empty state and error, each at 80x24 and 120x40."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """Whose account, and the keys that lead to the picture.

    `hook` names what happens beside the keys, in `hooks.py`: before the program starts, or between `keys` and
    `then`.
    """

    name: str
    keys: tuple[str, ...] = ()
    login: str = "ivanov"
    hook: str = ""
    then: tuple[str, ...] = ()


def typed(text: str) -> tuple[str, ...]:
    """Return the keys that type a text."""
    names = {" ": "space", ".": "full_stop", "-": "minus", "@": "at", "/": "slash", ",": "comma", "\n": "enter"}
    return tuple(names.get(character, character) for character in text)


def found(order: int) -> tuple[str, ...]:
    """Return the keys that put the cursor on an order."""
    return ("slash", *typed(str(order)), "enter")


CODE = "287082"
"""A one-time code that is right in the pictures."""
PASSWORD = "only the demo opens with this"
"""The password of two of the demo's customers."""
SHORT_PASSWORD = "grey herons"
"""One that is long enough with two-factor authentication only."""
SEVERAL = ("space", "down", "space", "down", "space", "down", "space", "down", "space")
"""Marks the first five orders, one of which ends."""
ORDERED = (
    *("tab", "tab", "tab", *typed("web1.example.com")),
    *("tab", "enter", "down", "enter", "tab", "enter", "down", "enter", "tab", "tab", "enter"),
)
"""Fills the order form in, and asks for the price."""
DOCUMENTS = "there are documents"

CASES = (
    Case("orders"),
    Case("orders-second-row", ("down", "space", "down")),
    Case("orders-history", ("h",)),
    Case("orders-found", ("slash", *typed("203.0.113.4"))),
    Case("orders-nothing-found", ("slash", *typed("zzz"))),
    Case("orders-sorted", ("s", "s")),
    Case("orders-empty", login="newcomer"),
    Case("orders-history-empty", ("h",), "newcomer"),
    Case("orders-many", ("end",), "bigcorp"),
    Case("orders-yen", login="tanaka"),
    Case("orders-long-names", login="wolfe"),
    Case("orders-violation", login="mallory"),
    Case("orders-loading", hook="the orders wait"),
    Case("orders-failed", hook="the list fails"),
    Case("opening", hook="nothing opens"),
    Case("order-detail", (*found(10231), "enter")),
    Case("order-detail-scheduled", (*found(10231), "enter"), hook="a plan change is scheduled"),
    Case("order-menu", (*found(10187), "a")),
    Case("order-comment", (*found(10231), "m")),
    Case("orders-filter", ("f",)),
    Case("orders-export", ("e",)),
    Case("change-plan", (*found(10231), "c")),
    Case("change-plan-up", (*found(10231), "c", "down")),
    Case("change-plan-down", (*found(10231), "c", "up")),
    Case("change-plan-explained", (*found(10231), "c", "down", "equals_sign")),
    Case("change-plan-term", (*found(10231), "c", "tab", "down")),
    Case("change-plan-short", (*found(10231), "c", "down", "tab", "up")),
    Case("change-plan-refused", (*found(10090), "c")),
    Case("change-plan-no-rate", ("c", "down"), "novak"),
    Case(
        "change-plan-outdated",
        (*found(10231), "c", "down", "shift+tab"),
        hook="somebody changes the term",
        then=("enter",),
    ),
    Case("change-plan-by-invoice", (*found(10231), "c", "down", "tab", "tab", "tab", "right")),
    Case("renew", (*found(10231), "r")),
    Case("renew-left-out", (*SEVERAL, "r")),
    Case("renew-several", (*SEVERAL, "r", "tab", "enter", "down", "right")),
    Case("renew-by-invoice", (*found(10187), "r", "right", "tab", "right")),
    Case("renew-many", (*(["space", "down"] * 12), "r", "tab", "enter"), "bigcorp"),
    Case("renew-outdated", (*found(10231), "r", "shift+tab"), hook="somebody renews the order", then=("enter",)),
    Case("new-order", ("o",)),
    Case("new-order-errors", ("o", "tab", "tab", "tab", *typed("bad-"), "enter")),
    Case("new-order-price", ("o", *ORDERED)),
    Case("new-order-by-invoice", ("o", *ORDERED, "shift+tab", "right")),
    Case("new-order-yen", ("o", *ORDERED), "tanaka"),
    Case("new-order-blocked", ("o", *ORDERED), "drifter"),
    Case("cancel-voids", (*found(10231), "x"), hook="an upgrade waits for its invoice"),
    Case("order-detail-unpaid", (*found(10231), "enter"), hook="an upgrade waits for its invoice"),
    Case("cancel-at-end", (*found(10231), "x")),
    Case("cancel-now", (*found(10231), "x", "down")),
    Case("cancel-no-refund", ("x",), "mallory"),
    Case("profile", ("1",)),
    Case("profile-end", ("1", *(["enter"] * 13))),
    Case("profile-errors", ("1", "ctrl+u", "enter", "ctrl+u", "f8")),
    Case("profile-unsaved", ("1", "end", *typed("x"))),
    Case("profile-loading", ("1",), hook="the profile waits"),
    Case(
        "profile-conflict",
        ("1", "enter", "enter", "end", "ctrl+u", *typed("Delft")),
        hook="somebody saves the city",
        then=("f8",),
    ),
    Case("profile-country-requested", ("1",), hook="a country was requested"),
    Case("profile-company-pending", ("1",), "newco"),
    Case("profile-company-verified", ("1",), "weber"),
    Case("profile-gaps", ("1",), "drifter"),
    Case("profile-arabic", ("1",), "mansouri"),
    Case("profile-long", ("1",), "wolfe"),
    Case("change-email", ("1", "f7")),
    Case("change-email-code", ("1", "f7", *typed("new@example.org"), "enter")),
    Case(
        "change-email-code-refused",
        ("1", "f7", *typed("new@example.org"), "enter"),
        hook="the mail with the code is refused",
    ),
    Case("verify-phone", ("1", "ctrl+t"), "drifter"),
    Case("verify-phone-call", ("2", "v", "tab", "tab", "tab", "enter"), "drifter"),
    Case("verify-phone-sms", ("2", "v", "tab", "tab", "enter", *typed("12"), "enter"), "drifter"),
    Case(
        "verify-phone-no-call",
        ("2", "v", *(["tab", "tab", "tab", "enter"] * 2)),
        "drifter",
        hook="no call comes through",
    ),
    Case("change-email-error", ("1", "f7", *typed("nobody"), "enter")),
    Case("request-country", ("1", "shift+f7")),
    Case("request-country-chosen", ("1", "shift+f7", *typed("germ"))),
    Case("security", ("2",)),
    Case("security-list", ("2",), "guarded"),
    Case("security-line-errors", ("2", "i", *typed("10.0.0.9-10.0.0.1\n10.1.1.1"))),
    Case("security-locked-out", ("2", "i", *typed("10.0.0.1"))),
    Case("security-try-address", ("2", "i", *typed("192.0.2.0/24\n10.0.0.1"), "tab", *typed("10.0.0.2"))),
    Case("security-consent", ("2", "i", *typed("10.0.0.1"), "f8")),
    Case(
        "security-conflict",
        ("2", "i", *typed("192.0.2.10\n198.51.100.7")),
        hook="somebody saves the addresses",
        then=("f8",),
    ),
    Case("security-password", ("2", "f7", *typed("correct horse"))),
    Case("security-code", ("2", "shift+f7")),
    Case("security-two-factor", ("2", "f"), hook="the secrets are known"),
    Case("security-two-factor-wrong", ("2", "f", *typed("123456"), "enter"), hook="the secrets are known"),
    Case("security-recovery-codes", ("2", "f"), hook="the secrets are known", then=(*typed(CODE), "enter")),
    Case("security-two-factor-on", ("2", "f"), hook="two-factor is on"),
    Case(
        "security-two-factor-off",
        ("2", "f", *typed(CODE), "enter", "tab", "enter"),
        hook="two-factor is on, the password short",
        then=(*typed(SHORT_PASSWORD), "enter", "enter"),
    ),
    Case("security-keys", ("2", "k"), hook="keys are registered"),
    Case("security-keys-none", ("2", "k")),
    Case("security-key-wrong", ("2", "k", "a", *typed("ssh-dss AAAA"), "enter", "enter")),
    Case("security-sessions", ("2", "s"), hook="another session is open"),
    Case("security-trial", ("2",), hook="a list is on trial"),
    Case("sign-in", hook="nobody is in"),
    Case("sign-in-refused", (*typed("ivanov"), "enter", *typed("wrong"), "enter"), hook="nobody is in"),
    Case("sign-in-missing", ("tab", "enter"), hook="nobody is in"),
    Case("sign-in-code", (*typed("ivanov"), "enter", *typed(PASSWORD), "enter"), hook="nobody is in, two-factor"),
    Case(
        "sign-in-short-password",
        (*typed("ivanov"), "enter", *typed(SHORT_PASSWORD), "enter"),
        hook="nobody is in, the password short",
    ),
    Case("prove", ("2", "f"), hook="a proof is needed"),
    Case("security-logins", ("2", "l")),
    Case("notifications", ("3",)),
    Case("notifications-error", ("3", "tab", *typed("12,5x"), "enter")),
    Case("notifications-sent", ("3", "f7")),
    Case("notifications-not-delivered", ("3", "f7"), "drifter"),
    Case("notifications-nothing-sent", ("3", "f7"), "newcomer"),
    Case("outbox", ("M", "down")),
    Case("outbox-call", ("M",), hook="a call comes in"),
    Case("outbox-empty", ("M",), "newcomer"),
    Case("billing", ("5",), hook=DOCUMENTS),
    Case("billing-empty", ("5",), "newcomer"),
    Case("billing-nothing-found", ("5", "slash", *typed("zzz")), hook=DOCUMENTS),
    Case("billing-failed", ("5",), hook="the documents fail"),
    Case("billing-statement", ("5", "v", "down"), hook=DOCUMENTS),
    Case("billing-sorted", ("5", *(["s"] * 4)), hook=DOCUMENTS),
    Case("billing-statement-found", ("5", "v", "slash", *typed("24.14"), "enter"), hook=DOCUMENTS),
    Case("billing-statement-nothing-found", ("5", "v", "slash", *typed("zzz")), hook=DOCUMENTS),
    Case("billing-history-sorted", ("5", "v", "v", "s", "s"), hook=DOCUMENTS),
    Case("billing-history", ("5", "v", "v"), hook=DOCUMENTS),
    Case("billing-history-action", ("5", "v", "v", "enter"), hook=DOCUMENTS),
    Case("billing-document", ("5", "enter"), hook=DOCUMENTS),
    Case("billing-document-end", ("5", "enter", "end"), hook=DOCUMENTS),
    Case("billing-document-explained", ("5", "down", "enter", "equals_sign"), hook=DOCUMENTS),
    Case("billing-movement", ("5", "v", "down", "enter"), hook=DOCUMENTS),
    Case("billing-balance", ("5", "b"), hook=DOCUMENTS),
    Case("billing-pay", ("5", *found(68), "p"), hook=DOCUMENTS),
    Case("billing-pay-blocked", ("5", "p"), "drifter"),
    Case("billing-transfer", ("5", *found(68), "t"), hook=DOCUMENTS),
    Case("billing-top-up", ("5", "u", *typed("12,5"), "enter")),
    Case("billing-export", ("5", "v", "e"), hook=DOCUMENTS),
    Case("vat", ("6",)),
    Case("vat-european-union", ("6", "g")),
    Case("vat-found", ("6", "slash", *typed("slov"))),
    Case("vat-nothing-found", ("6", "slash", *typed("zzz"))),
    Case("vat-own-not-set", ("6", "end"), "novak"),
    Case("attention", ("n",), "drifter"),
    Case("attention-none", ("n",), "bigcorp"),
    Case("help-orders", ("question_mark",)),
    Case("help-security", ("2", "question_mark")),
    Case("help-billing", ("5", "question_mark")),
    Case("help-vat", ("6", "question_mark")),
    Case("palette", ("ctrl+p",)),
    Case("leave-unsaved", ("1", "end", *typed("x"), "ctrl+q")),
    Case("theme-light", ("f12",)),
    Case("theme-contrast", ("f12", "f12")),
    Case("theme-light-dialog", (*found(10231), "f12", "c", "down")),
    Case("desk", login="anna"),
    Case("desk-accounts", ("2", "down"), "anna"),
    Case("desk-account", ("2", "enter"), "anna"),
    Case("desk-account-documents", ("2", "down", "down", "enter", "d"), "anna"),
    Case("desk-account-audit", ("2", "enter", "a"), "anna"),
    Case("desk-account-logins", ("2", "enter", "l"), "anna"),
    Case("desk-account-tickets", ("2", "enter", "t"), "anna"),
    Case("desk-account-ticket", ("slash", *typed("novak"), "enter", "t", "enter"), "kim"),
    Case("desk-account-notes", ("2", "enter", "N", *typed("Calls late."), "ctrl+s", "n", "p"), "anna"),
    Case("desk-account-note", ("2", "enter", "N", *typed("Calls late."), "escape"), "anna"),
    Case("desk-yen", ("c",), "anna"),
    Case("desk-looking", ("2", "enter", "c"), "kim"),
    Case("desk-looking-order", ("2", "enter", "c", "enter"), "kim"),
    Case("desk-looking-profile", ("2", "enter", "c", "1"), "kim"),
    Case("desk-account-actions", ("2", "enter", "A"), "anna"),
    Case("desk-account-actions-support", ("2", "enter", "A"), "kim"),
    Case("desk-account-block", ("2", "enter", "x"), "anna"),
    Case("desk-account-blocked", ("2", "enter", "x", "tab", "enter"), "anna"),
    Case("desk-account-password", ("2", "enter", "w", *typed("short"), "enter", *typed("short"), "enter"), "anna"),
    Case("desk-account-record", ("2", "enter", "r", *typed("ten"), *(["enter"] * 4)), "bo"),
    Case("desk-account-verify", ("slash", *typed("newco"), "enter", "y", "down", "tab", "enter"), "bo"),
    Case("desk-account-code", ("slash", *typed("bigcorp"), "enter", "v", *typed("red"), "enter"), "kim"),
    Case("desk-account-ended", ("2", "enter", "o"), "anna"),
    Case("desk-act", ("2", "enter", "C", "enter"), "kim"),
    Case("desk-find", ("slash",), "rita"),
    Case("desk-find-almost", ("slash", *typed("ivanof")), "rita"),
    Case("desk-find-kinds", ("slash", *typed("100"), "down"), "rita"),
    Case("desk-find-nothing", ("slash", *typed("zzzz")), "rita"),
    Case("desk-find-order", ("slash", *typed("203.0.113.7"), "enter"), "rita"),
    Case("desk-queue", ("4",), "bo"),
    Case("desk-queue-support", ("4",), "kim"),
    Case("desk-queue-asked", ("4", "i"), "bo"),
    Case("desk-queue-countries", ("4", "right"), "bo"),
    Case("desk-queue-refuse", ("4", "right", "x", "tab", "tab", "enter"), "bo"),
    Case("desk-queue-empty", ("4", "right", "y", "y"), "bo"),
    Case("desk-queue-tickets", ("4", "left"), "kim"),
    Case(
        "desk-queue-reply",
        ("4", "left", "r", *typed("Dear Eleni, "), "f5", "down", "down", "down", "enter"),
        "kim",
    ),
    Case("desk-queue-replies", ("4", "left", "r", "f5"), "kim"),
    Case("desk-queue-deliveries", ("4", "right", "right"), "bo"),
    Case("desk-queue-give-up", ("4", "right", "right", "x"), "bo"),
    Case("desk-queue-overdue", ("4", "left", "left", "left"), "bo"),
    Case("desk-queue-mail", ("4", "left", "left"), "bo"),
    Case("desk-queue-reject", ("4", "x", "tab", "tab", "enter"), "bo"),
    Case("desk-money", ("5",), "bo"),
    Case("desk-money-read-only", ("5",), "rita"),
    Case("desk-money-empty", ("5", "v", "v", "f"), "bo"),
    Case("desk-money-ignored", ("5", "f"), "bo"),
    Case("desk-money-accept", ("5", "enter"), "bo"),
    Case("desk-money-another", ("5", "c", *typed("nobody"), "enter"), "bo"),
    Case("desk-money-ignore", ("5", "x"), "bo"),
    Case("desk-money-came-in", ("5", "v"), "bo"),
    Case("desk-money-corrections", ("5", "v", "v"), "bo"),
    Case("desk-money-approve", ("5", "v", "v", "a"), "anna"),
    Case("desk-money-record", ("5", "r", *(["enter"] * 5)), "bo"),
    Case("desk-money-import", ("5", "i"), "bo"),
    Case("desk-money-correct", ("5", "b"), "bo"),
)
