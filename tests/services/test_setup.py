"""A new database is ready for use at once, and making it ready twice does no harm."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from introtui.domain.plans import Plan
from introtui.services.order_reading import plans_of_product
from introtui.services.setup import PUBLISHED_FROM, initialise
from introtui.services.vat import rates_in_force
from introtui.store import tables
from introtui.store.engine import Database
from introtui.store.migrate import require_current
from introtui.store.tables import Audit, PlanPrice, Product, VatRateRow
from tests.building import CLOCK, TODAY


def offers(session: Session, name: str, currency: str) -> list[str]:
    query = select(Product.name).join(tables.Plan, tables.Plan.product_id == Product.id)
    product = session.scalars(query.where(tables.Plan.name == name)).one()
    plans: tuple[Plan, ...] = plans_of_product(session, product, currency, TODAY)
    return [f"{plan.name} {plan.monthly}" for plan in plans]


def test_an_empty_file_becomes_a_database_of_this_version(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    initialise(database, CLOCK)
    require_current(database)
    database.close()


def test_the_rates_stand_in_the_published_order(installed: Database) -> None:
    with installed.read() as session:
        rates = rates_in_force(session, TODAY)
    assert [rate.name for rate in rates[:3]] == ["Other", "Austria", "Belgium"]
    assert rates[-1].name == "USA"
    assert len(rates) == 29
    assert {rate.valid_from for rate in rates} == {PUBLISHED_FROM}


def test_other_has_no_country_and_slovenias_rate_is_not_set(installed: Database) -> None:
    with installed.read() as session:
        rates = {rate.name: rate for rate in rates_in_force(session, TODAY)}
    assert rates["Other"].country is None
    assert rates["Other"].rate_bp == 0
    assert rates["Slovenia"].rate_bp is None
    assert rates["Netherlands"].rate_bp == 2100


def test_plans_have_prices_of_two_none_and_three_decimals(installed: Database) -> None:
    with installed.read() as session:
        assert offers(session, "VPS S", "EUR") == ["VPS S EUR 9.95", "VPS M EUR 19.95", "VPS L EUR 34.95"]
        assert offers(session, "VPS S", "JPY")[0] == "VPS S JPY 1592"
        assert offers(session, "Dedicated E3", "KWD")[0] == "Dedicated E3 KWD 29.400"


def test_refund_terms_differ_by_plan(installed: Database) -> None:
    query = select(tables.Plan.name, PlanPrice.refund_terms).join(PlanPrice).where(PlanPrice.currency == "EUR")
    with installed.read() as session:
        terms = dict(session.execute(query).all())
    assert terms["VPS M"] == "prorated"
    assert terms["Dedicated E3"] == "full_within:14"
    assert terms["Dedicated EPYC"] == "none"


def test_a_plan_says_what_it_is_in_every_currency(installed: Database) -> None:
    with installed.read() as session:
        assert all(session.scalars(select(tables.Plan.specs)))


def test_doing_it_again_changes_nothing(installed: Database) -> None:
    def state(session: Session) -> list[int | None]:
        counted = (VatRateRow, tables.Plan, PlanPrice, Audit)
        return [session.scalar(select(func.count()).select_from(table)) for table in counted]

    with installed.read() as session:
        before = state(session)
    initialise(installed, CLOCK)
    with installed.read() as session:
        assert state(session) == before


def test_a_rate_that_was_taken_away_does_not_come_back(installed: Database) -> None:
    def work(session: Session) -> None:
        session.execute(delete(VatRateRow).where(VatRateRow.country == "US"))

    installed.transact(work)
    initialise(installed, CLOCK)
    with installed.read() as session:
        assert "US" not in {rate.country for rate in rates_in_force(session, TODAY)}
