"""What customers and staff can say, family by family; nothing but the declarations is loaded for it."""

from __future__ import annotations

import argparse

from introtui.words.bulk_families import describe_bulk
from introtui.words.catalogue_family import describe_plans
from introtui.words.parsing import Words, add_confirming, country, day, days, number


def describe_customer_words(words: Words) -> None:
    """Declare what a customer has on the screen as words, and beside it what staff do with orders."""
    orders = words.family("orders", "your orders")
    _describe_orders(orders)
    _describe_confirming_orders(orders)
    _describe_set_up(orders)
    _describe_invoices(words.family("invoices", "your invoices and credit notes"))
    _describe_messages(words.family("messages", "what was sent to you"))
    words.acting("balance", "invoices", "show_balance", "what your account holds")
    statement = words.acting("statement", "invoices", "show_statement", "every movement of your balance")
    statement.add_argument("--csv", action="store_true", help="answer as CSV, for a spreadsheet")


def describe_staff_words(words: Words) -> None:
    """Declare what staff do for others."""
    _describe_find(words)
    _describe_vat(words.family("vat", "the published VAT table, and changing it"))
    _describe_accounts(words.family("accounts", "adding, letting in, blocking and verifying accounts (staff)"))
    _describe_replies(words.family("replies", "answers to tickets that are given often (staff)"))
    _describe_roles(words.family("roles", "what staff may do (staff)"))
    _describe_payments(words.family("payments", "money that came in (staff)"))
    _describe_corrections(words.family("corrections", "balances put right by hand, and refunds (staff)"))
    describe_plans(words.family("plans", "products, plans and their prices (staff)"))
    _describe_pools(words.family("pools", "addresses for new orders (staff)"))
    _describe_outbox(words.family("outbox", "messages that did not arrive yet (staff)"))
    describe_bulk(words.family("bulk", "acting on many orders or accounts at once (staff)"))
    _describe_notes(words.family("notes", "what staff note about accounts (staff)"))
    _describe_audit(words.acting("audit", "audit", "list_audit", "who did what on every account (staff)"))


def _describe_orders(orders: Words) -> None:
    listed = orders.acting("list", "orders", "list_orders", "print orders; as JSON and CSV like the export")
    listed.add_argument("--csv", action="store_true", help="answer as CSV, for a spreadsheet")
    listed.add_argument("--due", type=days, metavar="DAYS", help="only with at most so many days left")
    listed.add_argument("--status", metavar="WORD", help="only in this status, such as active or overdue")
    listed.add_argument("--history", action="store_true", help="the orders that ended")
    show = orders.acting("show", "orders", "show_order", "everything about one order")
    show.add_argument("order", type=number, metavar="ID", help="the order's number")


def _describe_confirming_orders(orders: Words) -> None:
    renew = orders.acting("renew", "orders", "renew_order", "pay for the next period")
    cancel = orders.acting("cancel", "orders", "cancel_order", "cancel at the end of the period, or now")
    change = orders.acting("change", "orders", "change_plan", "change plan or term")
    for word in (renew, cancel, change):
        word.add_argument("order", type=number, metavar="ID", help="the order's number")
        add_confirming(word, pays=word is not cancel)
    cancel.add_argument("--now", action="store_true", help="now, with the refund its terms give")
    change.add_argument("plan", metavar="PLAN", help="the plan's name")
    when = change.add_mutually_exclusive_group()
    when.add_argument("--now", dest="when", action="store_const", const="now", help="now, even to a cheaper plan")
    when.add_argument("--at-end", dest="when", action="store_const", const="at_end", help="at the period's end")
    for word in (renew, change):
        word.add_argument("--term", type=number, metavar="MONTHS", help="1, 3, 6 or 12")


def _describe_set_up(orders: Words) -> None:
    deliver = orders.acting("deliver", "set_up", "deliver_order", "set a paid order up (staff)")
    fail = orders.acting("fail", "set_up", "fail_order", "give a paid order up and refund it (staff)")
    for word in (deliver, fail):
        word.add_argument("order", type=number, metavar="ID", help="the order's number")
    fail.add_argument("--why", required=True, metavar="TEXT", help="why; the customer reads it")
    deliver.add_argument(
        "--address",
        dest="addresses",
        action="append",
        default=[],
        metavar="A",
        help="give this address, instead of one of the pool; may be said again",
    )


