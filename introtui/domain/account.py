"""The profile: what a customer may write into it, and what its state blocks (spec section 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from introtui.domain.countries import check_country
from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.phones import parse_phone
from introtui.domain.text import clean_line
from introtui.domain.vat_ids import MOST_CHARACTERS, parse_vat_id


class ProfileType(StrEnum):
    """Who the customer is to the law."""

    INDIVIDUAL = "individual"
    COMPANY = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFields:
    """What the profile form edits, as typed; `check_profile` makes it fit to store."""

    last_name: str = ""
    first_name: str = ""
    city: str = ""
    address: str = ""
    mobile_phone: str = ""
    profile_type: str = ProfileType.INDIVIDUAL
    company_name: str = ""
    vat_id: str = ""
    postal_recipient: str = ""
    postal_street: str = ""
    postal_code: str = ""
    postal_city: str = ""
    postal_region: str = ""
    postal_country: str = ""


LABELS: Mapping[str, str] = {
    "last_name": "Last name",
    "first_name": "First name",
    "city": "City",
    "address": "Address",
    "mobile_phone": "Mobile phone",
    "profile_type": "Profile type",
    "company_name": "Company name",
    "vat_id": "VAT ID",
    "postal_recipient": "Recipient",
    "postal_street": "Street",
    "postal_code": "Postal code",
    "postal_city": "City",
    "postal_region": "Region",
    "postal_country": "Country",
}
"""The form's label of each field."""

REQUIRED = frozenset({"last_name", "first_name", "city", "address"})
POSTAL_REQUIRED = ("postal_code", "postal_city", "postal_country")
"""Without these, payments are blocked; the profile itself can be saved."""

_LIMITS: Mapping[str, int] = {"vat_id": MOST_CHARACTERS, "postal_code": 16, "mobile_phone": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A request to support and its state."""

    ticket_id: int
    kind: str
    state: str
    subject: str
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileView:
    """The profile as committed; phone numbers in international notation."""

    login: str
    version: int
    fields: ProfileFields
    email: str
    email_changed_at: datetime
    email_confirmed_at: datetime | None
    phone_verified_at: datetime | None
    country: str
    country_name: str
    company_verified_at: datetime | None
    changed_at: datetime
    changed_by: str
    country_request: TicketView | None
    company_rejection: str = ""
    """Why our staff could not verify the company; blank while they have not said so."""

    @property
    def full_name(self) -> str:
        """First name, then last name."""
        return f"{self.fields.first_name} {self.fields.last_name}".strip()

    @property
    def verification_pending(self) -> bool:
        """Whether this is a company that staff have not verified yet."""
        return _pending(self.fields, self.company_verified_at)


def called(company_name: str, first_name: str, last_name: str) -> str:
    """Return what a customer is called: the company, else the person."""
    return company_name or f"{first_name} {last_name}".strip()


def _pending(fields: ProfileFields, company_verified_at: datetime | None) -> bool:
    return fields.profile_type == ProfileType.COMPANY and company_verified_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBlock:
    """Why payments are blocked, and the field that mends it (none when only staff can)."""

    reason: str
    field: str | None


def payment_blocks(view: ProfileView) -> tuple[PaymentBlock, ...]:
    """Return everything that blocks payments now (spec section 2, Profile)."""
    return blocks_of(view.fields, view.company_verified_at, view.company_rejection)


def blocks_of(
    fields: ProfileFields, company_verified_at: datetime | None, company_rejection: str = ""
) -> tuple[PaymentBlock, ...]:
    """Return what of a profile blocks payments; how its phone is written does not matter."""
    blocks = []
    if _pending(fields, company_verified_at):
        blocks.append(_not_verified(company_rejection))
    missing = [name for name in POSTAL_REQUIRED if not getattr(fields, name)]
    if missing:
        names = ", ".join(LABELS[name].lower() for name in missing)
        blocks.append(
            PaymentBlock(reason=f"Payments are blocked: the postal address lacks {names}.", field=missing[0])
        )
    return tuple(blocks)


def _not_verified(rejection: str) -> PaymentBlock:
    if rejection:
        why = f"Invoice payments are blocked: our staff could not verify the company: {rejection}"
        return PaymentBlock(reason=why, field="company_name")
    return PaymentBlock(
        reason="Invoice payments are blocked until our staff have verified the company.", field=None
    )


def _type_of(text: str, _country: str) -> str:
    if text not in tuple(ProfileType):
        raise InvalidValue("Choose Individual or Company.")
    return text


def _country(text: str, _country_of_account: str) -> str:
    return check_country(text)


_SPECIAL: Mapping[str, Callable[[str, str], str]] = {
    "profile_type": _type_of,
    "mobile_phone": parse_phone,
    "postal_country": _country,
    "vat_id": parse_vat_id,
}


def check_field(name: str, draft: ProfileFields, country: str) -> str:
    """Return one field fit to store (phone as E.164), or raise `InvalidValue` saying what to do."""
    text = clean_line(getattr(draft, name), max_length=_LIMITS.get(name, 120))
    needed = name in REQUIRED or (name == "company_name" and draft.profile_type == ProfileType.COMPANY)
    if not text:
        if needed:
            raise InvalidValue(f"Enter the {LABELS[name].lower()}.")
        return ""
    special = _SPECIAL.get(name)
    return special(text, country) if special else text


def check_profile(draft: ProfileFields, country: str) -> ProfileFields:
    """Return the draft fit to store, or raise `InvalidFields` with every field's error."""
    clean: dict[str, str] = {}
    errors: dict[str, str] = {}
    for field in fields(ProfileFields):
        try:
            clean[field.name] = check_field(field.name, draft, country)
        except InvalidValue as error:
            errors[field.name] = str(error)
    if errors:
        raise InvalidFields(errors)
    return replace(draft, **clean)
