"""Bank transfers as a phone reads them: the text of an EPC QR code (EPC069-12)."""

from __future__ import annotations

from typing import Final

from stdnum import iban

from introtui.domain.documents import Party
from introtui.domain.money import Money

LARGEST: Final = 999_999_999_99
"""Cents; EPC069-12 allows 0.01 to 999999999.99 euros."""
_LONGEST_NAME: Final = 70
_UTF_8: Final = "1"


def epc_text(payee: Party, amount: Money, reference: str) -> str | None:
    """Return the text of the QR code of a SEPA transfer; a zero amount leaves it to the payer.

    `reference` is an ISO 11649 creditor reference. None where there can be no such code: for a currency that is
    not the euro, an amount out of bounds, or a payee without a name and a valid IBAN.
    """
    if amount.currency != "EUR" or not 0 <= amount.minor <= LARGEST:
        return None
    if not payee.name or not iban.is_valid(payee.iban):
        return None
    return "\n".join(
        (
            "BCD",
            "002",
            _UTF_8,
            "SCT",
            payee.bic,
            payee.name[:_LONGEST_NAME],
            iban.compact(payee.iban),
            f"EUR{amount.amount}" if amount.minor else "",
            "",  # the purpose code
            reference,
        )
    )
