"""Countries by code and by the name a customer looks for."""

from __future__ import annotations

import pytest

from introtui.domain.countries import all_countries, check_country, country_name, names_of
from introtui.domain.errors import InvalidValue
from introtui.services.packaged import packaged_rows


def test_a_code_is_accepted_in_any_case() -> None:
    assert check_country(" nl ") == "NL"


@pytest.mark.parametrize("code", ["XX", "", "NLD", "UK", "n\u0131"])
def test_an_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidValue, match="There is no such country"):
        check_country(code)
    with pytest.raises(InvalidValue):
        country_name(code)


@pytest.mark.parametrize(("code", "name"), [("NL", "Netherlands"), ("KR", "South Korea"), ("BO", "Bolivia")])
def test_names_are_the_everyday_ones(code: str, name: str) -> None:
    assert country_name(code) == name


def test_a_country_has_the_name_that_the_vat_table_gives_it() -> None:
    published = {row["country"]: row["country_name"] for row in packaged_rows("vat_published.csv")}
    del published[""]
    assert {code: country_name(code) for code in published} == published
    assert names_of("CZ") == ("Czech Republic", "Czechia")
    assert names_of("DE") == ("Germany",)


def test_the_list_is_complete_and_in_the_order_a_reader_expects() -> None:
    names = [name for _, name in all_countries()]
    assert len(names) == len(set(names)) > 240
    assert names[:3] == ["Afghanistan", "\u00c5land Islands", "Albania"]
    assert all(country_name(code) == name for code, name in all_countries())
