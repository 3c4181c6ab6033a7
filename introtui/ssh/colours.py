"""Drawing for the colours a terminal has.

Every program draws in true colour: rich keeps what a style looks like with the style, which all programs of a
process share. What is sent to a terminal that has fewer colours is changed on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial

from rich.color import Color, ColorSystem

_COLOUR = re.compile(r"([34])8;2;(\d+);(\d+);(\d+)")
_NO_COLOUR = re.compile(r"(?:;[34]8;2;\d+;\d+;\d+)|(?:[34]8;2;\d+;\d+;\d+;?)")
_WITHOUT = frozenset({"dumb", "vt100", "vt102", "vt220"})

Translate = Callable[[str], str]


def translation(term: str, environment: Mapping[bytes, bytes]) -> Translate:
    """Return how what is drawn is changed for a terminal, as far as it says what it is (no-color.org)."""
    if term in _WITHOUT or environment.get(b"NO_COLOR"):
        return partial(_NO_COLOUR.sub, "")
    if environment.get(b"COLORTERM", b"").lower() in {b"truecolor", b"24bit"} or term.endswith("-direct"):
        return str
    system = ColorSystem.EIGHT_BIT if "256" in term else ColorSystem.STANDARD
    return partial(_COLOUR.sub, partial(_fewer, system))


def _fewer(system: ColorSystem, found: re.Match[str]) -> str:
    ground, red, green, blue = found.groups()
    return _codes(system, ground == "3", int(red), int(green), int(blue))


@cache
def _codes(system: ColorSystem, foreground: bool, red: int, green: int, blue: int) -> str:
    nearest = Color.from_rgb(red, green, blue).downgrade(system)
    return ";".join(nearest.get_ansi_codes(foreground=foreground))
