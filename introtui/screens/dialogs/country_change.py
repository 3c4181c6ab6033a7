"""Asking support for another country: which one, what VAT would be then, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from introtui.domain.account import ProfileView
from introtui.domain.countries import all_countries, names_of
from introtui.domain.errors import IntrotuiError, InvalidValue, RateNotSet
from introtui.domain.text import clean_line, folded
from introtui.domain.vat import VatRate, rate_on, show_rate
from introtui.screens.dialogs.base import Dialog
from introtui.session import Session
from introtui.widgets.field import Field, TextField
from introtui.widgets.marked_list import MarkedList
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

NAME_WIDTH = 40
"""Columns of a country's name before its rate; a longer one is cut."""

NOT_SET = show_rate(None)
PAYING = "You pay as before: from your balance or by bank transfer."
"""No way to pay depends on the country."""

MAX_REASON = 500
"""Characters."""


def published_rate(rates: Sequence[VatRate], country: str) -> str:
    """Return the rate that is published for a country, out of the rates in force: "19 %" or "not set".

    Which row counts is the rule of `rate_on`.
    """
    # Rates in force on one day are all in force on the day the latest of them began.
    latest = max((rate.valid_from for rate in rates), default=date.min)
    try:
        return show_rate(rate_on(rates, country, latest).rate_bp)
    except RateNotSet:
        return NOT_SET


class CountryChangeDialog(Dialog[bool | None]):
    """Returns True once the request is stored; what was typed stays until then."""

    def __init__(self, session: Session, profile: ProfileView, rates: Sequence[VatRate]) -> None:
        super().__init__("Request another country")
        self._session = session
        self._profile = profile
        self._rates = rates
        self._found: tuple[tuple[str, str], ...] = ()

    def compose_body(self) -> ComposeResult:
        """Lay out the find field, the list, the effect and the reason."""
        yield TextField("find", "New country", hint="type to find")
        yield MarkedList(id="countries", compact=True)
        yield Plain("", id="country-effect")
        yield TextField("reason", "Reason", required=True)

    def compose_buttons(self) -> ComposeResult:
        """Offer to keep or to ask."""
        yield PushButton(f"Keep {self._profile.country_name}", id="cancel")
        yield PushButton("Send to support", id="send", primary=True)

    def on_mount(self) -> None:
        """List every other country."""
        self._find("")

    def has_unsaved(self) -> bool:
        """Return whether something was typed that is not on its way."""
        typed = any(field.value.strip() for field in self._fields().values())
        return typed and not self.query_one("#send").disabled

    # Choosing the country

    def _find(self, text: str) -> None:
        wanted = folded(text.strip())
        self._found = tuple(
            (code, name)
            for code, name in all_countries()
            if code != self._profile.country
            and any(wanted in called or wanted == code.casefold() for called in _called(code))
        )
        countries = self.query_one("#countries", OptionList)
        countries.clear_options()
        countries.add_options(Option(self._line(code, name)) for code, name in self._found)
        countries.highlighted = self._best(wanted)
        self._show_effect()

    def _best(self, wanted: str) -> int | None:
        """Return which country is meant: of that code or name, or beginning so, before one that has it within."""
        if not wanted or not self._found:
            return None
        ranks = [
            (
                wanted not in (code.casefold(), *_called(code)),
                not any(called.startswith(wanted) for called in _called(code)),
                place,
            )
            for place, (code, _) in enumerate(self._found)
        ]
        return min(ranks)[-1]

    def _line(self, code: str, name: str) -> Content:
        shown = name if len(name) < NAME_WIDTH else f"{name[: NAME_WIDTH - 2]}\u2026"
        return Content(f"{shown:<{NAME_WIDTH}}VAT {published_rate(self._rates, code):>7}")

    def _chosen(self) -> tuple[str, str] | None:
        at = self.query_one("#countries", OptionList).highlighted
        return None if at is None else self._found[at]

    def _show_effect(self) -> None:
        chosen = self._chosen()
        words = f"VAT now {published_rate(self._rates, self._profile.country)} ({self._profile.country_name})"
        if not self._found:
            words = "No country is called that. Try its two-letter code, such as DE."
        elif chosen is not None:
            then = published_rate(self._rates, chosen[0])
            words += f", then {then} ({chosen[1]}), as published."
            if then == NOT_SET:
                words += " Nothing can be priced there until it is set."
            words += f"\n{PAYING}"
        self.query_one("#country-effect", Plain).show(words)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what would be charged there."""
        event.stop()
        self._show_effect()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go on to the reason."""
        event.stop()
        self._fields()["reason"].focus_control()

    def on_key(self, event: Key) -> None:
        """Move in the list while the find field has the focus."""
        countries = self.query_one("#countries", OptionList)
        moves: dict[str, Callable[[], None]] = {
            "up": countries.action_cursor_up,
            "down": countries.action_cursor_down,
            "pageup": countries.action_page_up,
            "pagedown": countries.action_page_down,
        }
        if event.key in moves and self._fields()["find"].has_focus_within:
            event.stop()
            moves[event.key]()

    # The request

    def _fields(self) -> dict[str, Field]:
        return {field.key: field for field in self.query(Field)}

    def on_field_edited(self, event: Field.Edited) -> None:
        """Find as you type; take an error away once it is mended."""
        if event.field.key == "find":
            self._find(event.field.value)
        if event.field.has_class("-invalid"):
            self._check(event.field)

    def on_field_left(self, event: Field.Left) -> None:
        """Check the reason when something was typed."""
        if event.field.key == "reason" and event.field.value:
            self._check(event.field)

    def _check(self, field: Field) -> bool:
        try:
            self._check_value(field)
        except InvalidValue as error:
            field.show_error(str(error))
            return False
        field.show_error(None)
        return True

    def _check_value(self, field: Field) -> None:
        if field.key == "find":
            if self._chosen() is None:
                raise InvalidValue("Choose the new country from the list.")
        elif not clean_line(field.value, max_length=MAX_REASON):
            raise InvalidValue("Say why, so that support can decide.")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go from the country to the reason, and from the reason on to sending."""
        event.stop()
        if self._fields()["find"].has_focus_within:
            if self._check(self._fields()["find"]):
                self._fields()["reason"].focus_control()
        else:
            self.query_one("#send", Button).focus()

    def action_send(self) -> None:
        """Store the request."""
        for field in self._fields().values():
            if not self._check(field):
                field.focus_control()
                return
        chosen = self._chosen()
        if chosen is not None:
            self._lock(True)
            self.app.run_worker(self._send(chosen[0], self._fields()["reason"].value))

    def _lock(self, locked: bool) -> None:
        # A second press must not send a second time.
        self.query("#send").set(disabled=locked)

    async def _send(self, country: str, reason: str) -> None:
        try:
            await self._session.perform(
                lambda services, actor: services.profile.request_country(actor, country, reason)
            )
        except IntrotuiError as error:
            self._lock(False)
            self.say(str(error))
        else:
            # A second dismissal would close what is under the dialog.
            if self.is_open:
                self.dismiss(True)


def _called(code: str) -> tuple[str, ...]:
    return tuple(map(folded, names_of(code)))
