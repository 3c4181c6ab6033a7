"""The lines above everything of one account: who it is, how to reach them, what they owe, what is the matter."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from introtui.attention import attention, open_words
from introtui.domain.account import ProfileType, ProfileView
from introtui.domain.notes import AccountNote
from introtui.domain.phones import show_phone
from introtui.domain.text import safe
from introtui.state import AccountState
from introtui.widgets.plain import Block

LINES = 6
"""Cells high, whatever is known of an account: the list under it keeps its place."""
LABEL = 10


class AccountHead(Block):
    """Shows who an account belongs to; it is drawn anew whenever one of its slices changes."""

    def __init__(self) -> None:
        super().__init__("Loading…", markup=False, id="account-head")
        self._state: AccountState | None = None
        self._note: AccountNote | None = None

    def show_note(self, note: AccountNote | None) -> None:
        """Show the note that staff pinned."""
        self._note = note
        self._draw()

    def show(self, state: AccountState) -> None:
        """Show what is known by now."""
        self._state = state
        self._draw()

    def on_resize(self) -> None:
        """Cut the lines to the new width."""
        self._draw()

    def _draw(self) -> None:
        if self._state is None or self._state.profile is None:
            return
        width = max(self.size.width, LABEL)
        lines = [
            line.truncate(width, ellipsis=True)
            for line in head_lines(self._state, self._state.profile, self._note)
        ]
        self.update(Content("\n").join([*lines, *[Content("")] * LINES][:LINES]))


def head_lines(state: AccountState, profile: ProfileView, note: AccountNote | None) -> Iterator[Content]:
    """Yield the lines; what is not loaded yet is left blank."""
    yield Content.assemble((safe(f"{profile.login} · {profile.full_name}"), "bold"), safe(_kind(profile)))
    yield _fact("Reach", _reach(profile))
    yield _fact("Orders", _orders(state))
    yield _fact("Balance", _balance(state))
    yield Content("") if note is None else _fact("Note", f"{note.line} ({note.author})")
    notes = [*_blocked(state), *(each.sentence for each in attention(state, own=False))]
    more = f" ({len(notes) - 1} more)" if len(notes) > 1 else ""
    yield Content.styled(safe(f"x {notes[0]}{more}"), "$error") if notes else Content("")


def _blocked(state: AccountState) -> Iterator[str]:
    if state.security is not None and state.security.blocked_at is not None:
        yield f"Blocked since {state.security.blocked_at:%Y-%m-%d}: nobody can sign in."


def _fact(label: str, value: str) -> Content:
    return Content.assemble((f"{label:<{LABEL}}", "$quiet"), safe(value))


def _kind(profile: ProfileView) -> str:
    if profile.fields.profile_type != ProfileType.COMPANY:
        return f" · individual · {profile.country_name}"
    verified = "to verify" if profile.verification_pending else "verified"
    vat_id = f" · {profile.fields.vat_id}" if profile.fields.vat_id else ""
    return f" · {profile.fields.company_name}, {verified} · {profile.country_name}{vat_id}"


def _reach(profile: ProfileView) -> str:
    email = f"{profile.email}{'' if profile.email_confirmed_at else ' (not confirmed)'}"
    phone = profile.fields.mobile_phone
    if not phone:
        return email
    return f"{email} · {show_phone(phone)}{'' if profile.phone_verified_at else ' (not verified)'}"


def _orders(state: AccountState) -> str:
    summary = state.orders
    if summary is None:
        return ""
    marked = ", ".join(f"{count} {words}" for count, words in _marked(state) if count)
    return f"{summary.active} active{f', of them {marked}' if marked else ''}; {summary.history} ended"


def _marked(state: AccountState) -> Iterator[tuple[int, str]]:
    if state.orders is not None:
        yield state.orders.overdue, "overdue"
        yield state.orders.suspended, "suspended"
        yield state.orders.unpaid, "not paid yet"


def _balance(state: AccountState) -> str:
    billing = state.billing
    if billing is None:
        return ""
    opened = f"; {open_words(billing)}" if billing.open_invoices else "; no invoice is open"
    return f"{billing.balance}{opened}"
