"""What a company can configure, where each value came from, and nothing read later than at start.

Order of precedence: `INTROTUI_*` variables, then the TOML file, then the defaults below.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from introtui.domain.company import SAMPLE, BillingRules
from introtui.domain.errors import IntrotuiError, InvalidValue
from introtui.sending_settings import SendingSettings, fault_of, is_secret, secret_in_file, sending_names
from introtui.serving_settings import ServingSettings, serving_names
from introtui.setting_values import READERS, Value, read_text, text_in_file

if TYPE_CHECKING:
    from introtui.domain.company import Company

SELLER = "seller_"
SELLER_NEEDS = ("seller_name", "seller_address", "seller_country")
"""What an invoice has to state of who sells (Directive 2006/112/EC, Article 226)."""


class SettingsError(IntrotuiError):
    """The configuration cannot be read; the sentence names the file or variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SendingSettings, ServingSettings):
    """The values in force; `sources` tells for each whether a variable, the file or the default gave it."""

    database_url: str
    key_file: str
    brand: str = "introtui"
    support_contact: str = "support@example.com"
    theme: str = "introtui-dark"
    export_folder: str = "."
    seller_name: str = SAMPLE.seller.name
    seller_address: tuple[str, ...] = SAMPLE.seller.address
    seller_country: str = SAMPLE.taxed.country
    seller_vat_id: str = SAMPLE.seller.vat_id
    seller_iban: str = SAMPLE.seller.iban
    seller_bic: str = SAMPLE.seller.bic
    seller_email: str = SAMPLE.seller.email
    vat_registrations: tuple[str, ...] = tuple(sorted(SAMPLE.taxed.registrations))
    invoice_days: int = SAMPLE.rules.invoice_days
    auto_renew_days: int = SAMPLE.rules.auto_renew_days
    suspend_days: int = SAMPLE.rules.suspend_days
    terminate_days: int = SAMPLE.rules.terminate_days
    payment_days: int = SAMPLE.rules.payment_days
    remind_days: int = SAMPLE.rules.remind_days
    approval_above: tuple[str, ...] = tuple(map(str, SAMPLE.approval_above))
    statement_columns: tuple[str, ...] = ()
    vies_url: str = "https://ec.europa.eu/taxation_customs/vies/rest-api"
    sources: Mapping[str, str] = field(default_factory=dict)

    def company(self) -> Company:
        """Return the company that sells."""
        from introtui.domain.company import Company
        from introtui.domain.corrections import limit_of
        from introtui.domain.countries import country_name
        from introtui.domain.documents import Party
        from introtui.domain.taxation import TaxedSeller

        return Company(
            seller=Party(
                name=self.seller_name,
                address=self.seller_address,
                country=country_name(self.seller_country),
                vat_id=self.seller_vat_id,
                iban=self.seller_iban,
                bic=self.seller_bic,
                email=self.seller_email,
            ),
            taxed=TaxedSeller(country=self.seller_country, registrations=frozenset(self.vat_registrations)),
            approval_above=tuple(map(limit_of, self.approval_above)),
            statement_columns=self.statement_columns,
            rules=BillingRules(**{rule.name: getattr(self, rule.name) for rule in fields(BillingRules)}),
        )


def settings_of(record: Mapping[str, Any]) -> Settings:
    """Return settings that another process read; JSON knows no tuples."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items()
    }
    return Settings(**values)


def default_database_url() -> str:
    """Return an SQLite file in the user's data folder (XDG)."""
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('introtui') / 'introtui.db'}"


def default_key_file() -> str:
    """Return the key's place in the user's data folder (XDG)."""
    from platformdirs import user_data_path

    return str(user_data_path("introtui") / "introtui.key")


def default_host_key() -> str:
    """Return the host key's place in the user's data folder (XDG)."""
    from platformdirs import user_data_path

    return str(user_data_path("introtui") / "ssh_host_key")


