"""Which fonts a text needs, and what stands for a letter that none has."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER: Final = Path(__file__).with_name("fonts")
REGULAR: Final = FOLDER / "NotoSans-Regular.ttf"
BOLD: Final = FOLDER / "NotoSans-Bold.ttf"

_SCRIPTS: Final = MappingProxyType(
    {
        script.upper(): FOLDER / f"NotoSans{script}-Regular.ttf"
        for script in ("Arabic", "Armenian", "Devanagari", "Georgian", "Hebrew", "Thai")
    }
)
_EAST_ASIAN: Final = frozenset(
    script
    for scripts in ("CJK IDEOGRAPHIC BOPOMOFO HANGUL", "HIRAGANA KATAKANA KATAKANA-HIRAGANA FULLWIDTH HALFWIDTH")
    for script in scripts.split()
)


def fonts_for(letters: Iterable[str]) -> list[Path]:
    """Return the fonts that letters outside `REGULAR` need, in a steady order; scripts without a font have none.

    A script is the first word of its letters' Unicode names.
    """
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    found = [path for script, path in _SCRIPTS.items() if script in scripts]
    return [*found, _east_asian()] if scripts & _EAST_ASIAN else found


def _east_asian() -> Path:
    from noto_cjk_sans_jp_regular import FONT_PATH

    return Path(str(FONT_PATH))
