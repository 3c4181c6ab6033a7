"""How a customer is taxed on a day: from the profile, the VAT ID as confirmed, and the rates in force."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.account import ProfileType
from introtui.domain.taxation import Tax, TaxedCustomer, tax_on
from introtui.services.context import Context
from introtui.services.vat import rates_for
from introtui.store.tables import Profile, VatEvidence


def customer_tax(session: Session, context: Context, account_id: int, on: date) -> Tax:
    """Return how a sale to the customer on a day is taxed; raises `RateNotSet`."""
    profile = session.get_one(Profile, account_id)
    customer = TaxedCustomer(country=profile.country, vat_id=confirmed_vat_id(session, profile))
    seller = context.company.taxed
    rates = rates_for(session, on, seller=seller.country, customer=profile.country)
    return tax_on(seller, customer, rates, on)


def confirmed_vat_id(session: Session, profile: Profile) -> str:
    """Return a company's VAT ID when the newest evidence about that very number says it is valid, else blank."""
    if profile.profile_type is not ProfileType.COMPANY or not profile.vat_id:
        return ""
    newest = session.scalars(
        select(VatEvidence)
        .where(VatEvidence.account_id == profile.account_id, VatEvidence.vat_id == profile.vat_id)
        .order_by(VatEvidence.id.desc())
        .limit(1)
    ).first()
    return profile.vat_id if newest is not None and newest.valid else ""
