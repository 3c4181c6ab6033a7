"""What a charge keeps of its taxation and of the document that explains it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.append_only import allow_rewriting, forbid_rewriting
from introtui.store.migrations.columns import ALONE, BIG_ID
from introtui.store.migrations.money.documents import treatment

_PROFILE = sa.table("profile", sa.column("account_id"), sa.column("country"))
_ORDERS = sa.table("orders", sa.column("id"), sa.column("account_id"))
_CHARGE = sa.table("order_charge", sa.column("order_id"), sa.column("treatment"))
_MEMBERS = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
"""The European Union at the time of this migration."""


def extend_charges() -> None:
    """Add the columns; the treatment of older charges follows from the country of the account."""
    allow_rewriting("order_charge")
    with op.batch_alter_table("order_charge", reflect_kwargs=ALONE) as charge:
        charge.add_column(sa.Column("line_id", BIG_ID, nullable=True))
        charge.add_column(sa.Column("setup", sa.Boolean(), server_default=sa.false(), nullable=False))
        charge.add_column(sa.Column("term_months", sa.Integer(), nullable=True))
        charge.add_column(sa.Column("label", sa.String(), server_default="", nullable=False))
        charge.add_column(sa.Column("treatment", treatment(), nullable=True))
        charge.add_column(sa.Column("vat_rate_from", sa.Date(), nullable=True))
        # A refund in full gives back what a plan change left of a charge, so that one may be credited twice.
        charge.drop_constraint("uq_order_charge_credits_id", type_="unique")
        charge.create_index("ix_order_charge_credits_id", ["credits_id"])
        charge.create_foreign_key("fk_order_charge_line_id_document_line", "document_line", ["line_id"], ["id"])
    _fill_treatment()
    with op.batch_alter_table("order_charge", reflect_kwargs=ALONE) as charge:
        charge.alter_column("treatment", existing_type=treatment(), nullable=False)
    forbid_rewriting("order_charge")


def _fill_treatment() -> None:
    country = (
        sa.select(_PROFILE.c.country)
        .join(_ORDERS, _ORDERS.c.account_id == _PROFILE.c.account_id)
        .where(_ORDERS.c.id == _CHARGE.c.order_id)
        .scalar_subquery()
    )
    in_the_union = sa.case((country.in_(_MEMBERS), "eu_consumer"), else_="outside_eu")
    op.execute(sa.update(_CHARGE).values(treatment=in_the_union))
