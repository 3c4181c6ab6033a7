"""What every way of sending has in common: how it says that something was not sent."""

from __future__ import annotations


class NotSent(Exception):
    """Nothing is known to have arrived; `str(error)` is a sentence for the customer and for staff.

    `again` is whether a later try may work. `tried` is False where nobody was asked, so that it counts as no try.
    """

    def __init__(self, sentence: str, *, again: bool, tried: bool = True) -> None:
        super().__init__(sentence)
        self.again = again
        self.tried = tried
