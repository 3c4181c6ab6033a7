"""What can be done about money: pay, transfer, top up, save a document, explain an amount."""

from __future__ import annotations

from dataclasses import replace

from textual.app import App

from introtui.domain.account import PaymentBlock
from introtui.domain.billing import DocumentRow, HistoryRow, Movement, StatementRow, TransferDetails
from introtui.domain.documents import Document
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.text import safe
from introtui.screens.billing_rows import BillingRow
from introtui.screens.saving import folder_of, save_file
from introtui.session import Session
from introtui.widgets.explained import (
    action_explained,
    balance_explained,
    document_beside,
    document_explained,
    movement_explained,
)
from introtui.widgets.plain import Draw


class BillingCommands:
    """Runs the commands of the billing section and of its document dialog; raises what the services raise."""

    def __init__(self, session: Session, app: App[None]) -> None:
        self._session = session
        self._app = app

    async def open(self, document_id: int) -> None:
        """Show a document in full."""
        from introtui.screens.dialogs.document import DocumentDialog

        document = await self._document(document_id)
        self._app.push_screen(DocumentDialog(self._session, document))

    async def pay(self, document_id: int) -> PaymentBlock | None:
        """Pay an invoice from the balance, or by the way chosen instead; returns a block that is to be mended."""
        from introtui.screens.dialogs.pay import Instead, PayDialog

        paying = await self._session.read(lambda services, actor: services.billing.paying(actor, document_id))
        if paying.refusal:
            raise ActionRefused(paying.refusal)
        outcome = await self._app.push_screen_wait(PayDialog(self._session, paying))
        if isinstance(outcome, PaymentBlock):
            return outcome
        if isinstance(outcome, Document):
            self._tell(f"{outcome.number} paid from the balance.")
        elif outcome is Instead.TRANSFER:
            await self.transfer(document_id, paying.document.number)
        elif outcome is Instead.TOP_UP:
            await self.top_up(paying.quote.shortfall)
        return None

    async def mend(self, block: PaymentBlock) -> None:
        """Go to what blocks payments."""
        await self._app.run_action(f"app.profile_field({block.field!r})")

    async def transfer(self, document_id: int, number: str) -> None:
        """Show how to pay an invoice by bank transfer."""
        details = await self._session.read(lambda services, actor: services.billing.transfer(actor, document_id))
        await self._show_transfer(f"Bank transfer · {number}", details)

    async def top_up(self, wanted: Money | None = None) -> None:
        """Ask for an amount and show how to transfer it to the balance."""
        from introtui.screens.dialogs.top_up import TopUpDialog

        billing = self._session.state.billing
        if billing is None:
            return
        details = await self._session.read(lambda services, actor: services.billing.top_up(actor))
        amount = await self._app.push_screen_wait(TopUpDialog(billing.balance, wanted))
        if amount is not None:
            await self._show_transfer("Top up · bank transfer", replace(details, amount=amount))

    async def _show_transfer(self, title: str, details: TransferDetails) -> None:
        from introtui.screens.dialogs.transfer import TransferDialog

        await self._app.push_screen_wait(TransferDialog(title, details))

    async def save_pdf(self, document_id: int, number: str) -> None:
        """Save a document as PDF where exports go."""
        path = folder_of(self._session, f"invoices pdf {number} -") / f"{number}.pdf"
        # All of it in the thread: making the PDF takes a moment.
        await self._session.read(
            lambda services, actor: save_file(path, services.documents.pdf(actor, document_id))
        )
        self._tell(f"{number} saved as {path}.")

    async def explain_document(self, document_id: int) -> None:
        """Show how a document's amounts came about."""
        from introtui.screens.dialogs.explain import ExplainDialog

        document = await self._document(document_id)
        self._app.push_screen(ExplainDialog(f"How {document.number} came about", document_explained(document)))

    async def explain_movement(self, transaction_id: int) -> None:
        """Show how a movement of the balance came about."""
        from introtui.screens.dialogs.explain import ExplainDialog

        found = await self._movement(transaction_id)
        self._app.push_screen(ExplainDialog("How this movement came about", movement_explained(found)))

    async def explain_balance(self) -> None:
        """Show how the balance came about."""
        from introtui.screens.dialogs.explain import ExplainDialog

        totals = await self._session.read(lambda services, actor: services.billing.totals_by_kind(actor))
        billing = self._session.state.billing
        if billing is not None:
            balance = sum((each.total for each in totals), Money.zero(billing.balance.currency))
            self._app.push_screen(ExplainDialog("How the balance came about", balance_explained(totals, balance)))

    def show_action(self, row: HistoryRow) -> None:
        """Show an action in full."""
        from introtui.screens.dialogs.explain import ExplainDialog

        self._app.push_screen(ExplainDialog("What was done", action_explained(row)))

    async def beside(self, row: BillingRow) -> Draw:
        """Return what stands beside the list about one of its rows."""
        if isinstance(row, DocumentRow):
            return document_beside(await self._document(row.document_id))
        if isinstance(row, StatementRow):
            return movement_explained(await self._movement(row.transaction_id))
        return action_explained(row)

    async def _movement(self, transaction_id: int) -> Movement:
        return await self._session.read(lambda services, actor: services.billing.movement(actor, transaction_id))

    async def _document(self, document_id: int) -> Document:
        return await self._session.read(lambda services, actor: services.documents.load(actor, document_id))

    def _tell(self, sentence: str) -> None:
        self._app.notify(safe(sentence), markup=False)
