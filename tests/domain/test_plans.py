"""Plans have a price for each term, and refund terms a customer can read."""

from __future__ import annotations

import pytest

from introtui.domain.errors import InvalidValue
from introtui.domain.money import Money
from introtui.domain.plans import TERMS, Plan, RefundKind, RefundTerms


def make_plan(monthly: Money, setup_fee: Money) -> Plan:
    return Plan(
        plan_id=1,
        product="VPS/VDS",
        name="VPS S",
        specs="1 vCPU",
        monthly=monthly,
        setup_fee=setup_fee,
        refund_terms=RefundTerms(RefundKind.PRORATED),
    )


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("prorated", "unused days", "Unused days are refunded."),
        (
            "full_within:14",
            "full refund within 14 days",
            "Refunded in full within 14 days of the start, not afterwards.",
        ),
        (
            "full_within:1",
            "full refund within 1 day",
            "Refunded in full within 1 day of the start, not afterwards.",
        ),
        ("none", "none", "Not refunded."),
    ],
)
def test_refund_terms_read_back_and_say_what_they_mean(text: str, words: str, sentence: str) -> None:
    terms = RefundTerms.parse(text)
    assert (terms.text, terms.words, terms.sentence) == (text, words, sentence)
    assert RefundTerms.parse(words) == terms


@pytest.mark.parametrize(
    "text", ["", "full_within", "full_within:", "full_within:0", "full_within:-1", "full_within:1000", "None"]
)
def test_other_refund_terms_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"^Enter the refund terms"):
        RefundTerms.parse(text)


@pytest.mark.parametrize(("kind", "days"), [(RefundKind.FULL_WITHIN, None), (RefundKind.NONE, 14)])
def test_days_go_with_full_within_alone(kind: RefundKind, days: int | None) -> None:
    with pytest.raises(ValueError, match="does not go with"):
        RefundTerms(kind, days)


def test_a_term_costs_its_months_without_the_setup_fee() -> None:
    plan = make_plan(Money(995, "EUR"), Money(4900, "EUR"))
    assert [plan.price(term) for term in TERMS] == [Money(995 * months, "EUR") for months in (1, 3, 6, 12)]


@pytest.mark.parametrize("term", [0, -1, 2, 24])
def test_no_other_term_has_a_price(term: int) -> None:
    with pytest.raises(InvalidValue, match="Choose a term of 1, 3, 6 or 12 months"):
        make_plan(Money(995, "EUR"), Money(0, "EUR")).price(term)


@pytest.mark.parametrize(
    ("monthly", "setup_fee"),
    [
        (Money(-1, "EUR"), Money(0, "EUR")),
        (Money(1, "EUR"), Money(-1, "EUR")),
        (Money(1, "EUR"), Money(0, "USD")),
    ],
)
def test_a_plan_with_impossible_prices_is_refused(monthly: Money, setup_fee: Money) -> None:
    with pytest.raises(ValueError, match=r"negative price|cannot be mixed"):
        make_plan(monthly, setup_fee)
