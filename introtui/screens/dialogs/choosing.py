"""What dialogs share in which a password is chosen: the meter of its strength."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from introtui.domain.passwords import strength
from introtui.screens.dialogs.secret import SecretDialog
from introtui.session import Session
from introtui.widgets.field import Field
from introtui.widgets.strength_meter import StrengthMeter

PAUSE = 0.15
"""Seconds without a key before the strength is estimated: it may take 0.1 s of a core."""


class ChoosingDialog(SecretDialog):
    """Has a field `new` and a `StrengthMeter`; `personal` words make a weak password."""

    def __init__(self, title: str, session: Session, *, personal: Sequence[str]) -> None:
        super().__init__(title, session)
        self._personal = personal

    def on_field_edited(self, event: Field.Edited) -> None:
        """Estimate the new password once the typing pauses."""
        if event.field.key == "new":
            self.run_worker(self._estimate(), group="strength", exclusive=True)

    async def _estimate(self) -> None:
        # Nothing is looked up later: the dialog may be closing by then.
        meter, new = self.query_one(StrengthMeter), self.typed("new")
        if not new:
            meter.show(None)
            return
        await asyncio.sleep(PAUSE)
        meter.show(await asyncio.to_thread(strength, new, self._personal))
