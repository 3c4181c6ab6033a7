"""The text of an EPC QR code: line by line as EPC069-12 has it, or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.company import SAMPLE
from introtui.domain.documents import Party
from introtui.domain.money import Money
from introtui.domain.transfers import LARGEST, epc_text

REFERENCE = "RF57INV2026000123"
PAYEE = SAMPLE.seller


def test_a_transfer_is_filled_in_line_by_line() -> None:
    assert epc_text(PAYEE, Money(2414, "EUR"), REFERENCE) == (
        "BCD\n002\n1\nSCT\nHABAEE2X\nExample Hosting OÜ\nEE382200221020145685\nEUR24.14\n\nRF57INV2026000123"
    )


def test_an_iban_is_written_without_its_spaces() -> None:
    spaced = replace(PAYEE, iban="EE38 2200 2210 2014 5685")
    assert epc_text(spaced, Money(1, "EUR"), REFERENCE) == epc_text(PAYEE, Money(1, "EUR"), REFERENCE)


def test_without_an_amount_the_payer_enters_it() -> None:
    text = epc_text(PAYEE, Money.zero("EUR"), REFERENCE)
    assert text is not None
    assert text.splitlines()[7] == ""


def test_a_name_is_cut_at_what_the_code_may_hold() -> None:
    text = epc_text(replace(PAYEE, name="Ü" * 120), Money(LARGEST, "EUR"), REFERENCE)
    assert text is not None
    assert text.splitlines()[5] == "Ü" * 70
    assert text.splitlines()[7] == "EUR999999999.99"
    assert len(text.encode()) <= 331


@pytest.mark.parametrize("amount", [Money(2414, "JPY"), Money(-1, "EUR"), Money(LARGEST + 1, "EUR")])
def test_only_an_amount_of_euros_within_bounds_has_a_code(amount: Money) -> None:
    assert epc_text(PAYEE, amount, REFERENCE) is None


@pytest.mark.parametrize(
    "payee", [replace(PAYEE, iban=""), replace(PAYEE, iban="EE382200221020145686"), replace(PAYEE, name="")]
)
def test_only_a_payee_with_a_name_and_a_valid_iban_has_a_code(payee: Party) -> None:
    assert epc_text(payee, Money(2414, "EUR"), REFERENCE) is None
