"""The commands of the billing section."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.commands.lists import finding, sorting


def _billing(
    name: str, keys: str, label: str, text: str, *, footer: bool = True, changes: tuple[str, ...] = ()
) -> Command:
    return Command(
        id=f"billing.{name}",
        scope=Scope.BILLING,
        keys=keys,
        label=label,
        help=text,
        action=name,
        footer=footer,
        changes=changes,
    )


BILLING = (
    _billing("detail", "enter", "Details", "Show the document, or how the row at the cursor came about."),
    _billing("view", "v", "View", "Switch between documents, statement and action history."),
    _billing(
        "pay",
        "p",
        "Pay",
        "Pay the invoice from the balance; you see both before you confirm.",
        changes=("invoice.pay",),
    ),
    _billing("transfer", "t", "Transfer", "Show how to pay the invoice by bank transfer, with a QR code."),
    _billing("top_up", "u", "Top up", "Show how to top up the balance by bank transfer."),
    _billing("explain", "equals_sign", "Explain", "Show how the amount at the cursor came about."),
    _billing("balance", "b", "Balance", "Show how the balance came about."),
    _billing("save", "d", "PDF", "Save the document as PDF."),
    _billing("filter", "f", "Filter", "Show the next kind of document or action."),
    *finding(
        Scope.BILLING,
        "Find documents by number or order, movements by memo, document or amount, actions by any of their words.",
    ),
    *sorting(Scope.BILLING, "; the statement stays in booked order, as its balances need"),
    _billing("export", "e", "Export", "Save the whole statement as CSV or JSON."),
)
