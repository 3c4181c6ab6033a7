"""`introtui accounts`: verifying companies and their VAT IDs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from introtui.words.acting import acting, answer

if TYPE_CHECKING:
    from introtui.services.vat_ids import VatIdCheck


def verify_company(options: argparse.Namespace) -> int:
    """Note that staff verified a company."""
    with acting(options) as by:
        by.services.vat_ids.confirm_company(by.actor, options.customer, options.vat_id, options.note)
    record = {"login": options.customer, "verified": True, "vat_id_confirmed": options.vat_id}
    what = "The company and its VAT ID are" if options.vat_id else "The company is"
    return answer(options, record, lambda: [f"{what} verified: {options.customer}"])


def check_vat_id(options: argparse.Namespace) -> int:
    """Ask VIES; the exit code is 0 only for a number that is confirmed."""
    with acting(options) as by:
        check = by.services.vat_ids.verify_vat_id(by.actor, options.customer)
    answer(options, _record(check), lambda: [check.sentence])
    return 0 if check.answer is not None and check.answer.valid else 1


def _record(check: VatIdCheck) -> dict[str, str]:
    found = check.answer
    return {
        "login": check.login,
        "vat_id": check.vat_id,
        "outcome": check.outcome,
        "checked_at": check.checked_at.isoformat(),
        "name": "" if found is None else found.name,
        "address": "" if found is None else found.address,
        "request_id": "" if found is None else found.request_id,
        "sentence": check.sentence,
    }
