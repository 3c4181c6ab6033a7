"""What the desk's lists share whose rows can be acted on at once: marking all, the bulk dialog, the jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on

from introtui.domain.bulk import Target
from introtui.domain.errors import ActionRefused
from introtui.screens.desk.list_section import ListSection
from introtui.widgets.plain import Plain
from introtui.widgets.record_table import RecordTable


class MarkingSection(ListSection):
    """A section around one list of orders or accounts; `#marked` says how many are selected."""

    TARGET: ClassVar[Target]

    async def matching(self) -> Sequence[int]:
        """Return the numbers of everything the list shows at this moment."""
        raise RuntimeError("a list knows what it shows")

    @on(RecordTable.SelectionChanged)
    def show_marked(self) -> None:
        """Say how many are selected."""
        number = len(self.table.selected)
        self.query_one("#marked", Plain).show(f"{number:,} selected" if number else "")

    def action_mark_all(self) -> None:
        """Select everything the list shows, or nothing where all of it was selected."""
        self.start(self._mark_all())

    async def _mark_all(self) -> None:
        every = frozenset(await self.matching())
        self.table.selected = frozenset() if every <= self.table.selected else every

    def action_bulk(self) -> None:
        """Act on what is selected, or on the row at the cursor."""
        self.start(self._act())

    async def _act(self) -> None:
        from introtui.screens.desk.bulk import BulkDialog

        key = self.table.current_key
        ids = tuple(sorted(self.table.selected)) or (() if key is None else (key,))
        if not ids:
            raise ActionRefused("There is nothing in this list to act on.")
        dialog = BulkDialog(self.session, self.TARGET, ids)
        said = await self.app.push_screen_wait(dialog)
        if said:
            self.table.selected = frozenset()
            self.tell(said)

    def action_jobs(self) -> None:
        """Show what was started."""
        from introtui.screens.desk.bulk_jobs import JobsDialog

        self.app.push_screen(JobsDialog(self.session))
