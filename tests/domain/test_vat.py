"""The rate that counts is the country's on that day; a blank rate is never 0 %."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.errors import InvalidValue, RateNotSet
from introtui.domain.vat import (
    EU_MEMBERS,
    VatGroup,
    VatRate,
    charged_bp,
    parse_rate,
    rate_on,
    show_rate,
)

BEGIN = date(2020, 1, 1)
CHANGE = date(2026, 7, 1)
OTHER = VatRate(country=None, name="Other", rate_bp=0, valid_from=BEGIN)
ESTONIA_OLD = VatRate(country="EE", name="Estonia", rate_bp=2200, valid_from=BEGIN, valid_to=CHANGE)
ESTONIA_NEW = VatRate(country="EE", name="Estonia", rate_bp=2400, valid_from=CHANGE)
SLOVENIA = VatRate(country="SI", name="Slovenia", rate_bp=None, valid_from=BEGIN)
USA = VatRate(country="US", name="USA", rate_bp=0, valid_from=BEGIN)
RATES = (OTHER, ESTONIA_OLD, ESTONIA_NEW, SLOVENIA, USA)


def test_the_union_has_27_members_and_greece_is_gr() -> None:
    assert len(EU_MEMBERS) == 27
    assert "GR" in EU_MEMBERS
    assert not EU_MEMBERS & {"EL", "GB", "CH", "NO", "US"}


@pytest.mark.parametrize(
    ("country", "on", "expected"),
    [
        ("EE", date(2026, 6, 30), ESTONIA_OLD),
        ("EE", CHANGE, ESTONIA_NEW),
        ("EE", date(2030, 1, 1), ESTONIA_NEW),
        ("US", CHANGE, USA),
        ("BR", CHANGE, OTHER),
        ("SI", CHANGE, SLOVENIA),
    ],
)
def test_the_row_in_force_on_the_tax_date_counts(country: str, on: date, expected: VatRate) -> None:
    assert rate_on(RATES, country, on) is expected


def test_the_row_that_began_last_counts_when_rows_overlap() -> None:
    open_ended = VatRate(country="EE", name="Estonia", rate_bp=2000, valid_from=BEGIN)
    assert rate_on((ESTONIA_NEW, open_ended), "EE", CHANGE) is ESTONIA_NEW


@pytest.mark.parametrize(("country", "name"), [("EE", "Estonia"), ("NL", "NL")])
def test_a_member_state_without_a_row_that_day_is_not_set_rather_than_other(country: str, name: str) -> None:
    rate = rate_on(RATES, country, date(2019, 12, 31))
    assert (rate.name, rate.rate_bp) == (name, None)


def test_nothing_is_priced_when_not_even_other_has_a_rate() -> None:
    with pytest.raises(RateNotSet) as caught:
        rate_on((ESTONIA_NEW,), "BR", CHANGE)
    assert caught.value.country == "BR"


def test_a_blank_rate_cannot_be_charged() -> None:
    with pytest.raises(RateNotSet) as caught:
        charged_bp(SLOVENIA)
    assert caught.value.country == "Slovenia"
    assert str(caught.value) == ("VAT for Slovenia is not set, so nothing can be priced; support has been told.")


def test_zero_is_a_rate_and_is_charged() -> None:
    assert charged_bp(USA) == 0


def test_each_row_is_in_all_and_in_one_other_group() -> None:
    in_eu = [rate for rate in RATES if VatGroup.EU.admits(rate)]
    outside = [rate for rate in RATES if VatGroup.OTHER.admits(rate)]
    assert in_eu == [ESTONIA_OLD, ESTONIA_NEW, SLOVENIA]
    assert outside == [OTHER, USA]
    assert all(VatGroup.ALL.admits(rate) for rate in RATES)


@pytest.mark.parametrize(
    ("rate_bp", "shown"),
    [
        (2100, "21 %"),
        (2550, "25.5 %"),
        (525, "5.25 %"),
        (5, "0.05 %"),
        (0, "0 %"),
        (10_000, "100 %"),
        (None, "not set"),
    ],
)
def test_a_rate_is_shown_in_percent(rate_bp: int | None, shown: str) -> None:
    assert show_rate(rate_bp) == shown


@given(st.integers(0, 10_000))
def test_a_shown_rate_reads_back_the_same(rate_bp: int) -> None:
    assert parse_rate(show_rate(rate_bp)) == rate_bp


@pytest.mark.parametrize("text", ["", "   "])
def test_a_blank_rate_is_not_set(text: str) -> None:
    assert parse_rate(text) is None


@pytest.mark.parametrize("text", ["25,5", "-1", "1.005", "abc", "%", "1e1", "100.01", "999", "21 % %"])
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"^Enter (the|a) rate"):
        parse_rate(text)