def _describe_invoices(invoices: Words) -> None:
    listed = invoices.acting("list", "invoices", "list_invoices", "print the documents, the newest first")
    listed.add_argument("--open", action="store_true", help="only what waits to be paid")
    show = invoices.acting("show", "invoices", "show_invoice", "print one document")
    pay = invoices.acting("pay", "invoices", "pay_invoice", "pay an open invoice from the balance")
    pdf = invoices.acting("pdf", "invoices", "save_pdf", "save a document as PDF")
    for word in (show, pay, pdf):
        word.add_argument("number", metavar="NUMBER", help="such as INV-2026-000123")
    pay.add_argument("--key", metavar="KEY", help="a word of yours: said again with it, nothing is paid again")
    pdf.add_argument(
        "file", metavar="FILE", help="where it goes; a file that is there is kept; - is standard output"
    )


def _describe_find(words: Words) -> None:
    find = words.acting("find", "finding", "find", "find accounts, orders and invoices by anything (staff)")
    find.add_argument("text", nargs="+", metavar="TEXT", help="a name, login, phone, address, number …")
    find.add_argument("--most", type=number, default=20, metavar="N", help="of each kind (default: 20)")


def _describe_vat(vat: Words) -> None:
    listed = vat.word("list", "vat", "list_rates", "print the rates in force today")
    listed.add_argument("--json", action="store_true", help="answer as JSON")
    history = vat.acting("history", "vat", "show_history", "every rate a country had, has and is to have")
    setting = vat.acting("set", "vat", "set_rate", "let a rate count from a day on (admins)")
    withdraw = vat.acting("withdraw", "vat", "withdraw_rate", "take back a rate that is to come (admins)")
    rehearse = vat.acting("rehearse", "vat", "rehearse_rate", "what a rate would change for whom (staff)")
    for word in (history, setting, withdraw, rehearse):
        word.add_argument("country", type=country, metavar="COUNTRY", help="two-letter code, or other")
    for word in (setting, rehearse):
        word.add_argument("rate", metavar="PERCENT", help="such as 21 or 25.5")
    setting.add_argument("--source", default="", metavar="TEXT", help="where the rate was published")
    diff = vat.acting("diff", "vat", "show_differences", "which rates are not the statutory ones (staff)")
    diff.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="on which day (default: today)")
    adopt = vat.acting("adopt", "vat", "adopt_rates", "take over statutory rates (admins)")
    adopt.add_argument("countries", nargs="*", type=country, metavar="COUNTRY", help="which ones")
    adopt.add_argument("--all", action="store_true", help="every one that differs")
    for word in (setting, withdraw, rehearse, adopt):
        word.add_argument(
            "--from", dest="valid_from", type=day, required=True, metavar="YYYY-MM-DD", help="its first day"
        )


def _describe_accounts(accounts: Words) -> None:
    verify = accounts.acting("verify", "accounts", "verify_company", "a company is verified: it may pay")
    check = accounts.acting("check-vat", "accounts", "check_vat_id", "ask VIES about a company's VAT ID")
    for word in (verify, check):
        word.add_argument("customer", metavar="LOGIN", help="whose account")
    add = accounts.acting("add", "accounts", "add_account", "add an account (admins); its password comes next")
    add.add_argument("--email", required=True, metavar="ADDRESS", help="where its messages go")
    add.add_argument("--country", required=True, metavar="COUNTRY", help="two-letter code")
    add.add_argument("--role", default="customer", metavar="NAME", help="default: customer; see roles list")
    add.add_argument("--currency", default="EUR", metavar="CODE", help="default: EUR")
    for name, run, what in (
        ("password", "give_password", "give an account a password, typed or as a line of standard input (admins)"),
        ("block", "block_account", "end an account's sessions and let nobody sign in to it (admins)"),
        ("unblock", "unblock_account", "let an account be used again (admins)"),
        ("end-sessions", "end_sessions", "end an account's sessions; it can sign in again (admins)"),
        ("reset-2fa", "reset_two_factor", "forget the second factor of somebody who lost it (admins)"),
        ("check-code", "check_code", "check the security code a caller says, five times a day at most (staff)"),
        ("unlock", "unlock_addresses", "take away an address list that locks its owner out (admins)"),
    ):
        accounts.acting(name, "accounts", run, what).add_argument(
            "customer", metavar="LOGIN", help="whose account"
        )
    add.add_argument("customer", metavar="LOGIN", help="the new login")
    verify.add_argument("--vat-id", action="store_true", help="its VAT ID was confirmed too: reverse charge")
    verify.add_argument("--note", default="", metavar="TEXT", help="how it was verified")


