"""What can be said about bulk actions; nothing but the declarations is loaded for it."""

from __future__ import annotations

import argparse

from introtui.words.parsing import Words, days, number

TEXTS = {
    "renew": ("renew orders, each for its own term or another", "why, such as the number of a ticket"),
    "comment": ("add a line to orders' comments", "the line"),
    "suspend": ("suspend orders for a violation", "why; the customers read it"),
    "lift": ("lift a suspension for a violation", "why; the customers read it"),
    "notify": ("write to accounts", "the message"),
}


def describe_bulk(bulk: Words) -> None:
    """Declare starting jobs, watching, stopping and working on them, and lists as files."""
    listed = bulk.acting("list", "bulk", "list_jobs", "the jobs, the newest first")
    listed.add_argument("--last", type=number, default=100, metavar="N", help="at most so many (default: 100)")
    show = bulk.acting("show", "bulk", "show_job", "a job, and what became of each order or account")
    show.add_argument("--refused", action="store_true", help="only what was refused")
    stop = bulk.acting("stop", "bulk", "stop_job", "stop a job after what is being done")
    resume = bulk.acting("resume", "bulk", "resume_job", "let a stopped job go on")
    for word in (show, stop, resume):
        word.add_argument("job", type=number, metavar="JOB", help="the job's number")
    bulk.acting("run", "bulk", "run_jobs", "work through what waits, then end; for cron, or by hand")
    for kind, (sentence, text) in TEXTS.items():
        _describe_kind(bulk, kind, sentence, text)
    export = bulk.acting("export", "bulk", "export_list", "a list of all customers, as CSV or JSON")
    export.add_argument("what", choices=["orders", "accounts"], help="which list")
    _add_targets(export)


def _describe_kind(bulk: Words, kind: str, sentence: str, text: str) -> None:
    word = bulk.acting(kind, "bulk", "start_job", sentence)
    word.set_defaults(kind=kind)
    word.add_argument("--text", required=True, metavar="TEXT", help=text)
    word.add_argument("--dry-run", action="store_true", help="show what would be done, do nothing")
    word.add_argument("--key", metavar="KEY", help="a word of yours: said again with it, nothing is done again")
    if kind == "renew":
        word.add_argument("--term", type=number, metavar="MONTHS", help="1, 3, 6 or 12 (default: each its own)")
        how = "from the balances now, or by invoices (default: balance)"
        word.add_argument("--pay-by", choices=["balance", "invoice"], default="balance", help=how)
    if kind == "notify":
        word.add_argument("--subject", required=True, metavar="TEXT", help="the message's subject")
    _add_targets(word)


def _add_targets(word: argparse.ArgumentParser) -> None:
    word.add_argument("--orders", nargs="+", type=number, default=[], metavar="ID", help="these orders")
    word.add_argument("--status", metavar="WORD", help="orders in this status, such as active or overdue")
    word.add_argument("--product", metavar="NAME", help="orders of this product")
    word.add_argument("--currency", metavar="CODE", help="orders in this currency")
    word.add_argument("--due", type=days, metavar="DAYS", help="orders that end within 7 or 30 days")
    word.add_argument("--all", action="store_true", help="every order that has not ended")
    word.add_argument("--accounts", metavar="WORD", help="accounts: all, overdue, blocked, to verify or staff")
