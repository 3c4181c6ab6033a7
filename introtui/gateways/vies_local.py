"""VIES without a network, for the demo and for tests: fixed answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from introtui.gateways.vies import ViesAnswer, ViesUnansweredError

DEMO_ANSWERS: Mapping[str, ViesAnswer] = {
    "DE136695976": ViesAnswer(
        valid=True, name="Weber Hosting GmbH", address="Hamburg", request_id="WAPIAAAADEMO0001"
    ),
    "NL004495445B01": ViesAnswer(valid=True, name="NewCo B.V.", address="Utrecht", request_id="WAPIAAAADEMO0002"),
    "SE556188840401": ViesAnswer(valid=False),
}
"""What the demo's register knows of its companies."""


@dataclass(frozen=True, slots=True)
class LocalVies:
    """Answers from a table; a number that is not in it is one that VIES does not answer about."""

    answers: Mapping[str, ViesAnswer] = field(default_factory=lambda: DEMO_ANSWERS)

    def ask(self, vat_id: str, requester: str) -> ViesAnswer:
        """Return the fixed answer, or raise `ViesUnansweredError`."""
        if vat_id not in self.answers:
            raise ViesUnansweredError("not in the table")
        return self.answers[vat_id]