def _describe_replies(replies: Words) -> None:
    replies.acting("list", "replies", "list_replies", "print them")
    save = replies.acting("save", "replies", "save_reply", "keep what standard input says under a name")
    remove = replies.acting("remove", "replies", "remove_reply", "forget one")
    for word in (save, remove):
        word.add_argument("name", metavar="NAME", help="its name, in small letters")


def _describe_roles(roles: Words) -> None:
    roles.acting("list", "roles", "list_roles", "every role and what it may do")
    roles.acting("permissions", "roles", "list_permissions", "everything a role can be allowed to do")
    save = roles.acting("save", "roles", "save_role", "make a role of your own, or change it (admins)")
    remove = roles.acting("remove", "roles", "remove_role", "remove a role that nobody has (admins)")
    give = roles.acting("give", "roles", "give_role", "give an account a role; its sessions end (admins)")
    give.add_argument("customer", metavar="LOGIN", help="whose account")
    for word in (save, remove, give):
        word.add_argument("name", metavar="ROLE", help="its name")
    save.add_argument("permissions", nargs="*", metavar="PERMISSION", help="what it may do")


def _describe_payments(payments: Words) -> None:
    record = payments.acting("record", "payments", "record_payment", "book a payment; an id books once")
    record.add_argument("customer", metavar="LOGIN", help="whose account")
    record.add_argument("amount", metavar="AMOUNT", help="in the account's currency, such as 442.30")
    record.add_argument("--reference", default="", metavar="TEXT", help="what the sender wrote")
    record.add_argument("--id", dest="external_id", required=True, metavar="ID", help="the bank's own number")
    record.add_argument("--on", type=day, required=True, metavar="YYYY-MM-DD", help="when it arrived")
    record.add_argument("--method", default="bank_transfer", metavar="WORD", help="default: bank_transfer")
    _describe_statements(payments)


def _describe_statements(payments: Words) -> None:
    importing = payments.acting(
        "import", "statements", "import_statement", "book a bank statement, each entry once"
    )
    importing.add_argument("file", metavar="FILE", help="camt.053, or CSV; - is standard input")
    importing.add_argument("--format", choices=["camt", "csv"], default="camt", help="default: camt")
    importing.add_argument(
        "--columns",
        nargs="+",
        default=[],
        metavar="WHAT=WORD",
        help='how the CSV is written, such as "date=Booked on" decimal=, (default: statement_columns)',
    )
    importing.add_argument("--dry-run", action="store_true", help="tell what would be booked, book nothing")
    review = payments.acting("review", "statements", "list_entries", "entries that nobody could book unseen")
    review.add_argument(
        "--state",
        choices=["waiting", "ignored", "repeated", "listed", "booked"],
        default="waiting",
        help="others than those that wait",
    )
    accept = payments.acting("accept", "statements", "accept_entry", "book an entry to the proposed account")
    ignore = payments.acting("ignore", "statements", "ignore_entry", "take an entry off the list, unbooked")
    for word in (accept, ignore):
        word.add_argument("entry", type=number, metavar="ENTRY", help="the entry's number")
    accept.add_argument("--account", metavar="LOGIN", help="book it to this account instead")
    accept.add_argument("--dry-run", action="store_true", help="show what would be booked, book nothing")
    ignore.add_argument("--why", required=True, metavar="TEXT", help="the reason, which is kept")


