"""Stand-in."""

from __future__ import annotations

from introtui.domain.documents import Party
from introtui.domain.money import Money


def epc_text(payee: Party, amount: Money | None, reference: str) -> str | None:
    """Return the text of an EPC QR code, None where there can be none."""
    if amount is None or amount.currency != "EUR":
        return None
    head = ("BCD", "002", "1", "SCT", payee.bic, payee.name, payee.iban, f"EUR{amount.amount}", "", reference)
    return "\n".join(head)
