"""A member state's VAT ID has to pass its own check; what another country calls one is taken as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.account import ProfileType, check_profile
from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.vat_ids import is_european, parse_vat_id
from tests.building import PROFILE


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("DE136695976", "DE136695976"),
        ("de 136 695 976", "DE136695976"),
        ("NL0044.95.445.B01", "NL004495445B01"),
        ("ATU13585627", "ATU13585627"),
        ("EL094259216", "EL094259216"),
        ("GR094259216", "EL094259216"),
        ("XI980780684", "XI980780684"),
    ],
)
def test_a_right_number_is_stored_in_one_way(typed: str, stored: str) -> None:
    assert parse_vat_id(typed) == stored
    assert is_european(stored)


@pytest.mark.parametrize("typed", ["DE136695975", "NL1", "FR", "ATU1358562", "DE13669597612345"])
def test_a_wrong_number_of_a_member_state_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue, match=r"is no VAT ID of [A-Z]{2}: check its digits"):
        parse_vat_id(typed)


@pytest.mark.parametrize("typed", ["CHE-123.456.789 MWST", "GB 980 7806 84", "27AAPFU0939F1ZV", "12345"])
def test_numbers_of_other_countries_are_kept(typed: str) -> None:
    assert parse_vat_id(typed, "US") == typed.replace(" ", "")
    assert not is_european(parse_vat_id(typed))


def test_a_number_without_its_letters_is_asked_for_them() -> None:
    with pytest.raises(InvalidValue, match=r"^Begin the VAT ID with the letters of its country, such as EL\.$"):
        parse_vat_id("094259216", "GR")


def test_the_profile_form_has_the_error_beside_the_field() -> None:
    draft = replace(PROFILE, profile_type=ProfileType.COMPANY, company_name="Heron BV", vat_id="NL123456789B01")
    with pytest.raises(InvalidFields) as caught:
        check_profile(draft, "NL")
    assert list(caught.value.errors) == ["vat_id"]
    assert check_profile(replace(draft, vat_id=""), "NL").vat_id == ""
