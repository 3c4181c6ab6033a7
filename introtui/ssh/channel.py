"""A channel that keeps of what a client says about itself only what is used, and little of it.

asyncssh keeps every variable of every length; 5,000 of them cost nothing but the client's time here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncssh import SSHServerChannel

if TYPE_CHECKING:
    from asyncssh.packet import SSHPacket

HEARD = frozenset({b"COLORTERM", b"NO_COLOR", b"TERM_PROGRAM"})
LONGEST = 64
"""Characters of a variable or a terminal's name."""


class QuietChannel(SSHServerChannel[bytes]):
    """Takes a variable only where it is used."""

    def _process_env_request(self, packet: SSHPacket) -> bool:
        name, value = packet.get_string(), packet.get_string()
        packet.check_end()
        if name not in HEARD or len(value) > LONGEST or not value.isascii():
            return False
        self._env[name] = value
        return True


def is_name(term: str) -> bool:
    """Tell whether a terminal's name is one: letters, digits and what stands between them in terminfo."""
    return (
        0 < len(term) <= LONGEST
        and term.isascii()
        and term.replace("-", "").replace("+", "").replace(".", "").replace("_", "").isalnum()
    )
