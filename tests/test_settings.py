"""Settings are read from variables and a TOML file, and a wrong one is a sentence that names where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from introtui.domain.company import SAMPLE, BillingRules
from introtui.domain.taxation import TaxedSeller
from introtui.settings import Settings, SettingsError, load_settings

SELLER = """
seller_name = "Heron Hosting GmbH"
seller_address = ["Deich 1", "20095 Hamburg"]
seller_country = "DE"
"""


def loaded(tmp_path: Path, toml: str = "", **variables: str) -> Settings:
    path = tmp_path / "introtui.toml"
    path.write_text(toml)
    return load_settings({"INTROTUI_CONFIG": str(path), "INTROTUI_DATABASE_URL": "sqlite:///x", **variables})


def fault(tmp_path: Path, toml: str = "", **variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, toml, **variables)
    return str(caught.value)


def test_without_settings_the_invented_seller_sells(tmp_path: Path) -> None:
    assert loaded(tmp_path).company() == SAMPLE


def test_a_company_of_its_own_shares_nothing_with_the_invented_one(tmp_path: Path) -> None:
    company = loaded(tmp_path, SELLER).company()
    assert (company.seller.name, company.seller.country) == ("Heron Hosting GmbH", "Germany")
    assert company.seller.address == ("Deich 1", "20095 Hamburg")
    assert (company.seller.iban, company.seller.bic, company.seller.vat_id, company.seller.email) == ("",) * 4
    assert company.taxed == TaxedSeller(country="DE")


def test_everything_a_company_states_is_read(tmp_path: Path) -> None:
    toml = f"""{SELLER}
    seller_vat_id = "de 136 695 976"
    seller_iban = "DE89 3704 0044 0532 0130 00"
    seller_bic = "cobadeffxxx"
    seller_email = "billing@example.org"
    vat_registrations = ["FR", "it"]
    invoice_days = 10
    suspend_days = "0"
    """
    company = loaded(tmp_path, toml).company()
    seller = company.seller
    assert (seller.vat_id, seller.iban) == ("DE136695976", "DE89370400440532013000")
    assert (seller.bic, seller.email) == ("COBADEFFXXX", "billing@example.org")
    assert company.taxed.registrations == {"FR", "IT"}
    assert company.rules == BillingRules(invoice_days=10, suspend_days=0)


def test_a_variable_comes_before_the_file_and_lists_have_separators(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        SELLER + "invoice_days = 10",
        INTROTUI_INVOICE_DAYS="5",
        INTROTUI_SELLER_ADDRESS="Hafen 2; 20457 Hamburg",
        INTROTUI_VAT_REGISTRATIONS="oss",
    )
    assert settings.company().rules.invoice_days == 5
    assert settings.seller_address == ("Hafen 2", "20457 Hamburg")
    assert settings.vat_registrations == ("OSS",)
    assert settings.sources["invoice_days"] == "INTROTUI_INVOICE_DAYS"
    assert settings.sources["seller_country"].endswith("introtui.toml")
    assert settings.sources["remind_days"] == "default"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("seller_iban", "DE89370400440532013001", "its check digits do not fit"),
        ("seller_bic", "COBA", "8 or 11 characters"),
        ("seller_country", "Germany", "There is no such country"),
        ("seller_vat_id", "DE1", "is no VAT ID of DE"),
        ("seller_email", "nobody", "mail"),
        ("vat_registrations", "DE, US", "'US' is no member state"),
        ("invoice_days", "soon", "Write a number of days from 0 to 365."),
        ("terminate_days", "366", "Write a number of days from 0 to 365."),
        ("remind_days", "-1", "Write a number of days from 0 to 365."),
        ("vies_url", "http://vies.example", "begins with https://"),
        ("vies_url", "https://", "begins with https://"),
        ("ssh_workers", "65", "Write a number from 1 to 64."),
        ("ssh_drain_seconds", "soon", "Write a number from 0 to 3600."),
        ("ssh_metrics", "0.0.0.0:9110", "for this machine alone"),
        ("ssh_metrics", "127.0.0.1", "no address with a port"),
        ("ssh_metrics", "127.0.0.999:1", "address"),
    ],
)
def test_a_wrong_value_is_told_with_its_place(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    variable = f"INTROTUI_{name.upper()}"
    told = fault(tmp_path, SELLER.replace(f"{name} =", "# "), **{variable: value})
    assert told.startswith(f"{variable}: ")
    assert sentence in told
    file = tmp_path / "introtui.toml"
    assert fault(tmp_path, f'{name} = "{value}"').startswith(f"{file}: {name}: ")


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("invoice_days = true", "invoice_days: Write a whole number."),
        ("invoice_days = 1.5", "invoice_days: Write a whole number."),
        ("seller_address = [1]", "seller_address: Write a list of texts"),
        ("brand = 3", "brand: Write a text in quotes."),
        ("colour = 'red'", "there is no setting 'colour'"),
        ("brand", "cannot be read"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, toml: str, sentence: str) -> None:
    assert sentence in fault(tmp_path, toml)


def test_half_a_seller_is_none(tmp_path: Path) -> None:
    told = fault(tmp_path, 'seller_iban = "DE89370400440532013000"')
    assert told.endswith("A seller needs seller_name, seller_address, seller_country; set seller_name too.")


def test_no_day_may_come_before_there_is_an_invoice(tmp_path: Path) -> None:
    assert "INTROTUI_INVOICE_DAYS: remind_days (3) may not be more than invoice_days (2)" in fault(
        tmp_path, INTROTUI_INVOICE_DAYS="2"
    )


def test_plain_http_is_for_this_machine(tmp_path: Path) -> None:
    settings = loaded(tmp_path, INTROTUI_VIES_URL="http://127.0.0.1:8080/rest-api/")
    assert settings.vies_url == "http://127.0.0.1:8080/rest-api"
