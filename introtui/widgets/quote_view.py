"""A quote as aligned lines: every amount with its days, fraction, rounding, VAT rate and the reason for it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content

from introtui.domain.money import Money
from introtui.domain.payments import PayBy
from introtui.domain.pricing import KIND_NAMES, WHOLE, Priced, QuoteLine
from introtui.domain.text import safe
from introtui.domain.vat import show_rate
from introtui.widgets.plain import Block, hanging, plain

LEAST_WIDTH = 60
"""Cells of a dialog; beside a list there may be less."""
INDENT, NARROW_INDENT = 8, 2


class QuoteView(Block):
    """Shows a quote; `explained` adds how each amount was rounded and where a credit comes from."""

    def __init__(self) -> None:
        super().__init__("", markup=False, classes="quote")
        self._quote: Priced | None = None
        self._pay_by = PayBy.BALANCE
        self._instead = ""
        self._explained = False

    def show(self, quote: Priced | None, instead: str = "", *, pay_by: PayBy = PayBy.BALANCE) -> None:
        """Show a quote and what paying it does to the balance, or a sentence in place of it."""
        self._quote = quote
        self._pay_by = pay_by
        self._instead = instead
        self.remove_class("-stale")
        self._draw()

    def make_stale(self) -> None:
        """Leave what is shown until the next quote is here, so that nothing jumps, but dimmed."""
        self.add_class("-stale")

    def explain(self) -> None:
        """Show or hide how the amounts come about."""
        self._explained = not self._explained
        self._draw()

    def on_resize(self) -> None:
        """Draw again at the new width."""
        self._draw()

    def _draw(self) -> None:
        width = max(self.size.width, LEAST_WIDTH)
        if self._quote is None:
            self.update(plain(self._instead).stylize("$quiet"))
            return
        lines = quote_lines(self._quote, width, explained=self._explained, pay_by=self._pay_by)
        self.update(Content("\n").join(lines))


def quote_lines(
    quote: Priced, width: int, *, explained: bool = False, pay_by: PayBy = PayBy.BALANCE
) -> list[Content]:
    """Return the quote's lines, amounts right-aligned at `width`."""
    lines: list[Content] = []
    for line in quote.lines:
        lines.extend(money_line(line, width, explained=explained))
    if quote.lines:
        lines.append(Content(" " * (width - 10) + "─" * 10))
    lines.extend(_totals(quote, width, pay_by))
    lines.extend(Content(safe(note)).stylize("$quiet") for note in quote.notes)
    return lines


def money_line(line: QuoteLine, width: int, *, explained: bool) -> Iterator[Content]:
    """Return a line with its VAT underneath; `explained` adds how both were rounded and where they come from."""
    what = f"{line.label}   {line.why}"
    name = what if line.kind in WHOLE else f"{KIND_NAMES[line.kind]}  {what}"
    indent = INDENT if width >= LEAST_WIDTH else NARROW_INDENT
    yield from amount_rows(name, line.working, line.net.amount, width)
    why = f"as {line.source}" if line.source else line.tax.why
    vat = f"VAT {show_rate(line.tax.rate_bp)}   {why}"
    yield from amount_rows(vat, "", line.vat.amount, width, indent=indent, style="$quiet")
    if explained:
        lines = (each for words in _workings(line) for each in hanging(words, indent, width))
        yield from (each.stylize("$secondary") for each in lines)


def _workings(line: QuoteLine) -> Iterator[str]:
    tax, rate = line.tax, show_rate(line.tax.rate_bp)
    if line.kind in WHOLE:
        yield f"{line.base.amount}: the whole price, no fraction of days"
    else:
        yield f"{line.base.amount} x {line.days}/{line.of_days} is {line.rounding}"
    yield f"VAT: {rate} of {line.net.amount}, rounded half up"
    # Where the line takes another back, the words for its rate are not beside it.
    if tax.rate_from is not None:
        yield f"Rate: {rate} since {tax.rate_from}{f', {tax.why}' if line.source else ''}"
    elif line.source:
        yield f"Rate: {tax.why}"


def _totals(quote: Priced, width: int, pay_by: PayBy) -> Iterator[Content]:
    total = quote.total
    invoiced = pay_by is PayBy.INVOICE and total.minor > 0
    if quote.lines:
        words = "From your balance today" if total.minor >= 0 else "Back to your balance today"
        yield amount_row(
            "By invoice, nothing today" if invoiced else words,
            total.currency,
            _unsigned(total).amount,
            width,
            style="bold",
        )
    if total.minor and not invoiced:
        change = f"{quote.balance_before.amount}  ->"
        yield amount_row("Balance", change, quote.balance_after.amount, width)
    else:
        yield amount_row("Balance", "unchanged", quote.balance_before.amount, width)


def _unsigned(amount: Money) -> Money:
    return -amount if amount.minor < 0 else amount


def amount_row(left: str, middle: str, amount: str, width: int, *, style: str = "") -> Content:
    """Return one line: text, its working, the amount at the right edge; the text gives way first."""
    right = safe(f"{middle}  {amount:>10}")
    room = width - cell_len(right) - 1
    text = Content(safe(left)).truncate(room, ellipsis=True, pad=True)
    line = text.append(" " + right)
    return line.stylize(style) if style else line


def amount_rows(
    left: str, middle: str, amount: str, width: int, *, indent: int = 0, style: str = ""
) -> Iterator[Content]:
    """Return `amount_row` in a dialog; where there is less room, the text wraps above its working and amount."""
    if width >= LEAST_WIDTH:
        yield amount_row(f"{'':<{indent}}{left}", middle, amount, width, style=style)
        return
    *lines, last = hanging(left, indent, width)
    right = safe(f"{middle}  {amount}" if middle else amount)
    if last.cell_length + 1 + cell_len(right) > width:
        lines.append(last)
        last = Content("")
    last = last.append(right.rjust(width - last.cell_length))
    yield from (line.stylize(style) if style else line for line in (*lines, last))
