"""All checks, one after the other, on one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from introtui.services.checking import assignments, bank, charges, documents, found, ledger, settlements
from introtui.services.checking.finding import Finding
from introtui.services.importing.report import Progress
from introtui.store.engine import Database

Check = Callable[[Session], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    ledger.transactions_balance,
    ledger.postings_belong,
    ledger.movements_are_explained,
    ledger.payments_match,
    ledger.bank_book_matches,
    bank.entries_are_booked_once,
    bank.statements_are_whole,
    bank.corrections_are_booked,
    documents.numbers_have_no_gaps,
    documents.sums_agree,
    settlements.settlements_agree,
    settlements.receivable_matches,
    charges.lines_explain_charges,
    charges.charges_are_explained_once,
    charges.credits_stay_within,
    charges.paid_lines_are_fulfilled,
    charges.periods_are_explained,
    assignments.addresses_are_assigned_once,
    assignments.pools_agree,
    assignments.open_invoices_are_open,
    assignments.invoices_are_awaited,
    found.accounts_can_be_found,
    found.addresses_can_be_found,
)


def check_all(database: Database, *, progress: Progress) -> Iterator[Finding]:
    """Yield whatever is wrong, as it is found; nothing when the books are right."""
    with database.read() as session:
        for done, check in enumerate(CHECKS):
            progress(done, len(CHECKS), "checks")
            yield from check(session)
        progress(len(CHECKS), len(CHECKS), "checks")
