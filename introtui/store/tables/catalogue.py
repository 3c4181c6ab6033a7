"""What is sold and how it is taxed: products, plans, prices, VAT rates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from introtui.domain.plans import FIRST_DAY
from introtui.store.tables.base import Base, Currency, Id, Minor


class Product(Base):
    """A family of plans, such as VPS/VDS."""

    __tablename__ = "product"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)


class Plan(Base):
    """A plan of a product; nobody can order one since `withdrawn_on`, and the orders there are go on."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("product_id", "name"),)

    id: Mapped[Id]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str]
    specs: Mapped[str] = mapped_column(default="")
    withdrawn_on: Mapped[date | None]


class PlanPrice(Base):
    """The net monthly price, set-up fee and refund terms of a plan in one currency, from a day until the next one.

    What an order has agreed to is its own (`Order.price_minor`): a new price changes no order there is.
    """

    __tablename__ = "plan_price"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    currency: Mapped[Currency] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True, default=FIRST_DAY)
    monthly_minor: Mapped[Minor]
    setup_fee_minor: Mapped[Minor]
    refund_terms: Mapped[str]


class ProductOption(Base):
    """What may be chosen with a product: `kind` is "operating_system" or "location"."""

    __tablename__ = "product_option"

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class PoolAddress(Base):
    """An address of a product's pool; free while no order has it. One address is in one pool only."""

    __tablename__ = "pool_address"

    id: Mapped[Id]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    location: Mapped[str] = mapped_column(default="")
    ip_version: Mapped[int]
    address: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)

    __table_args__ = (Index("ix_pool_address_free", "product_id", "location", "ip_version", "order_id", "id"),)


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
    source: Mapped[str] = mapped_column(default="", server_default="")
