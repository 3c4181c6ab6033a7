"""Orders, their addresses, their timeline and the value each period holds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, false, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from introtui.domain.address_keys import address_key
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.taxation import Treatment
from introtui.store.tables.base import Base, Currency, Id, Minor, row_of


class Order(Base):
    """One service an account holds; `paid_until` is the end of `[period_start, paid_until)`.

    `agreed_on` is the day of the plan's price and terms that the order has, `next_agreed_on` that of a plan change
    to come; None stands for those that the plan had first.
    """

    __tablename__ = "orders"

    id: Mapped[Id]
    version: Mapped[int] = mapped_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    status: Mapped[OrderStatus]
    suspended_for: Mapped[SuspendedFor | None]
    term_months: Mapped[int]
    price_minor: Mapped[Minor]
    currency: Mapped[Currency]
    hostname: Mapped[str] = mapped_column(default="")
    first_address: Mapped[str] = mapped_column(default="")
    started_on: Mapped[date | None]
    period_start: Mapped[date | None]
    paid_until: Mapped[date | None]
    anchor_day: Mapped[int | None]
    ended_on: Mapped[date | None]
    auto_renew: Mapped[bool] = mapped_column(default=False)
    cancel_at: Mapped[date | None]
    next_plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    next_term_months: Mapped[int | None]
    next_price_minor: Mapped[Minor | None]
    change_at: Mapped[date | None]
    open_invoice_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", use_alter=True))
    suspended_on: Mapped[date | None]
    operating_system: Mapped[str] = mapped_column(default="", server_default="")
    location: Mapped[str] = mapped_column(default="", server_default="")
    comment: Mapped[str] = mapped_column(default="")
    agreed_on: Mapped[date | None]
    next_agreed_on: Mapped[date | None]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_orders_by_id", "account_id", "id"),
        Index("ix_orders_by_days", "account_id", text("coalesce(paid_until, '9999-12-31')"), "id"),
        # What staff list all orders by: whatever they filter by stands before what they sort by.
        Index("ix_orders_all_by_id", "status", "id"),
        Index("ix_orders_all_by_days", "status", text("coalesce(paid_until, '9999-12-31')"), "id"),
        Index("ix_orders_plan_by_id", "plan_id", "currency", "status", "id"),
        Index(
            "ix_orders_plan_by_days",
            "plan_id",
            "currency",
            "status",
            text("coalesce(paid_until, '9999-12-31')"),
            "id",
        ),
        Index("ix_orders_plan_by_price", "plan_id", "currency", "status", "price_minor", "id"),
        # What the billing run looks for: each costs what is due, not what exists.
        Index("ix_orders_status_paid_until_id", "status", "paid_until", "id"),
        Index("ix_orders_suspended_on_id", "suspended_on", "id"),
        Index("ix_orders_cancel_at_id", "cancel_at", "id"),
        Index("ix_orders_change_at_id", "change_at", "id"),
        Index("ix_orders_open_invoice_id", "open_invoice_id"),
        # How many orders a plan has, without a look at any of them.
        Index("ix_orders_plan_id_currency_status", "plan_id", "currency", "status"),
        Index("ix_orders_by_hostname", text("lower(hostname)")),
    )


def _address_key(context: DefaultExecutionContext) -> bytes | None:
    return address_key(row_of(context)["address"])


class OrderAddress(Base):
    """An address assigned to an order, in the order they are shown; `address_key` sorts as addresses do."""

    __tablename__ = "order_address"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(index=True)
    address_key: Mapped[bytes | None] = mapped_column(LargeBinary, default=_address_key, index=True)


class OrderCharge(Base):
    """What a period was charged, or the credit of an earlier charge; append-only.

    `basis_minor` is the net price of the whole period (V of spec section 4), `net_minor` and `vat_minor` are what
    was booked. A credited charge holds no value any more; only a refund in full gives back what is left of it.
    `line_id` is the document's line that explains it, None for a period that came with an import.
    """

    __tablename__ = "order_charge"

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    transaction_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transaction.id"))
    credits_id: Mapped[int | None] = mapped_column(ForeignKey("order_charge.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("document_line.id"))
    term_months: Mapped[int | None]
    setup: Mapped[bool] = mapped_column(default=False, server_default=false())
    label: Mapped[str] = mapped_column(default="", server_default="")
    period_start: Mapped[date]
    period_end: Mapped[date]
    basis_minor: Mapped[Minor]
    net_minor: Mapped[Minor]
    treatment: Mapped[Treatment]
    vat_rate_bp: Mapped[int | None]
    vat_rate_from: Mapped[date | None]
    vat_minor: Mapped[Minor]
    vat_why: Mapped[str]
    source: Mapped[str]


class OrderEvent(Base):
    """A line of the order's timeline; append-only."""

    __tablename__ = "order_event"

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    sentence: Mapped[str]
