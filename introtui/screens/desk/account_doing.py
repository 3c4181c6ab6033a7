"""What staff do to one account as themselves, each by a dialog of its own, from a key, the menu or the palette."""

from __future__ import annotations

from introtui.domain.errors import ActionRefused
from introtui.screens.desk.account_company import VerifyCompanyDialog, vies_step
from introtui.screens.desk.account_menu import AccountMenu, Standing, reason_against
from introtui.screens.desk.account_security import STEPS, CheckCodeDialog, GivePasswordDialog, ending
from introtui.screens.desk.account_step import StepDialog
from introtui.screens.desk.money_corrections import CorrectionDialog
from introtui.screens.desk.money_payments import RecordPaymentDialog
from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.session import Session


async def menu_of(staff: Session, account: Session, login: str) -> AccountMenu:
    """Return the menu of what staff may do to an account, as it is now."""
    return AccountMenu(login, await _standing_of(account), staff.may)


async def dialog_of(name: str, staff: Session, account: Session, login: str) -> FormDialog:
    """Return the dialog that does something to an account.

    Raises `ActionRefused` where it cannot be done now, and what the services raise.
    """
    now = await _standing_of(account)
    reason = reason_against(name, now)
    if reason is not None:
        raise ActionRefused(reason)
    match name:
        case "record":
            return RecordPaymentDialog(staff, login)
        case "correct":
            return CorrectionDialog(staff, login)
        case "verify_company":
            return VerifyCompanyDialog(staff, now.profile)
        case "ask_vies":
            return StepDialog(staff, login, vies_step(now.profile))
        case "check_code":
            return CheckCodeDialog(staff, login)
        case "give_password":
            personal = await account.read(lambda services, actor: services.security.personal_words(actor))
            return GivePasswordDialog(staff, login, now.security, personal)
        case _:
            return StepDialog(staff, login, STEPS[name], ending(now.security))


async def _standing_of(account: Session) -> Standing:
    # Not out of the state: a session that ran out since tells nobody.
    return await account.read(
        lambda services, actor: Standing(services.profile.load(actor), services.security.load(actor))
    )
