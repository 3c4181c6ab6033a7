"""What the security section shows; secrets never leave the store as text (spec section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from introtui.domain.errors import InvalidValue
from introtui.domain.sessions import SessionView
from introtui.domain.ssh_keys import SshKeyView
from introtui.domain.text import clean_line

SECURITY_CODE_LENGTH = range(6, 33)
"""Long enough not to be guessed in the few tries staff allow, short enough to be said on the phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginView:
    """One session start."""

    at: datetime
    address: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityView:
    """The security section as committed; `current_address` is the viewer's own.

    `trial_ends_at` is when the address list goes back to the one before, None when it was kept; `blocked_at` is
    since when nobody signs in.
    """

    login: str
    version: int
    security_code_set: bool
    ip_restriction: str
    trial_ends_at: datetime | None
    password_set: bool
    password_changed_at: datetime | None
    two_factor: bool
    recovery_left: int
    ssh_keys: tuple[SshKeyView, ...]
    sessions: tuple[SessionView, ...]
    current_address: str
    logins: tuple[LoginView, ...]
    blocked_at: datetime | None = None


def check_security_code(text: str) -> str:
    """Return a security code fit to hash, or raise `InvalidValue`."""
    code = clean_line(text, max_length=max(SECURITY_CODE_LENGTH))
    if len(code) not in SECURITY_CODE_LENGTH:
        raise InvalidValue(f"Use {min(SECURITY_CODE_LENGTH)} to {max(SECURITY_CODE_LENGTH)} characters.")
    return code
