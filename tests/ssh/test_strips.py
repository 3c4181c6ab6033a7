"""A drawn line is freed when nobody draws it any more, and cuts are what they always were."""

from __future__ import annotations

import gc
from weakref import ref

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from introtui.ssh import strips

LINE = "ten cells."


class Line(Strip):
    """One that can be watched."""

    __slots__ = ("__weakref__",)


def line() -> Strip:
    return Strip([Segment(LINE[:4], Style(bold=True)), Segment(LINE[4:])])


@pytest.mark.parametrize("cuts", [[10], [4, 10], [3, 5, 10], [10, 12], [4, 14]])
def test_a_line_is_divided_as_before(cuts: list[int]) -> None:
    assert list(strips.divide(line(), cuts)) == list(strips._divide(line(), cuts))


@pytest.mark.parametrize(("start", "end"), [(0, 10), (0, 4), (2, 10), (0, 14), (3, 12), (10, 10), (12, 14)])
def test_a_line_is_cut_as_before(start: int, end: int) -> None:
    style = Style(reverse=True)
    assert strips.crop_extend(line(), start, end, style) == strips._crop_extend(line(), start, end, style)


def test_a_line_that_is_cut_nowhere_is_free_once_nobody_has_it() -> None:
    gc.disable()
    try:
        drawn = Line([Segment(LINE)])
        strips.divide(drawn, [10])
        strips.crop_extend(drawn, 0, 10, None)
        strips.divide(drawn, [4, 10])
        left = ref(drawn)
        del drawn
        assert left() is None
    finally:
        gc.enable()
