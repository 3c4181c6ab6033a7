"""What each day came to, as bars made of cells with their number before them: it reads without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.content import Content

from introtui.domain.money import minor_digits
from introtui.domain.overview import Flow, MoneyByDay, Overview
from introtui.widgets.plain import Block

DAY = 5
"""Cells of a day, as in 11-23."""
NARROW_NUMBER, WIDE_NUMBER = 5, 11
"""Cells of a number: whole units, or all of it where there is room for bars beside it."""
LEAST_BAR = 8
"""Cells a bar has to have before numbers get more."""
LEAST_DAYS, MOST_DAYS = 14, 30
AROUND = 3
"""Lines above and under the days: the currency, the heads, the sum."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
NOTHING = "No money moved in these days."


class MoneyChart(Block):
    """Shows one currency of an overview, as many days as there are lines for."""

    def __init__(self) -> None:
        super().__init__("", markup=False, id="money")
        self._overview: Overview | None = None
        self._currency = ""

    def show(self, overview: Overview) -> None:
        """Show other figures, in the same currency where there still is any in it."""
        self._overview = overview
        self._draw()

    def show_next_currency(self) -> None:
        """Show another currency."""
        money = self._shown()
        if self._overview is not None and money is not None:
            every = self._overview.money
            self._currency = every[(every.index(money) + 1) % len(every)].currency
            self._draw()

    @property
    def currencies(self) -> int:
        """How many there are to choose from."""
        return 0 if self._overview is None else len(self._overview.money)

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._draw()

    def _shown(self) -> MoneyByDay | None:
        every = () if self._overview is None else self._overview.money
        return next((each for each in every if each.currency == self._currency), next(iter(every), None))

    def _draw(self) -> None:
        money = self._shown()
        if self._overview is None:
            return
        if money is None:
            self.update(Content.styled(NOTHING, "$quiet"))
            return
        lines = chart_lines(self._overview, money, self.size.width, self.size.height)
        self.update(Content("\n").join(lines))


def days_shown(height: int) -> int:
    """Return how many days are shown in so many lines."""
    return max(LEAST_DAYS, min(height - AROUND, MOST_DAYS))


def chart_lines(overview: Overview, money: MoneyByDay, width: int, height: int) -> Iterator[Content]:
    """Yield the chart of one currency: today first, each flow with a scale of its own."""
    room = (width - DAY) // len(Flow)
    number = WIDE_NUMBER if room >= WIDE_NUMBER + LEAST_BAR else NARROW_NUMBER
    bar = max(room - number - 2, 1)
    days = list(overview.days(days_shown(height)))

    def line(head: str, texts: Iterable[str], bars: Iterable[str] = ("", "", "")) -> str:
        cells = (f" {text:>{number}} {drawn:<{bar}}" for text, drawn in zip(texts, bars, strict=True))
        return f"{head:<{DAY}}{''.join(cells)}".rstrip()

    place = f", {overview.money.index(money) + 1} of {len(overview.money)}" if len(overview.money) > 1 else ""
    yield Content.styled(f"Money by day, {money.currency}{place}", "bold $primary")
    yield Content.styled(line("", Flow), "$quiet")
    for day in days:
        amounts = [money.on(day, flow).minor for flow in Flow]
        texts = (written(minor, money.currency, number) for minor in amounts)
        bars = (bar_of(minor, money.most(flow), bar) for flow, minor in zip(Flow, amounts, strict=True))
        yield Content.styled(line(f"{day:%m-%d}", texts, bars), "" if any(amounts) else "$quiet")
    sums = (sum(money.on(day, flow).minor for day in days) for flow in Flow)
    yield Content.styled(line("Sum", (written(each, money.currency, number) for each in sums)), "bold")


def bar_of(minor: int, most: int, cells: int) -> str:
    """Return a bar in proportion to the largest of its flow, to an eighth of a cell, in so many cells."""
    eighths = 0 if not most else max(round(abs(minor) * cells * 8 / most), 1 if minor else 0)
    full, rest = divmod(eighths, 8)
    return f"{'█' * full}{_EIGHTHS[rest].strip()}".ljust(cells)


def written(minor: int, currency: str, width: int) -> str:
    """Return an amount in so many cells: exact where it fits, else in whole units, thousands or millions."""
    digits = minor_digits(currency)
    if not minor:
        return "-"
    units = minor / 10**digits
    for text in (
        *([f"{units:.{digits}f}"] if width >= WIDE_NUMBER else []),
        *([f"{units:.0f}"] if abs(units) >= 1 else ["<1" if minor > 0 else ">-1"]),
        f"{units / 10**3:.0f}k",
        f"{units / 10**6:.0f}M",
    ):
        if len(text) <= width:
            return text
    return f"{units / 10**9:.0f}G"
