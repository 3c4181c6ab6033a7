"""A quote as lines: amounts under one another, every number with its reason, nothing that is only colour."""

from __future__ import annotations

from datetime import date

import pytest
from rich.cells import cell_len

from introtui.domain.money import Money
from introtui.domain.orders import OrderAction
from introtui.domain.periods import Period
from introtui.domain.pricing import LineKind, QuoteLine
from introtui.domain.quotes import Quote, When
from introtui.domain.taxation import Tax, Treatment
from introtui.widgets.quote_view import quote_lines
from tests.domain.quoting import RUNNING


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def line(kind: LineKind, label: str, net: int, vat: int, *, source: str = "") -> QuoteLine:
    return QuoteLine(
        kind=kind,
        label=label,
        days=28,
        of_days=30,
        base=eur(1995),
        net=eur(net),
        vat=eur(vat),
        tax=Tax(treatment=Treatment.EU_CONSUMER, rate_bp=2100, why="Netherlands, consumer"),
        why="28 of 30 days left",
        source=source,
    )


def quote(*lines: QuoteLine, note: str = "What comes next.", before: int = 12840) -> Quote:
    return Quote(
        action=OrderAction.CHANGE_PLAN,
        order_id=1,
        order_state=RUNNING,
        as_of=date(2026, 11, 23),
        when=When.NOW,
        effective_on=date(2026, 11, 23),
        lines=lines,
        balance_before=eur(before),
        plan_id=1,
        term_months=1,
        period=Period(date(2026, 11, 21), date(2026, 12, 21)),
        notes=(note,),
    )


CREDIT = line(LineKind.CREDIT, "VPS M", -1862, -391, source="charged 2026-11-01")
CHARGE = line(LineKind.CHARGE, "VPS L", 3262, 685)


def shown(made: Quote, width: int = 73, *, explained: bool = False) -> list[str]:
    return [str(each) for each in quote_lines(made, width, explained=explained)]


@pytest.mark.parametrize("width", [60, 73, 100])
def test_amounts_end_at_the_right_edge(width: int) -> None:
    lines = shown(quote(CREDIT, CHARGE), width)
    for amount in ("-18.62", "-3.91", "32.62", "6.85", "16.94", "111.46"):
        [found] = [each for each in lines if each.endswith(amount)]
        assert cell_len(found) == width
    assert all(cell_len(each) <= width for each in lines)


def test_a_line_says_what_it_is_how_it_comes_about_and_its_vat() -> None:
    lines = shown(quote(CREDIT, CHARGE))
    assert lines[0].startswith("Credit  VPS M   28 of 30 days left")
    assert "19.95 x 28/30" in lines[0]
    assert lines[1].startswith("        VAT 21 %   as charged 2026-11-01")
    assert lines[3].startswith("        VAT 21 %   Netherlands, consumer")
    assert lines[-1] == "What comes next."


def test_explained_it_shows_the_rounding_and_the_reason_for_the_rate() -> None:
    lines = shown(quote(CREDIT, CHARGE), explained=True)
    assert "        19.95 x 28/30 is 18.62 exactly" in lines
    assert "        VAT: 21 % of -18.62, rounded half up" in lines
    assert "        Rate: Netherlands, consumer" in lines


def test_money_back_is_told_in_words_and_not_by_a_sign() -> None:
    lines = shown(quote(line(LineKind.REFUND, "VPS M", -1862, -391, source="invoice 2026-000123")))
    [total] = [each for each in lines if "Back to your balance today" in each]
    assert total.endswith("22.53")
    assert "-" not in total


def test_a_quote_without_money_shows_that_the_balance_stays() -> None:
    lines = shown(quote(note="The order runs until 2026-12-21."))
    assert len(lines) == 2
    assert lines[0].split() == ["Balance", "unchanged", "128.40"]


def test_long_and_hostile_names_give_way_and_amounts_do_not() -> None:
    lines = shown(
        quote(line(LineKind.CHARGE, "[b]" + "日本語" * 30 + "\x1b[2J", 98765432109, 1), before=98765432111)
    )
    assert lines[0].endswith("987654321.09")
    assert cell_len(lines[0]) == 73
    assert "…" in lines[0]
    assert "\x1b" not in "".join(lines)