def _describe_corrections(corrections: Words) -> None:
    corrections.acting(
        "list", "corrections", "list_corrections", "corrections and refunds, the waiting ones first"
    )
    book = corrections.acting("book", "corrections", "book_correction", "put a balance right, up or down")
    refund = corrections.acting("refund", "corrections", "book_refund", "pay money of a balance back")
    for word in (book, refund):
        word.add_argument("customer", metavar="LOGIN", help="whose account")
        word.add_argument("amount", metavar="AMOUNT", help="in the account's currency, such as 442.30")
        word.add_argument("--why", required=True, metavar="TEXT", help="the reason, which the customer reads")
        add_confirming(word)
    approve = corrections.acting("approve", "corrections", "approve_correction", "book what another asked for")
    decline = corrections.acting("decline", "corrections", "decline_correction", "do not book it")
    for word in (approve, decline):
        word.add_argument("correction", type=number, metavar="ID", help="its number")
    decline.add_argument("--why", required=True, metavar="TEXT", help="the reason, which is kept")


def _describe_pools(pools: Words) -> None:
    pools.acting("list", "pools", "list_pools", "every pool and what is free in it")
    add = pools.acting("add", "pools", "add_addresses", "add addresses; orders that wait for some are delivered")
    retire = pools.acting("retire", "pools", "retire_addresses", "take free addresses out of their pool")
    add.add_argument("product", metavar="PRODUCT", help="by its name")
    for word in (add, retire):
        word.add_argument("addresses", metavar="ADDRESSES", help="an address, a range a-b, or a network a/n")
    add.add_argument("--location", default="", metavar="NAME", help="for this location alone")


def _describe_messages(messages: Words) -> None:
    listed = messages.acting("list", "outbox", "list_own", "print what was sent to you, the newest first")
    listed.add_argument("--last", type=number, default=100, metavar="N", help="at most so many (default: 100)")
    resend = messages.acting("resend", "outbox", "retry_message", "have a message sent again")
    resend.add_argument("message", type=number, metavar="ID", help="the message's number")


def _describe_outbox(outbox: Words) -> None:
    outbox.acting("list", "outbox", "list_messages", "what did not arrive, or waits, and why")
    retry = outbox.acting("retry", "outbox", "retry_message", "send a message again, now")
    retry.add_argument("message", type=number, metavar="ID", help="the message's number")


def _describe_audit(audit: argparse.ArgumentParser) -> None:
    audit.add_argument("--by", default="", metavar="LOGIN", help="only what somebody did")
    audit.add_argument("--account", default="", metavar="LOGIN", help="only what was done on an account")
    audit.add_argument("--action", default="", metavar="PREFIX", help="only actions that begin so, such as order")
    audit.add_argument("--address", default="", metavar="A", help="only from an address, range or network")
    audit.add_argument("--from", dest="first", type=day, metavar="YYYY-MM-DD", help="the first day")
    audit.add_argument("--to", dest="last", type=day, metavar="YYYY-MM-DD", help="the last day")
    kind = audit.add_mutually_exclusive_group()
    kind.add_argument("--staff", action="store_true", help="only what staff did")
    kind.add_argument("--in-place", action="store_true", help="only what staff did in a customer's place")
    kind.add_argument("--refused", action="store_true", help="only refused sign-ins")
    audit.add_argument("--newest", type=number, metavar="N", help="at most so many (lines: 100, files: all)")
    audit.add_argument("--csv", action="store_true", help="answer as CSV, for a spreadsheet")


def _describe_notes(notes: Words) -> None:
    listed = notes.acting("list", "notes", "list_notes", "print the notes on an account, the newest first")
    add = notes.acting("add", "notes", "add_note", "note something about an account; its customer never sees it")
    for word in (listed, add):
        word.add_argument("customer", metavar="LOGIN", help="whose account")
    add.add_argument("text", metavar="TEXT", help="the note, in quotes")
    add.add_argument("--pin", action="store_true", help="have it stand above everything of the account")
