"""The Notifications section: what is sent, when, and where to (spec section 2)."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from introtui.commands import Scope, bindings, changing
from introtui.domain.billing import BillingView
from introtui.domain.notifications import ADDRESS_FIELDS, NotificationFields, NotificationView, check_notification
from introtui.domain.text import safe
from introtui.domain.topics import Topic
from introtui.place import Place
from introtui.screens.form import FormSection
from introtui.state import AccountState
from introtui.widgets.field import OneOfField, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

NEWS, LOW_BALANCE = "news", "low_balance"
YES, NO = "yes", "no"


class NotificationsScreen(FormSection):
    """News, the low-balance alert, and the addresses."""

    SCOPE = Scope.NOTIFICATIONS
    TOPICS = (Topic.NOTIFICATIONS,)
    BINDINGS = bindings(Scope.NOTIFICATIONS)
    CHANGES = changing(Scope.NOTIFICATIONS)
    WHAT = "these settings"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._currency = ""

    def compose_body(self) -> ComposeResult:
        """Lay out the form and the line that saves it."""
        with VerticalScroll(classes="form", can_focus=False), Horizontal(classes="columns"):
            with Vertical(classes="column"):
                yield Static("News", classes="heading -first")
                yield OneOfField(NEWS, "Newsletter", ((YES, "send me news by email"), (NO, "no news")))
                yield Static("Low balance", classes="heading")
                yield TextField(LOW_BALANCE, "Alert below")
                yield Plain("", id="balance-now", classes="field-note")
            with Vertical(classes="column"):
                yield Static("Where to write to", id="where-to", classes="heading")
                for name, label in zip(ADDRESS_FIELDS, ("Invoices, orders", "Support", "Complaints"), strict=True):
                    yield TextField(name, label)
                yield Plain("", id="blank-means", classes="field-note")
                yield Static("Messages", classes="heading")
                with Horizontal(classes="fact"):
                    yield Static("Sent to you", classes="field-label")
                    yield Plain("", id="sent-so-far", classes="fact-value")
                    yield PushButton("Show", id="log")
        with Horizontal(classes="form-bar"):
            yield Plain("", id="unsaved")
            yield PushButton("Discard", id="discard")
            yield PushButton("Save", id="save", primary=True)

    def on_mount(self) -> None:
        """Follow the settings, and the balance the threshold is compared with."""
        self.follow(AccountState.notifications, self._show_settings)
        self.follow(AccountState.billing, self._show_balance_now)

    def _show_settings(self, view: NotificationView) -> None:
        self._currency = view.currency
        email = safe(view.account_email)
        fields = self.fields()
        fields[LOW_BALANCE].show_hint(f"{view.currency}; blank = off")
        for name in ADDRESS_FIELDS:
            fields[name].query_one(Input).placeholder = email
        self.query_one("#blank-means", Plain).show(f"Where nothing is entered, we write to {email}.")
        self.query_one("#sent-so-far", Plain).show(_sent_words(view))
        self.receive(view.version, _values(view.fields))

    def _show_balance_now(self, billing: BillingView) -> None:
        low = ": under your threshold" if billing.is_low else ""
        self.query_one("#balance-now", Plain).show(f"Balance now {billing.balance}{low}.")

    def check(self, name: str, values: Mapping[str, str]) -> None:
        """Raise `InvalidValue` when one field cannot be saved."""
        if name != NEWS:
            check_notification(name, values[name], self._currency)

    async def store(self, version: int, values: Mapping[str, str]) -> tuple[int, Mapping[str, str]]:
        """Save the settings."""
        draft = NotificationFields(
            news=values[NEWS] == YES, **{name: values[name] for name in (LOW_BALANCE, *ADDRESS_FIELDS)}
        )
        view = await self.session.perform(
            lambda services, actor: services.notifications.save(actor, version, draft)
        )
        return view.version, _values(view.fields)

    def action_log(self) -> None:
        """Show what was sent."""
        from introtui.screens.dialogs.messages import MessagesDialog

        self.app.push_screen(MessagesDialog(self.session))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button of the same name says."""
        event.stop()
        self.call_next(self.run_action, f"{event.button.id}")


def _sent_words(view: NotificationView) -> str:
    """Return how many messages there are and how many did not arrive."""
    if not view.messages:
        return "nothing yet"
    sent = "1 message" if view.messages == 1 else f"{view.messages} messages"
    return f"{sent}, {view.not_delivered} not delivered" if view.not_delivered else sent


def _values(fields: NotificationFields) -> dict[str, str]:
    """Return the form's values."""
    return {
        NEWS: YES if fields.news else NO,
        LOW_BALANCE: fields.low_balance,
        "invoices_email": fields.invoices_email,
        "support_email": fields.support_email,
        "complaints_email": fields.complaints_email,
    }


SECTION = NotificationsScreen
