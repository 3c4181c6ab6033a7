"""Everything a company sends by, as its services are given it."""

from __future__ import annotations

from dataclasses import dataclass

from introtui.domain.messages import Channel
from introtui.gateways.calls import Calls
from introtui.gateways.mail import Mail
from introtui.gateways.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateways:
    """The gateways there are; without one, what is written for it waits in the outbox.

    `calls` are in the order they are tried: the primary one, then the second.
    """

    mail: Mail | None = None
    texts: Texts | None = None
    calls: tuple[Calls, ...] = ()

    def keeps(self, channel: Channel) -> bool:
        """Return whether what goes by a channel stays in the outbox and is delivered by being written."""
        by_channel = {Channel.MAIL: self.mail, Channel.SMS: self.texts, Channel.CALL: next(iter(self.calls), None)}
        gateway = by_channel[channel]
        return gateway is not None and gateway.keeps

    @property
    def sends(self) -> tuple[Channel, ...]:
        """The channels that a worker delivers; a call is placed while its customer waits, and never later."""
        by_channel = {Channel.MAIL: self.mail, Channel.SMS: self.texts}
        found = (channel for channel, gateway in by_channel.items() if gateway is not None)
        return tuple(channel for channel in found if not self.keeps(channel))


NO_GATEWAYS = Gateways()
"""Nobody to send by."""
