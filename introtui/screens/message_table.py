"""The list of an account's messages, the newest first: as log, and as outbox of the demo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from introtui.domain.messages import MessageView
from introtui.session import Session
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_reader import Load
from introtui.widgets.record_table import RecordTable


class MessageTable(RecordTable[MessageView]):
    """A list to read; `load` reads its pages."""

    def __init__(
        self,
        session: Session,
        load: Load[MessageView],
        columns: Sequence[Column],
        cells: Callable[[MessageView], Sequence[Cell]],
        *,
        empty: str,
    ) -> None:
        super().__init__(
            columns,
            key=lambda message: message.message_id,
            cells=cells,
            selectable=False,
            choosable=False,
            empty=empty,
        )
        self._session = session
        self._load_page = load

    def open(self) -> None:
        """Begin to read, at the newest."""
        self.show(self._load_page, self._count_all, sort="", descending=True)

    async def _count_all(self) -> int:
        return await self._session.read(lambda services, actor: services.outbox.count(actor))