def settings_file(environment: Mapping[str, str]) -> Path:
    """Return the TOML file's place: `INTROTUI_CONFIG`, else the user's configuration folder (XDG)."""
    named = environment.get("INTROTUI_CONFIG")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("introtui") / "introtui.toml"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read file and variables; raises `SettingsError`, naming what cannot be read and what to write instead."""
    environment = os.environ if environment is None else environment
    path = settings_file(environment)
    if environment.get("INTROTUI_CONFIG") and not path.exists():
        raise SettingsError(f"INTROTUI_CONFIG names {path}, which does not exist. Create the file, or unset it.")
    given = {**_in_file(path), **_in_variables(environment)}
    values: dict[str, Any] = {name: _read(name, text, source) for name, (text, source) in given.items()}
    sources = {name: given[name][1] if name in given else "default" for name in setting_names()}
    values.setdefault("database_url", default_database_url())
    values.setdefault("key_file", default_key_file())
    values.setdefault("ssh_host_key", default_host_key())
    if any(name.startswith(SELLER) for name in given):
        values = {**_no_seller(), **values}
        _require_seller(values, next(given[name][1] for name in given if name.startswith(SELLER)))
    settings = Settings(**values, sources=sources)
    _require_order_of_days(settings)
    _require_whole_gateways(settings)
    return settings


def setting_names() -> tuple[str, ...]:
    """Return the names a file or variable may give."""
    others = (*serving_names(), *sending_names())
    own = (known.name for known in fields(Settings) if known.name not in {"sources", *others})
    return (*own, *others)


def variable_of(name: str) -> str:
    """Return the variable that gives a setting."""
    return f"INTROTUI_{name.upper()}"


def _read(name: str, text: str, source: str) -> Value:
    try:
        return READERS.get(name, read_text)(text)
    except InvalidValue as error:
        raise SettingsError(_fault(name, source, str(error))) from error


def _fault(name: str, source: str, sentence: str) -> str:
    return f"{source}: {sentence}" if source == variable_of(name) else f"{source}: {name}: {sentence}"


def _no_seller() -> dict[str, Any]:
    """Return a seller nothing is known of: the sample's bank account must not stand beside a real name."""
    return {name: () if name == "seller_address" else "" for name in setting_names() if name.startswith(SELLER)}


def _require_seller(values: Mapping[str, Any], source: str) -> None:
    missing = [name for name in SELLER_NEEDS if not values[name]]
    if missing:
        raise SettingsError(f"{source}: A seller needs {', '.join(SELLER_NEEDS)}; set {missing[0]} too.")


def _require_order_of_days(settings: Settings) -> None:
    """Refuse days by which an invoice would be paid, or spoken of, before it exists."""
    for name in ("auto_renew_days", "remind_days"):
        if getattr(settings, name) > settings.invoice_days:
            source = settings.sources[name]
            if source == "default":
                source = settings.sources["invoice_days"]
            raise SettingsError(
                f"{source}: {name} ({getattr(settings, name)}) may not be more than "
                f"invoice_days ({settings.invoice_days}): there is no invoice before."
            )


def _require_whole_gateways(settings: Settings) -> None:
    fault = fault_of(settings, settings.seller_email)
    if fault is not None:
        name, sentence = fault
        source = settings.sources[name]
        raise SettingsError(f"{name}: {sentence}" if source == "default" else _fault(name, source, sentence))


def _in_variables(environment: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    variables = ((name, variable_of(name)) for name in setting_names())
    return {name: (environment[variable], variable) for name, variable in variables if variable in environment}


def _in_file(path: Path) -> dict[str, tuple[str, str]]:
    return {name: (text, str(path)) for name, text in _texts_in(path)}


def _texts_in(path: Path) -> Iterator[tuple[str, str]]:
    if not path.exists():
        return
    import tomllib

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    for name, value in content.items():
        if name not in setting_names():
            raise SettingsError(f"{path}: there is no setting {name!r}; known are {', '.join(setting_names())}.")
        if is_secret(name) and value != "":
            raise SettingsError(_fault(name, str(path), secret_in_file(name)))
        try:
            yield name, text_in_file(name, value)
        except InvalidValue as error:
            raise SettingsError(_fault(name, str(path), str(error))) from error
