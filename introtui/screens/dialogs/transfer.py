"""A bank transfer: to whom, how much, under which reference, and the code a phone reads it from."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from introtui.domain.billing import TransferDetails
from introtui.paper.qr import qr_lines
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.plain import Plain

SCAN = "Scan it with your bank's app."
NO_CODE = "There is no QR code for this transfer: banks read one for euros alone, and up to a limit."
GROUP = 4
"""IBANs and references are written in groups of so many characters (ISO 13616, ISO 11649)."""


class TransferDialog(Dialog[None]):
    """Shows how to transfer; it has no buttons, so that the code fits a terminal of 24 lines."""

    AROUND = 3

    def __init__(self, title: str, details: TransferDetails) -> None:
        super().__init__(title)
        self._details = details

    def compose_body(self) -> ComposeResult:
        """Lay out the facts beside the code."""
        code = self._details.epc
        with Horizontal(id="transfer"):
            with Vertical(id="transfer-facts"):
                for label, value in transfer_facts(self._details):
                    yield Plain(label, classes="dim")
                    yield Plain(value, classes="transfer-value")
                yield Plain(NO_CODE if code is None else SCAN, classes="dim")
            if code is not None:
                yield Plain("\n".join(qr_lines(code)), id="qr")

    def compose_buttons(self) -> ComposeResult:
        """Offer none: esc closes."""
        yield from ()


def transfer_facts(details: TransferDetails) -> Iterator[tuple[str, str]]:
    """Return what a transfer needs, each with its label, as a bank's form asks for it."""
    payee, amount = details.payee, details.amount
    facts = (
        ("Payee", payee.name),
        ("IBAN", grouped(payee.iban)),
        ("BIC", payee.bic),
        ("Amount", "" if amount is None else str(amount)),
        ("Reference", grouped(details.reference)),
    )
    return ((label, value) for label, value in facts if value)


def grouped(text: str) -> str:
    """Return an IBAN or a reference in groups that are easy to compare."""
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))
