"""The Profile section: personal data, company, postal address, and what they block (spec section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from introtui.commands import Scope, bindings, changing
from introtui.domain.account import (
    LABELS,
    POSTAL_REQUIRED,
    REQUIRED,
    ProfileFields,
    ProfileType,
    ProfileView,
    TicketView,
    check_field,
    payment_blocks,
)
from introtui.domain.errors import ActionRefused
from introtui.domain.topics import Topic
from introtui.screens.form import FormSection
from introtui.state import AccountState
from introtui.widgets.fact import StatedFact
from introtui.widgets.field import ChoiceField, Field, OneOfField, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

PERSONAL = ("last_name", "first_name")
RESIDENCE = ("city", "address")
COMPANY = ("company_name", "vat_id")
POSTAL = ("postal_recipient", "postal_street", "postal_code", "postal_city", "postal_region")
TYPES = ((ProfileType.INDIVIDUAL, "Individual"), (ProfileType.COMPANY, "Company"))
VERIFIED_BY_STAFF = frozenset({"profile_type", *COMPANY})
"""Saving another value of these takes the company's verification away."""


class ProfileScreen(FormSection):
    """Who the customer is, and where."""

    SCOPE = Scope.PROFILE
    TOPICS = (Topic.PROFILE,)
    BINDINGS = bindings(Scope.PROFILE)
    CHANGES = changing(Scope.PROFILE)
    WHAT = "this profile"

    def compose_body(self) -> ComposeResult:
        """Lay out the form and the line that saves it."""
        with VerticalScroll(classes="form", can_focus=False), Container(classes="columns"):
            with Vertical(classes="column"):
                yield from self._compose_personal()
            with Vertical(classes="column"):
                yield from self._compose_postal()
        with Horizontal(classes="form-bar"):
            yield Plain("", id="unsaved")
            yield PushButton("Discard", id="discard")
            yield PushButton("Save", id="save", primary=True)

    def _compose_personal(self) -> ComposeResult:
        yield _heading("Personal information", "* required")
        yield StatedFact("login", "Billing login", hint="cannot be changed")
        yield from (_text(name) for name in PERSONAL)
        yield StatedFact("email", "Email", button=("change-email", "Change email"))
        yield from (_text(name) for name in RESIDENCE)
        yield _text("mobile_phone")
        yield StatedFact("country", "Country", button=("request-country", "Request change"))
        yield OneOfField("profile_type", LABELS["profile_type"], TYPES)
        yield Plain("", id="company-state", classes="block")
        for name in COMPANY:
            field = TextField(name, LABELS[name], required=name == "company_name")
            field.add_class("company-only")
            yield field

    def _compose_postal(self) -> ComposeResult:
        yield _heading("Postal address", "* required for payments")
        yield Plain("", id="postal-state", classes="block")
        yield from (_text(name) for name in POSTAL)
        # The names are offered when the profile is there: loading them here would hold up the first frame.
        yield ChoiceField("postal_country", LABELS["postal_country"], (), required=True, allow_blank=True)

    def on_mount(self) -> None:
        """Follow the profile."""
        self.follow(AccountState.profile, self._show_profile)

    # What is committed

    def _show_profile(self, view: ProfileView) -> None:
        self._offer_countries()
        self.query_one("#shown-login", StatedFact).show(view.login)
        self.query_one("#shown-email", StatedFact).show(view.email, email_state(view))
        request = view.country_request
        state = "" if request is None else request_state(request, view.country_name)
        self.query_one("#shown-country", StatedFact).show(view.country_name, state)
        self.query_one("#request-country", Button).display = not _is_open(request)
        self.receive(view.version, asdict(view.fields), changed_by(view))
        self._show_consequences()
        self.refresh_bindings()

    def _offer_countries(self) -> None:
        from introtui.domain.countries import all_countries

        field = self.query_one("#field-postal-country", ChoiceField)
        if not field.choices:
            field.offer(all_countries())

    # The draft

    def label_of(self, name: str) -> str:
        """Return a field's label; those of the postal address say so."""
        label = LABELS[name]
        return f"Postal {label.lower()}" if name.startswith("postal_") and name != "postal_code" else label

    def check(self, name: str, values: Mapping[str, str]) -> None:
        """Raise `InvalidValue` when one field cannot be saved."""
        check_field(name, ProfileFields(**values), self._view().country)

    async def store(self, version: int, values: Mapping[str, str]) -> tuple[int, Mapping[str, str]]:
        """Save the profile."""
        draft = ProfileFields(**values)
        view = await self.session.perform(lambda services, actor: services.profile.save(actor, version, draft))
        return view.version, asdict(view.fields)

    def show_marks(self) -> None:
        """Mark what is unsaved, and say what saving it would block."""
        super().show_marks()
        if self.is_attached and self._newest is not None:
            self._show_consequences()

    def on_field_edited(self, event: Field.Edited) -> None:
        """Ask again whether the company's fields are right when the type changes."""
        if event.field.key == "profile_type":
            for name in COMPANY:
                if self.fields()[name].has_class("-invalid"):
                    self._check_one(self.fields()[name])

    def _view(self) -> ProfileView:
        view = self.session.state.profile
        if view is None:
            raise ActionRefused("The profile is still loading; one moment.")
        return view

    def _show_consequences(self) -> None:
        """Say what the draft blocks, as soon as it does."""
        view, changed = self._view(), set(self.changed_names())
        typed = ProfileFields(**self.typed())
        verified_at = None if changed & VERIFIED_BY_STAFF else view.company_verified_at
        rejection = "" if changed & VERIFIED_BY_STAFF else view.company_rejection
        drafted = replace(view, fields=typed, company_verified_at=verified_at, company_rejection=rejection)
        self.query_one(".columns").set_class(typed.profile_type == ProfileType.COMPANY, "-company")
        blocks = payment_blocks(drafted)
        postal = next((block.reason for block in blocks if block.field in POSTAL_REQUIRED), "")
        self._show_block("#postal-state", f"! {postal}" if postal else "")
        self._show_block("#company-state", company_state(drafted, saved=not changed & VERIFIED_BY_STAFF))
        verifies = self.refused("verify_phone") is None
        hint = phone_state(view, changed="mobile_phone" in changed, verifies=verifies)
        self.fields()["mobile_phone"].show_hint(hint)

    def _show_block(self, selector: str, sentence: str) -> None:
        line = self.query_one(selector, Plain)
        line.show(sentence)
        line.display = bool(sentence)

    # What is changed elsewhere than in the form

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run `action_<button id>`."""
        event.stop()
        self.call_next(self.run_action, str(event.button.id).replace("-", "_"))

    def shows_hint(self, action: str) -> bool:
        """Offer dialogs once there is a profile to change, and another country while no request is open."""
        view = self.session.state.profile
        if action == "request_country":
            return view is not None and not _is_open(view.country_request)
        if action == "verify_phone":
            return view is not None and bool(view.fields.mobile_phone) and view.phone_verified_at is None
        return action != "change_email" or view is not None

    def action_change_email(self) -> None:
        """Ask for another email address."""
        self.start(self._change_email())

    async def _change_email(self) -> None:
        from introtui.screens.dialogs.email import change_email

        if await change_email(self.app, self.session, self._view()):
            self.tell("The email address is confirmed.")

    def action_verify_phone(self) -> None:
        """Verify the phone that is saved."""
        self.start(self._verify_phone())

    async def _verify_phone(self) -> None:
        if "mobile_phone" in self.changed_names():
            raise ActionRefused("Save the new phone number first; then verify it.")
        from introtui.screens.dialogs.verify_phone import verify_phone

        await verify_phone(self.app, self.session, self._view())

    def action_request_country(self) -> None:
        """Ask support for another country."""
        self.start(self._request_country())

    async def _request_country(self) -> None:
        from introtui.screens.dialogs.country_change import CountryChangeDialog

        view = self._view()
        request = view.country_request
        if request is not None and _is_open(request):
            raise ActionRefused(f"{request_state(request, view.country_name)}: support answers it first.")
        await self.session.want(Topic.VAT)
        dialog = CountryChangeDialog(self.session, view, self.session.state.vat or ())
        if await self.app.push_screen_wait(dialog):
            self.tell("Support was asked to change the country.")


def _heading(title: str, legend: str) -> Static:
    return Static(Content.assemble((title, "$primary bold"), "  ", (legend, "$quiet")), classes="form-heading")


def _text(name: str) -> TextField:
    return TextField(name, LABELS[name], required=name in REQUIRED or name in POSTAL_REQUIRED)


def _is_open(request: TicketView | None) -> bool:
    return request is not None and request.state == "open"


def changed_by(view: ProfileView) -> str:
    """Return who saved the profile last, and when (UTC)."""
    who = "your other session" if view.changed_by == view.login else view.changed_by
    return f"{who}, {view.changed_at:%Y-%m-%d %H:%M}"


def email_state(view: ProfileView) -> str:
    """Return whether the email address is confirmed, and since when it is not."""
    if view.email_confirmed_at is not None:
        return f"confirmed {view.email_confirmed_at:%Y-%m-%d}"
    return f"! not confirmed since {view.email_changed_at:%Y-%m-%d}"


def phone_state(view: ProfileView, *, changed: bool, verifies: bool) -> str:
    """Return whether the phone number is verified; another number never is. `verifies`: who reads has the key."""
    if changed or not view.fields.mobile_phone:
        return "not verified" if changed else ""
    if view.phone_verified_at is not None:
        return f"verified {view.phone_verified_at:%Y-%m-%d}"
    return "not verified: ^t" if verifies else "not verified"


def request_state(request: TicketView, country: str) -> str:
    """Return a country request and its state; `country` is the name of the present one."""
    what = request.subject.replace(f" country from {country} to ", " to ")
    return f"{what} asked {request.created_at:%Y-%m-%d}, {request.state}"


def company_state(view: ProfileView, *, saved: bool) -> str:
    """Return whether the company is verified, and what is blocked until it is; blank for an individual."""
    if view.fields.profile_type != ProfileType.COMPANY:
        return ""
    if view.company_verified_at is not None:
        return f"verified {view.company_verified_at:%Y-%m-%d}"
    if view.company_rejection:
        return f"! {payment_blocks(view)[0].reason} Correct it and save, and they look again."
    reason = next(block.reason for block in payment_blocks(view) if block.field is None)
    when = "Verification pending" if saved else "Verification pending once saved"
    return f"! {when}: {reason[0].lower()}{reason[1:]}"


SECTION = ProfileScreen
