"""What customers and staff can say, family by family; nothing but the declarations is loaded for it."""

from __future__ import annotations

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
    _describe_roles(words.family("roles", "what staff may do (staff)"))
    _describe_payments(words.family("payments", "money that came in (staff)"))
    _describe_pools(words.family("pools", "addresses for new orders (staff)"))
    _describe_outbox(words.family("outbox", "messages that did not arrive yet (staff)"))


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
    for word in (history, setting, withdraw):
        word.add_argument("country", type=country, metavar="COUNTRY", help="two-letter code, or other")
    setting.add_argument("rate", metavar="PERCENT", help="such as 21 or 25.5")
    setting.add_argument("--source", default="", metavar="TEXT", help="where the rate was published")
    diff = vat.acting("diff", "vat", "show_differences", "which rates are not the statutory ones (staff)")
    diff.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="on which day (default: today)")
    adopt = vat.acting("adopt", "vat", "adopt_rates", "take over statutory rates (admins)")
    adopt.add_argument("countries", nargs="*", type=country, metavar="COUNTRY", help="which ones")
    adopt.add_argument("--all", action="store_true", help="every one that differs")
    for word in (setting, withdraw, adopt):
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


def _describe_pools(pools: Words) -> None:
    pools.acting("list", "pools", "list_pools", "every pool and what is free in it")
    add = pools.acting("add", "pools", "add_addresses", "add addresses; orders that wait for some are delivered")
    add.add_argument("product", metavar="PRODUCT", help="by its name")
    add.add_argument("addresses", metavar="ADDRESSES", help="an address, a range a-b, or a network a/n")
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
