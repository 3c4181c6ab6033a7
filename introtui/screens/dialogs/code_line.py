"""The line of a dialog that says where a code went and, when it does not arrive, why."""

from __future__ import annotations

from textual import work

from introtui.domain.contact_codes import SentTo
from introtui.domain.errors import IntrotuiError
from introtui.domain.messages import MessageState, MessageView
from introtui.domain.notifications import NotificationView
from introtui.domain.text import safe
from introtui.session import Session
from introtui.state import AccountState, follow
from introtui.widgets.plain import Plain


class CodeLine(Plain):
    """Says the words it is given, but what became of the code that was sent as soon as that did not arrive.

    `advice` is a sentence that says what to do then.
    """

    def __init__(
        self,
        session: Session,
        words: str,
        sent: SentTo | None = None,
        *,
        advice: str,
        id: str,  # noqa: A002
    ) -> None:
        super().__init__(words, id=id, classes="dialog-text")
        self._session = session
        self._words = words
        self._sent = sent
        self._advice = advice

    def on_mount(self) -> None:
        """Look at the message again whenever one of the account's was delivered or was not."""
        follow(self, self._session.state, AccountState.notifications, self._messages_changed)

    def tell(self, words: str, sent: SentTo | None = None) -> None:
        """Say other words, of another code or of none."""
        self._words, self._sent = words, sent
        self._show(None)
        self._look()

    def _messages_changed(self, _view: NotificationView) -> None:
        self._look()

    @work(group="delivery", exclusive=True)
    async def _look(self) -> None:
        sent = self._sent
        if sent is None:
            return
        try:
            message = await self._session.read(
                lambda services, actor: services.contacts.delivery(actor, sent.purpose)
            )
        except IntrotuiError as error:
            self._session.on_trouble(error)
        else:
            self._show(message)

    def _show(self, message: MessageView | None) -> None:
        self.show(self._words if message is None else self._trouble(message) or self._words)
        self.set_class(message is not None and message.state is MessageState.NOT_DELIVERED, "-failed")

    def _trouble(self, message: MessageView) -> str:
        code, why = f"The code to {safe(message.address)}", safe(message.trouble)
        if message.state is MessageState.NOT_DELIVERED:
            return f"x {code} was not delivered. {why} {self._advice}"
        if message.state is MessageState.WAITING and why:
            return f"{code} is not delivered yet, and is tried again by itself. {why}"
        return ""
