"""What staff may do to an account now, and for the rest of what their role holds the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.actions import parse

from introtui.commands import ON_ACCOUNT, Scope, in_scope
from introtui.domain.account import ProfileType, ProfileView
from introtui.domain.permissions import Permission
from introtui.domain.security import SecurityView
from introtui.screens.dialogs.command_menu import CommandMenu, choosing


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as it is at the moment when something is to be done to it."""

    profile: ProfileView
    security: SecurityView


def reason_against(name: str, now: Standing) -> str | None:
    """Return why something cannot be done to an account now, None when it can."""
    fields, security = now.profile.fields, now.security
    has_list = bool(security.ip_restriction) or security.trial_ends_at is not None
    reasons: dict[str, tuple[bool, str]] = {
        "verify_company": (fields.profile_type == ProfileType.COMPANY, "The account is no company."),
        "ask_vies": (bool(fields.vat_id), "The profile has no VAT ID."),
        "check_code": (security.security_code_set, "No security code is set for this account."),
        "end_sessions": (bool(security.sessions), "Nobody is signed in."),
        "reset_two_factor": (security.two_factor, "Two-factor authentication is off."),
        "unlock_addresses": (has_list, "There is no address list."),
        "block": (security.blocked_at is None, "The account is blocked already."),
        "unblock": (security.blocked_at is not None, "The account is not blocked."),
    }
    allowed, reason = reasons.get(name, (True, ""))
    return None if allowed else reason


class AccountMenu(CommandMenu):
    """Returns the name of what is to be done to the account."""

    ENTRIES = {
        str(parse(command.action)[2][0]): command
        for command in in_scope(Scope.ACCOUNT)
        if parse(command.action)[1] == ON_ACCOUNT
    }
    BINDINGS = choosing(ENTRIES)

    def __init__(self, login: str, now: Standing, may: Callable[[Permission], bool]) -> None:
        super().__init__(f"Account {login}")
        self._now = now
        self._may = may

    def offers(self, name: str) -> bool:
        """Return whether the role of whoever looks holds it."""
        return any(map(self._may, self.ENTRIES[name].needs))

    def reason_against(self, name: str) -> str | None:
        """Return why the account does not allow it now."""
        return reason_against(name, self._now)
