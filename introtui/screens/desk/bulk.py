"""Acting on many at once: what to do, what it would come to, then doing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer

from introtui.domain.bulk import BulkKind, BulkTask, DryRun, Target
from introtui.domain.errors import IntrotuiError, InvalidFields
from introtui.domain.exporting import ExportFormat
from introtui.domain.payments import PayBy
from introtui.domain.permissions import Permission
from introtui.domain.text import safe
from introtui.screens.dialogs.base import Dialog
from introtui.screens.saving import folder_of, save_file
from introtui.session import Session
from introtui.widgets.area_field import AreaField
from introtui.widgets.field import ChoiceField, Field, OneOfField, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

EXPORT = "export"
OWN_TERM = ""
REASONS = 4
"""Kinds of refusals that are named; there may be as many as there are rules."""
LOOK_AGAIN = 0.2
"""Seconds between two looks at how far a thread is."""
FIELDS = {
    BulkKind.RENEW: ("term", "pay_by", "text"),
    BulkKind.NOTIFY: ("subject", "message"),
    EXPORT: ("form",),
}
"""Which fields something needs; all that is not here needs a text."""


class BulkDialog(Dialog[str]):
    """Returns what to tell of what was started or saved, None for nothing."""

    def __init__(self, session: Session, target: Target, ids: Sequence[int]) -> None:
        super().__init__(f"Bulk · {_counted(len(ids), target)}")
        self._session = session
        self._target = target
        self._ids = tuple(ids)
        self._key = session.new_key()
        self._shown: DryRun | None = None
        self._done = 0
        self._working = self._stopping = False
        self._timer: Timer | None = None

    @property
    def _kinds(self) -> list[tuple[str, str]]:
        kinds = [kind for kind in BulkKind if self._applies(kind) and self._session.may(kind.needs)]
        offered = [(kind.value, kind.label) for kind in kinds]
        return [*offered, (EXPORT, "Save as a file")] if self._session.may(Permission.EXPORT) else offered

    def _applies(self, kind: BulkKind) -> bool:
        return self._target is Target.ORDERS or kind.target is Target.ACCOUNTS

    def compose_body(self) -> ComposeResult:
        """Lay out what can be done, the fields each needs, and what it comes to."""
        yield ChoiceField("kind", "What to do", self._kinds)
        terms = [(OWN_TERM, "each its own"), *((str(term), _months(term)) for term in (1, 3, 6, 12))]
        yield ChoiceField("term", "Term", terms)
        yield OneOfField("pay_by", "Paid", [(PayBy.BALANCE, "from the balance"), (PayBy.INVOICE, "by invoice")])
        yield TextField("subject", "Subject", required=True)
        yield AreaField("message", "Message", required=True)
        yield TextField("text", "Reason", required=True)
        yield OneOfField("form", "Format", [(each.value, each.upper()) for each in ExportFormat])
        yield Plain("", id="outcome", classes="dialog-note")

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave, or to look what it would come to; then to do it."""
        yield PushButton("Not now", id="cancel")
        yield PushButton("Dry run", id="go", primary=True)

    def on_mount(self) -> None:
        """Show the fields of the first kind."""
        for field in self.query(ChoiceField):
            field.fill(field.choices[0][0] if field.choices else "")
        self._show_fields()
        self._timer = self.set_interval(LOOK_AGAIN, self._show_progress, pause=True)

    def _field(self, name: str) -> Field:
        return next(field for field in self.query(Field) if field.key == name)

    @property
    def _kind(self) -> str:
        return self._field("kind").value

    def _show_fields(self) -> None:
        kind = self._kind
        needed = FIELDS.get(kind, ("text",))
        for field in self.query(Field):
            field.display = field.key == "kind" or field.key in needed
        text = self._field("text")
        text.label = "Comment" if kind == BulkKind.COMMENT else "Reason"
        text.refresh()
        self._show_outcome(None)

    def on_field_edited(self, event: Field.Edited) -> None:
        """Take back what was shown: it was about something else."""
        event.stop()
        event.field.show_error(None)
        if event.field.key == "kind":
            self._show_fields()
        else:
            self._show_outcome(None)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Look what it comes to; doing it takes its own button."""
        event.stop()
        if self._shown is None and self._kind != EXPORT:
            self.action_go()

    def _show_outcome(self, shown: DryRun | None) -> None:
        self._shown = shown
        lines = "" if shown is None else Content("\n").join(outcome_lines(shown))
        self.query_one("#outcome", Plain).update(lines)
        button = self.query_one("#go", PushButton)
        words = "Save" if self._kind == EXPORT else "Dry run"
        button.say(words if shown is None else f"Run {shown.allowed:,}")
        button.disabled = shown is not None and not shown.allowed

    # Looking, and doing

    def _goes_on(self, done: int) -> bool:
        """Hear from the thread how far it is, and tell it whether to go on."""
        self._done = done
        return not self._stopping

    def _show_progress(self) -> None:
        self.query_one("#outcome", Plain).show(f"{self._done:,} of {len(self._ids):,} looked at; esc stops it")

    def action_go(self) -> None:
        """Look what it comes to, or do what was looked at; once at a time."""
        if self._working:
            return
        self._working = True
        self._stopping, self._done = False, 0
        self.show_error("")
        # A worker of the app: a write is never cancelled.
        self.app.run_worker(self._go())

    async def _go(self) -> None:
        if self._timer is not None:
            self._timer.resume()
        try:
            if self._kind == EXPORT:
                self.dismiss(await self._export())
            elif self._shown is None:
                self._show_outcome(await self._check())
                self.query_one("#cancel").focus()
            else:
                self.dismiss(await self._start(self._shown))
        except InvalidFields as error:
            self._show_outcome(None)
            self._show_errors(error)
        except IntrotuiError as error:
            if self.is_open:
                self._show_outcome(self._shown)
            self.say(str(error))
        finally:
            self._working = False
            if self._timer is not None:
                self._timer.pause()

    def _show_errors(self, error: InvalidFields) -> None:
        names = {**error.errors}
        if self._kind == BulkKind.NOTIFY and "text" in names:
            names["message"] = names.pop("text")
        for name, sentence in names.items():
            self._field(name).show_error(sentence)
        self._field(next(iter(names))).focus_control()

    def _typed_task(self) -> BulkTask:
        kind, term = BulkKind(self._kind), self._field("term").value
        return BulkTask.checked(
            kind,
            text=self._field("message" if kind is BulkKind.NOTIFY else "text").value,
            subject=self._field("subject").value,
            term_months=int(term) if term else None,
            pay_by=PayBy(self._field("pay_by").value),
        )

    async def _check(self) -> DryRun:
        task, ids = self._typed_task(), self._ids
        of_owners = task.kind.target is Target.ACCOUNTS and self._target is Target.ORDERS
        if of_owners:
            ids = await self._session.read(lambda services, actor: services.all_orders.owners(actor, self._ids))
        return await self._session.read(
            lambda services, actor: services.bulk.check(actor, task, ids, self._goes_on)
        )

    async def _start(self, shown: DryRun) -> str:
        job = await self._session.perform(lambda services, actor: services.bulk.start(actor, shown, self._key))
        return f"Job {job.job_id} is under way; j shows how far it is."

    async def _export(self) -> str:
        target, form, ids = self._target, ExportFormat(self._field("form").value), self._ids
        path = folder_of(self._session, f"bulk export {target}") / f"all-{target}.{form}"
        await self._session.read(
            lambda services, actor: save_file(
                path,
                (services.list_exports.orders if target is Target.ORDERS else services.list_exports.accounts)(
                    actor, ids, form, self._goes_on
                ).encode("utf-8"),
            )
        )
        return f"{_counted(len(ids), target)} saved as {path}."

    def has_unsaved(self) -> bool:
        """Return whether closing would lose something typed."""
        return any(self._field(name).value for name in ("text", "subject", "message"))

    def action_cancel(self) -> None:
        """Stop what is being looked at, else close."""
        if self._working:
            self._stopping = True
        else:
            super().action_cancel()


def outcome_lines(shown: DryRun) -> Iterator[Content]:
    """Yield what a task would come to."""
    refused = f", {shown.refused:,} refused" if shown.refused else ""
    yield Content.styled(f"{shown.allowed:,} to do{refused}; nothing is done yet", "bold")
    for total in shown.totals:
        yield Content(safe(f"{total.total} in all: {total.net} and VAT {total.vat}"))
    for sentence, number in shown.reasons[:REASONS]:
        yield Content.styled(safe(f"x {number:,} refused: {sentence}"), "$error")
    if len(shown.reasons) > REASONS:
        yield Content(f"  and {len(shown.reasons) - REASONS} other reasons, in the results")


def _counted(number: int, target: Target) -> str:
    return f"1 {target[:-1]}" if number == 1 else f"{number:,} {target}"


def _months(term: int) -> str:
    return "1 month" if term == 1 else f"{term} months"
