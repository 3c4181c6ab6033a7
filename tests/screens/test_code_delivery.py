"""The dialogs that wait for a code say why it does not come, while they are open and by themselves."""

from __future__ import annotations

from introtui.gateways.local import local_gateways
from introtui.gateways.outside import Gateways
from introtui.gateways.sending import NotSent
from introtui.screens.dialogs.code_line import CodeLine
from introtui.screens.dialogs.email import EmailCodeDialog, EmailDialog
from introtui.screens.dialogs.verify_phone import VerifyPhoneDialog
from introtui.store.engine import Database
from introtui.widgets.field import TextField
from introtui.widgets.push_button import PushButton
from tests.building import services
from tests.programs import until
from tests.screens.profile_page import Form, form
from tests.services.posting import ScriptedMail, ScriptedTexts

HOSTILE = "The mail server refused it: 550 [red]No such user[/] \x1b[31m\u202e."
SHOWN = "The mail server refused it: 550 [red]No such user[/] \ufffd[31m\ufffd."


async def says(page: Form, *parts: str) -> None:
    """Wait until the line of the code says each of these."""
    line = page.app.screen.query_one(CodeLine)
    await until(page.pilot, lambda: all(part in str(line.render()) for part in parts))


async def test_mail_that_is_refused_is_told_in_the_dialog_until_another_code_is_sent(
    sqlite_database: Database,
) -> None:
    mail = ScriptedMail(before=[NotSent("The mail server could not be reached.", again=True)])
    gateways = Gateways(mail=mail)
    async with form(sqlite_database, gateways=gateways) as page:
        await page.press("f7")
        await page.dialog(EmailDialog)
        await page.press(*"ivan@example.org", "enter")
        await page.dialog(EmailCodeDialog)
        services(sqlite_database, gateways).outbox.deliver_due()
        await says(page, "to ivan@example.org is not delivered yet", "tried again", "could not be reached.")

        mail.before.append(NotSent(HOSTILE, again=False))
        await page.press("f6")
        await says(page, "Another code", "on its way")
        services(sqlite_database, gateways).outbox.deliver_due()
        await says(page, "x The code to ivan@example.org was not delivered.", SHOWN, "send again.")
        assert page.app.screen.query_one(CodeLine).has_class("-failed")

        await page.press("1")
        await page.press("f6")
        await says(page, "Another code", "on its way")
        assert not page.app.screen.query_one(CodeLine).has_class("-failed")
        services(sqlite_database, gateways).outbox.deliver_due()
        assert len(mail.taken) == 1
        await says(page, "on its way")
        assert page.app.screen.query_one(TextField).value == "1"


async def test_an_sms_that_is_refused_is_told_in_the_dialog_until_a_call_is_placed(
    sqlite_database: Database,
) -> None:
    texts = ScriptedTexts(before=[NotSent("The SMS gateway refused it (422).", again=False)])
    gateways = Gateways(texts=texts, calls=local_gateways().calls)
    async with form(sqlite_database, gateways=gateways) as page:
        await page.press("ctrl+t")
        await page.dialog(VerifyPhoneDialog)
        page.app.screen.query_one("#sms", PushButton).press()
        await says(page, "An SMS is on its way")
        services(sqlite_database, gateways).outbox.deliver_due()
        await says(page, "x The code to +31612345678 was not delivered.", "refused it (422).", "called instead.")
        page.app.screen.query_one("#call", PushButton).press()
        await says(page, "Your phone rings")
