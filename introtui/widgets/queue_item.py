"""One thing of a queue as lines of text: what is known of it, beside what somebody else says of the same."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from introtui.domain.queues import Fact, QueueItem
from introtui.domain.text import safe
from introtui.widgets.plain import Draw, plain

LABEL = 13
MARK = 9
LEAST = 12
"""Cells a value has at least, however narrow the screen is."""


def item_drawn(item: QueueItem) -> Draw:
    """Show everything about a thing."""

    def draw(width: int) -> Iterator[Content]:
        since = f"   waits since {item.since}" if item.since else ""
        yield Content.assemble((safe(item.title), "bold"), (since, "$quiet"))
        yield Content("")
        yield from _facts(item, width)
        if item.text:
            yield Content("")
            yield from plain(item.text).wrap(width)
        if item.warning:
            yield Content("")
            yield Content.styled(safe(f"! {item.warning}"), "$warning")

    return draw


def _facts(item: QueueItem, width: int) -> Iterator[Content]:
    beside = any(fact.other for fact in item.facts)
    room = max((width - LABEL - MARK) // 2 if beside else width - LABEL, LEAST)
    if beside:
        head = Content.assemble(" " * LABEL, (item.stated.ljust(room), "$quiet"), (safe(item.compared), "$quiet"))
        yield head.truncate(width, ellipsis=True)
    for fact in item.facts:
        yield from _lines(fact, room)


def _lines(fact: Fact, room: int) -> Iterator[Content]:
    values, others = plain(fact.value).wrap(room - 1), plain(fact.other).wrap(room - 1)
    blank = Content("")
    for place in range(max(len(values), len(others), 1)):
        value = values[place] if place < len(values) else blank
        other = others[place] if place < len(others) else blank
        yield Content.assemble(
            ((fact.label if not place else "").ljust(LABEL), "$quiet"),
            value.pad_right(max(room - value.cell_length, 0)) if fact.other else value,
            other.pad_right(max(room - other.cell_length, 0)) if fact.mark else other,
            _mark(fact) if not place else blank,
        )


def _mark(fact: Fact) -> Content:
    styles = {"same": "$success", "part": "$warning", "differs": "$error"}
    signs = {"same": "= same", "part": "~ part", "differs": "x differs"}
    return Content.styled(signs[fact.mark], styles[fact.mark]) if fact.mark else Content("")
