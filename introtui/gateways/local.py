"""Mail, SMS and calls without a network, for the demo and for tests: the outbox is where they are read."""

from __future__ import annotations

from dataclasses import dataclass

from introtui.gateways.calls import Placed
from introtui.gateways.mail import Message
from introtui.gateways.outside import Gateways

FIRST_CALLER, SECOND_CALLER = "+3197010204711", "+3197010200815"


@dataclass(frozen=True, slots=True)
class LocalMail:
    """Takes every mail."""

    keeps: bool = True

    def send(self, message: Message) -> None:
        """Do nothing: what the outbox keeps is all there is."""


@dataclass(frozen=True, slots=True)
class LocalTexts:
    """Takes every text."""

    keeps: bool = True

    def send(self, number: str, text: str, request_id: str) -> None:
        """Do nothing: what the outbox keeps is all there is."""


@dataclass(frozen=True, slots=True)
class LocalCalls:
    """Calls everybody from one number."""

    caller: str
    keeps: bool = True

    def place(self, number: str, request_id: str, *, voice: str = "") -> Placed:
        """Tell from which number the call would come, or what a voice would read."""
        return Placed(voice=voice) if voice else Placed(caller=self.caller)


def local_gateways() -> Gateways:
    """Return a local twin of each gateway."""
    return Gateways(
        mail=LocalMail(), texts=LocalTexts(), calls=(LocalCalls(FIRST_CALLER), LocalCalls(SECOND_CALLER))
    )
