"""The cells of a row: what is to be whole is, and the rows stay as wide as they were."""

from __future__ import annotations

import pytest

from introtui.widgets.record_cells import Cell, Column, give_way

COLUMNS = (
    Column("name", "Name", 10, grow=True),
    Column("since", "Since", 4),
    Column("balance", "Balance", 6, align="right", whole=True),
)


@pytest.mark.parametrize(
    ("balance", "widths"),
    [("1.00", (10, 4, 6)), ("123.45", (10, 4, 6)), ("-123456.78", (6, 4, 10)), ("9" * 40, (0, 4, 16))],
)
def test_the_column_that_grows_gives_way_to_what_is_to_be_whole(balance: str, widths: tuple[int, ...]) -> None:
    cells = (Cell("Adolph Blaine"), Cell("2020-01-01"), Cell(balance))
    assert tuple(give_way(COLUMNS, (10, 4, 6), cells)) == widths


def test_where_no_column_grows_none_gives_way() -> None:
    assert tuple(give_way(COLUMNS[1:], (4, 6), (Cell("2020"), Cell("-123456.78")))) == (4, 6)
