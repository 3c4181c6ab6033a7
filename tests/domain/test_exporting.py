"""Exported orders: read back they are what the list showed, in a spreadsheet and in a script."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.exporting import ExportFormat, export_orders
from introtui.domain.money import Money
from introtui.domain.order_views import OrderRow
from introtui.domain.orders import OrderFacts, OrderStatus

ROW = OrderRow(
    order_id=10231,
    version=1,
    product="VPS/VDS",
    plan="VPS M",
    address="203.0.113.7",
    more_addresses=1,
    hostname="web1.example.net",
    price=Money(1995, "EUR"),
    term_months=1,
    auto_renew=True,
    ended_on=None,
    facts=OrderFacts(status=OrderStatus.ACTIVE, paid_until=date(2026, 12, 21)),
    today=date(2026, 11, 23),
    all_addresses=("203.0.113.7", "2001:db8::7"),
)


def from_csv(rows: Iterable[OrderRow]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(export_orders(rows, ExportFormat.CSV), newline="")))


def test_csv_has_a_header_and_a_line_an_order() -> None:
    assert export_orders([ROW], ExportFormat.CSV) == (
        "id,product,plan,ip_addresses,hostname,paid_until,days_remaining,status,term_months,price,currency,"
        "auto_renew,ended_on\r\n"
        "10231,VPS/VDS,VPS M,203.0.113.7 2001:db8::7,web1.example.net,2026-12-21,28,active,1,19.95,EUR,yes,\r\n"
    )


def test_json_keeps_numbers_as_numbers_and_money_exact() -> None:
    [record] = json.loads(export_orders([ROW], ExportFormat.JSON))
    assert (record["id"], record["days_remaining"], record["term_months"]) == (10231, 28, 1)
    assert (record["price"], record["currency"]) == ("19.95", "EUR")
    assert record["ip_addresses"] == ["203.0.113.7", "2001:db8::7"]


@pytest.mark.parametrize(
    ("price", "written"),
    [(Money(1592, "JPY"), "1592"), (Money(11550, "KWD"), "11.550"), (Money(5, "EUR"), "0.05")],
)
def test_money_has_the_decimals_of_its_currency(price: Money, written: str) -> None:
    assert from_csv([replace(ROW, price=price)])[0]["price"] == written


def test_an_ended_order_has_an_end_and_no_days() -> None:
    facts = replace(ROW.facts, status=OrderStatus.CANCELLED)
    [record] = from_csv([replace(ROW, facts=facts, ended_on=date(2026, 11, 1))])
    assert (record["status"], record["days_remaining"], record["ended_on"]) == ("cancelled", "", "2026-11-01")


def test_an_overdue_order_keeps_its_negative_days_as_a_number() -> None:
    [record] = from_csv([replace(ROW, facts=replace(ROW.facts, paid_until=date(2026, 11, 22)))])
    assert (record["status"], record["days_remaining"]) == ("overdue", "-1")


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.sampled_from(ExportFormat))
def test_any_text_comes_back_from_the_file(text: str, form: ExportFormat) -> None:
    written = export_orders([replace(ROW, plan=text), ROW], form)
    if form is ExportFormat.JSON:
        rows = json.loads(written)
        assert rows[0]["plan"] == text
    else:
        rows = list(csv.DictReader(StringIO(written, newline="")))
        assert rows[0]["plan"].removeprefix("'") == text.removeprefix("'")
    assert [row["hostname"] for row in rows] == [ROW.hostname] * 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula_in_a_spreadsheet(start: str) -> None:
    [record] = from_csv([replace(ROW, hostname=f"{start}HYPERLINK(A1)")])
    assert record["hostname"] == f"'{start}HYPERLINK(A1)"


def test_nothing_to_export_is_a_header_or_an_empty_list() -> None:
    assert export_orders([], ExportFormat.CSV).count("\r\n") == 1
    assert json.loads(export_orders([], ExportFormat.JSON)) == []
