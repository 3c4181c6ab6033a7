"""What a user pastes stays where it was pasted, is refused with a sentence beside it, and is never sent on raw."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from introtui.store.engine import Database
from tests.building import add_account, add_order
from tests.byte_driver import driven, intruders
from tests.frames import settle
from tests.programs import SMALL, program

PASTED = "a\x1b]52;c;aGVsbG8=\x07\u202eb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Where text goes in, how it is offered for keeping, and where the refusal stands."""

    section: str
    opened_by: str = ""
    entry: str
    kept_by: str
    refusal: str
    words: str = "cannot be used here"
    stays: bool = True


FORMS = {
    "profile": Form(section="profile", entry="#field-city Input", kept_by="save", refusal="#field-city"),
    "email": Form(
        section="profile",
        opened_by="change_email",
        entry="#field-email Input",
        kept_by="save",
        refusal="#field-email",
        words="x ",
    ),
    "country": Form(
        section="profile",
        opened_by="request_country",
        entry="#field-reason Input",
        kept_by="app.focus_next",
        refusal="#field-reason",
    ),
    "notifications": Form(
        section="notifications",
        entry="#field-support-email Input",
        kept_by="save",
        refusal="#field-support-email",
        words="x ",
    ),
    # The list is shown line by line with what is wrong in it, so it holds the replacements themselves.
    "addresses": Form(
        section="security",
        entry="#address-list",
        kept_by="save",
        refusal="#address-errors",
        words="x line 1",
        stays=False,
    ),
    "one address": Form(
        section="security", entry="#try-address", kept_by="", refusal="#try-verdict", words="is not an IP address"
    ),
    "security code": Form(
        section="security",
        opened_by="code",
        entry="#field-code Input",
        kept_by="save",
        refusal="#field-code",
    ),
    "comment": Form(
        section="orders", opened_by="order('comment')", entry="#comment", kept_by="save", refusal="#dialog-error"
    ),
}


@pytest.mark.parametrize("name", FORMS)
async def test_a_paste_is_kept_and_refused_with_a_sentence_beside_it(sqlite_database: Database, name: str) -> None:
    form = FORMS[name]
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor)
    app = program(sqlite_database, actor)

    async def run(action: str) -> None:
        if action:
            await app.run_action(action, app.screen)

    async def walk(pilot: Pilot[None]) -> None:
        for action in (f"app.section('{form.section}')", form.opened_by):
            await run(action)
            await settle(app)
        entry = app.screen.query_one(form.entry)
        entry.focus()
        await settle(app)
        app.post_message(events.Paste(PASTED))
        await settle(app)
        await run(form.kept_by)
        await settle(app)
        if form.stays:
            assert PASTED in held(entry)
        assert form.words in str(app.screen.query_one(form.refusal).render())

    assert intruders(await driven(app, walk, SMALL)) == set()


def held(entry: object) -> str:
    """Return what an entry holds."""
    if isinstance(entry, TextArea):
        return entry.text
    assert isinstance(entry, Input)
    return entry.value


@pytest.mark.parametrize("section", ["orders", "vat"])
async def test_finding_by_a_hostile_text_finds_nothing_and_shows_it_harmless(
    sqlite_database: Database, section: str
) -> None:
    app = program(sqlite_database, add_account(sqlite_database))

    async def walk(pilot: Pilot[None]) -> None:
        await app.run_action(f"app.section('{section}')")
        await settle(app)
        await app.run_action("find", app.screen)
        app.post_message(events.Paste(PASTED))
        await settle(app)
        assert app.screen.query_one("#find", Input).value == PASTED

    assert intruders(await driven(app, walk, SMALL)) == set()
