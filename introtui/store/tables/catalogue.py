"""What is sold and how it is taxed: products, plans, prices, VAT rates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from introtui.store.tables.base import Base, Currency, Id, Minor


class Product(Base):
    """A family of plans, such as VPS/VDS."""

    __tablename__ = "product"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)


class Plan(Base):
    """A plan of a product."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("product_id", "name"),)

    id: Mapped[Id]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str]
    specs: Mapped[str] = mapped_column(default="")


class PlanPrice(Base):
    """The net monthly price, set-up fee and refund terms of a plan in one currency."""

    __tablename__ = "plan_price"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    currency: Mapped[Currency] = mapped_column(primary_key=True)
    monthly_minor: Mapped[Minor]
    setup_fee_minor: Mapped[Minor]
    refund_terms: Mapped[str]


class VatRateRow(Base):
    """A published rate in basis points, valid in `[valid_from, valid_to)`; no rate means *not set*."""

    __tablename__ = "vat_rate"
    __table_args__ = (UniqueConstraint("country", "valid_from"),)

    id: Mapped[Id]
    country: Mapped[str | None]
    name: Mapped[str]
    rate_bp: Mapped[int | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
