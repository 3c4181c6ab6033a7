"""Names for a hundred thousand accounts: made of syllables, few of them borne by many."""

from __future__ import annotations

from introtui.demo.dice import Dice


def _words(text: str) -> list[str]:
    return text.split()


SYLLABLES = _words(
    "ka la ma na pa ra sa ta va be de fe ge he ke le me ne re se te we bi di fi ki li mi ni ri si ti vi bo do go"
    " ho jo ko lo mo no po ro so to vo bu du gu hu ku lu mu ru su tu bra cla dre fri gro kle kri pla pre sta ste"
)
ENDINGS = _words("sen mann berg ova ski ini ez stra ov er ing ström dahl vić ký nen ard eau son ley man quist")
TRADES = _words("Hosting Media Software Trading Logistics Design Consulting Systems Games Energy Foods Travel")


def family_name(dice: Dice) -> str:
    """Return one of many thousand names; some are common, as names are."""
    many = len(SYLLABLES)
    syllables = [SYLLABLES[min(dice.below(many), dice.below(many))] for _ in range(1 + dice.below(2))]
    return ("".join(syllables) + dice.pick(ENDINGS)).capitalize()
