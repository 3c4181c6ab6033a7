"""A database made ready for use: its tables, the published VAT rates and a sample catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from ipaddress import ip_address

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from introtui.clock import Clock
from introtui.domain.money import parse_amount
from introtui.domain.plans import RefundTerms
from introtui.domain.topics import Topic
from introtui.domain.vat import parse_rate
from introtui.services.bulk_values import NewPrice
from introtui.services.catalogue import add_prices
from introtui.services.packaged import packaged_rows
from introtui.store import migrate
from introtui.store.engine import Database
from introtui.store.tables import Audit, Change, PoolAddress, Product, ProductOption, VatRateRow

PUBLISHED_FROM = date(2020, 1, 1)
"""From when the published VAT rates count: the source gives no dates, and no running period is older."""

ACTOR = "introtui init"
"""Who the audit names."""


def initialise(database: Database, clock: Clock) -> None:
    """Bring the tables up to date and fill what is empty; done again, it changes nothing.

    The VAT table is filled when it has no row, the catalogue with its options and address pools when there is no
    product. Raises `SchemaError` when the database belongs to a newer version.
    """
    migrate.upgrade(database)

    def work(session: Session) -> None:
        filled = [
            name for name, fill in (("VAT rates", _fill_vat), ("catalogue", _fill_catalogue)) if fill(session)
        ]
        if filled:
            session.add(
                Audit(
                    at=clock.now(),
                    account_id=None,
                    actor=ACTOR,
                    address="",
                    action="setup.fill",
                    subject=", ".join(filled),
                    detail="",
                )
            )
            session.add(Change(account_id=None, topic=Topic.VAT))

    database.transact(work)


def published_rates() -> Iterator[VatRateRow]:
    """Yield the VAT table as published, in its order; a blank rate stays not set, a blank country is Other."""
    for row in packaged_rows("vat_published.csv"):
        yield VatRateRow(
            country=row["country"] or None,
            name=row["country_name"],
            rate_bp=parse_rate(row["rate"]),
            valid_from=PUBLISHED_FROM,
            valid_to=None,
        )


def sample_prices() -> Iterator[NewPrice]:
    """Yield the sample catalogue."""
    for row in packaged_rows("sample_catalogue.csv"):
        yield NewPrice(
            product=row["product"],
            plan=row["plan"],
            specs=row["specs"],
            monthly=parse_amount(row["monthly_price"], row["currency"]),
            setup_fee=parse_amount(row["setup_fee"], row["currency"]),
            refund_terms=RefundTerms.parse(row["refund_terms"]),
        )


def _fill_vat(session: Session) -> bool:
    if session.scalar(select(func.count()).select_from(VatRateRow)):
        return False
    for rate in published_rates():
        session.add(rate)
        # One at a time: the published order is the order of the ids.
        session.flush()
    return True


def _fill_catalogue(session: Session) -> bool:
    if session.scalar(select(func.count()).select_from(Product)):
        return False
    add_prices(session, sample_prices())
    # Only with the sample catalogue: a company's own product must never give out documentation addresses.
    products = dict(session.execute(select(Product.name, Product.id)).all())
    _add_options(session, products)
    _add_pools(session, products)
    return True


def _add_options(session: Session, products: Mapping[str, int]) -> None:
    session.add_all(
        ProductOption(product_id=products[row["product"]], kind=row["kind"], name=row["name"], position=position)
        for position, row in enumerate(packaged_rows("sample_options.csv"))
    )
    session.flush()


def _add_pools(session: Session, products: Mapping[str, int]) -> None:
    for row in packaged_rows("sample_pools.csv"):
        first = ip_address(row["first"])
        session.add_all(
            PoolAddress(
                product_id=products[row["product"]],
                location=row["location"],
                ip_version=first.version,
                address=str(first + place),
            )
            for place in range(int(row["count"]))
        )
        # One at a time: the lowest address is given out first.
        session.flush()
