"""Each sentence of the billing panel's help page that these sections answer, and where it is seen.

A case is the sentence, the keys that lead there, and texts that must be visible. The sentences on verifying by
call or SMS, confirming an email, renewing, ordering, documents and login belong to parts that are not there yet.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.demo import DEFAULT_ACCOUNTS, DEFAULT_TODAY
from introtui.demo.open import demo_app
from introtui.recording.pictures import picture
from tests.frames import frames_at_rest, settle
from tests.steady_pilot import SteadyPilot

Seen = tuple[str, ...]
TALL = (120, 50)

SENTENCES: tuple[tuple[str, str, Seen, Seen], ...] = (
    ("Last Name: a mandatory field", "ivanov", ("1",), ("Last name *      Ivanov",)),
    ("First Name: a mandatory field", "ivanov", ("1",), ("First name *     Ivan ",)),
    ("Email: displays the email confirmation status", "ivanov", ("1",), ("ivanov@example.com", "confirmed 20")),
    ("Email: not confirmed is shown as well", "drifter", ("1",), ("not confirmed",)),
    (
        "To update the email, click the corresponding button",
        "ivanov",
        ("1", "f7"),
        ("╭─ Change email", "Email *", "Send the code"),
    ),
    ("City: a mandatory field", "ivanov", ("1",), ("City *", "Rotterdam")),
    ("Address: a mandatory field", "ivanov", ("1",), ("Address *",)),
    ("Mobile Phone: the mobile number", "ivanov", ("1",), ("Mobile phone", "+31 6 12345678", "verified")),
    ("Country: the user's country of residence", "ivanov", ("1",), ("Country          Netherlands",)),
    (
        "To change the country, submit a ticket to support",
        "ivanov",
        ("1", "shift+f7"),
        ("╭─ Request another country", "VAT now 21 %", "[ Send to support ]"),
    ),
    ("Profile Type: Individual or Company", "ivanov", ("1",), ("(o) Individual", "( ) Company")),
    (
        "Company: invoice payments may be blocked until verified",
        "newco",
        ("1",),
        ("! Verification pending:", "blocked until"),
    ),
    ("Postal Address: completion is required for payments", "drifter", ("1",), ("Payments are blocked", "postal")),
    ("Billing Login: cannot be changed", "ivanov", ("2",), ("Billing login", "cannot be changed")),
    ("Security Code: can only be set once", "ivanov", ("2",), ("Security code", "not set", "Set once")),
    ("Security Code: afterwards inaccessible for viewing or editing", "guarded", ("2",), ("neither shown nor",)),
    ("IP Restriction: restrict access to addresses or ranges", "guarded", ("2",), ("192.168.0.1-192.168.0.10",)),
    (
        "IP Restriction: each on a new line, a dash for ranges",
        "ivanov",
        ("2",),
        ("a line", "192.0.2.1-192.0.2.10"),
    ),
    ("Show Last IP", "ivanov", ("2",), ("Last IP", "192.0.2.10")),
    (
        "Password Change: entering and confirming a new password",
        "ivanov",
        ("2", "f7"),
        ("New password", "The same again"),
    ),
    ("News Subscription", "ivanov", ("3",), ("Newsletter", "send me news by email")),
    ("Balance Alerts: set a threshold", "ivanov", ("3",), ("Alert below", "blank = off")),
    ("Invoices/Orders: email", "ivanov", ("3",), ("Invoices, orders invoices@example.com",)),
    ("Support: email", "ivanov", ("3",), ("Support          ivanov@example.com",)),
    ("Complaints: email", "ivanov", ("3",), ("Complaints       ivanov@example.com",)),
    ("Active Orders: a list of current active orders", "ivanov", (), ("Active 8", "History 23")),
    ("ID, Plan, IP Address", "ivanov", (), ("10231", "VPS M", "203.0.113.7")),
    ("Paid Until, Days Remaining", "ivanov", (), ("Paid until", "2026-12-21", "Days", "28")),
    ("Status (e.g., active, overdue)", "ivanov", (), ("active", "overdue")),
    ("Cost: the cost of the current tariff plan", "ivanov", (), ("EUR", "19.95")),
    (
        "Actions: available actions for the order",
        "ivanov",
        ("a",),
        ("Change plan  not now:", "Cancel       Cancel the order"),
    ),
    ("Order History: a list of all previous user orders", "ivanov", ("h",), ("terminated", "cancelled")),
    (
        "Editing an Order: changing the tariff plan",
        "ivanov",
        ("slash", "1", "0", "2", "3", "1", "enter", "c"),
        ("╭─ Change plan · order", "a month < now"),
    ),
    (
        "Canceling an Order: subject to service terms",
        "ivanov",
        ("x",),
        ("╭─ Cancel · order", "Unused days are refunded.", "[ Cancel now, no refund ]"),
    ),
    (
        "Activity history: of an order",
        "ivanov",
        ("enter",),
        ("╭─ Order", "2026-05-18 09:12  Order placed. (ivanov)"),
    ),
    ("VAT: the published table", "ivanov", ("6",), ("Austria", "20 %", "Netherlands", "21 %", "USA", "0 %")),
    ("VAT: Other", "ivanov", ("6",), ("> Other",)),
    ("VAT: Slovenia's rate is blank", "ivanov", ("6",), ("SI   EU    not set",)),
    ("VAT: european union group", "ivanov", ("6", "g"), ("group: European Union",)),
)


@pytest.fixture(scope="module")
def demo(built_demo: Callable[[date, int], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's database; nothing here writes to it but the start of each session."""
    return Path(shutil.copy(built_demo(DEFAULT_TODAY, DEFAULT_ACCOUNTS), tmp_path_factory.mktemp("seed")))


async def opened(pilot: Pilot[None], app: IntroTUI) -> None:
    """Wait for the account."""
    while app.session.state.orders is None:
        await pilot.pause()
    await settle(app)


PLACES = sorted({(login, keys) for _, login, keys, _ in SENTENCES})


@pytest.mark.parametrize(
    ("login", "keys"), PLACES, ids=lambda value: value if isinstance(value, str) else "-".join(value)
)
async def test_each_sentence_is_on_screen(demo: Path, login: str, keys: Seen) -> None:
    app = demo_app(login=login, path=demo)
    async with frames_at_rest(), app.run_test(size=TALL):
        pilot = SteadyPilot(app)
        await opened(pilot, app)
        for key in keys:
            await pilot.press(key)
            await settle(app)
        screen = picture("now", app.export_screenshot()).text
    here = [(sentence, texts) for sentence, *place, texts in SENTENCES if place == [login, keys]]
    missing = {sentence: [text for text in texts if text not in screen] for sentence, texts in here}
    assert {sentence: texts for sentence, texts in missing.items() if texts} == {}
