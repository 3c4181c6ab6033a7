"""Scheduling a VAT rate: the rate, its first day and where it was published, rehearsed before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.app import ComposeResult

from introtui.domain.catalogue import parse_day
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue
from introtui.domain.rehearsal_words import rehearsal_lines
from introtui.domain.text import clean_line
from introtui.domain.vat import parse_rate, show_rate
from introtui.domain.vat_desk import ProposedRate, RateStanding, Rehearsal
from introtui.screens.desk.previewing import PreviewDialog
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

SCHEDULE = "Schedule this rate"
MOST_ACCOUNTS = 8
"""Accounts listed in the dialog; the rehearsal of the section lists more."""


class RateDialog(PreviewDialog[Rehearsal]):
    """A country's next rate; `adopt` fills the statutory one in. Who may not set it can rehearse it."""

    def __init__(self, session: Session, standing: RateStanding, *, may_set: bool, adopt: bool = False) -> None:
        title = "VAT rate" if may_set else "Rehearse a VAT rate"
        super().__init__(f"{title}: {standing.rate.name}", session)
        self._standing = standing
        self._may_set = may_set
        self.MAKE = SCHEDULE if may_set else self.SHOW
        self._adopt = adopt

    def compose_fields(self) -> ComposeResult:
        """Say what counts now, and lay out the fields."""
        yield Plain(in_force_words(self._standing), classes="dialog-text")
        yield TextField("rate", "Rate", required=True, hint="in percent, such as 21 or 25.5")
        yield TextField("valid_from", "First day", required=True, hint="YYYY-MM-DD")
        source = TextField("source", "Source", hint="where it was published")
        source.display = self._may_set
        yield source

    def compose_buttons(self) -> ComposeResult:
        """Offer to change nothing, and to go on."""
        if self._may_set:
            yield from super().compose_buttons()
            return
        yield PushButton("Close", id="cancel")
        yield PushButton(self.SHOW, id="save", primary=True)

    def on_mount(self) -> None:
        """Fill in the first day that is possible, and the statutory rate."""
        if self._adopt and self._standing.statutory_bp is not None:
            self._fill("rate", show_rate(self._standing.statutory_bp).removesuffix(" %"))
            self._fill("source", self._standing.statutory_source)
        self._fill("valid_from", str(self._standing.may_begin))
        self.fields[0].focus_control()

    def _fill(self, name: str, value: str) -> None:
        next(field for field in self.query(TextField) if field.key == name).fill(value)

    def action_save(self) -> None:
        """Look, and make the change where that is allowed."""
        if self._may_set or not self.shown:
            super().action_save()

    async def quote(self) -> Rehearsal:
        """Rehearse the rate."""
        proposed, day = self._checked()
        try:
            return await self.session.read(lambda services, actor: services.vat.rehearse(actor, day, proposed))
        except ActionRefused as error:
            raise InvalidFields({"valid_from": str(error)}) from error

    def lines_of(self, quote: Rehearsal) -> Sequence[str]:
        """Return what changes, and for whom most."""
        return list(rehearsal_lines(quote, MOST_ACCOUNTS))

    async def make(self, _quote: Rehearsal) -> None:
        """Schedule the rate."""
        proposed, day = self._checked()
        source = self.typed("source")
        await self.session.perform(
            lambda services, actor: services.vat.set_rate(actor, proposed.country, proposed.rate_bp, day, source)
        )

    def _checked(self) -> tuple[ProposedRate, date]:
        """Return what is typed; raises `InvalidFields`."""
        errors: dict[str, str] = {}
        rate_bp, day = None, None
        try:
            rate_bp = parse_rate(self.typed("rate"))
        except InvalidValue as error:
            errors["rate"] = str(error)
        else:
            if rate_bp is None:
                errors["rate"] = "Enter the rate in percent, such as 21."
        try:
            day = parse_day(self.typed("valid_from"))
        except InvalidValue as error:
            errors["valid_from"] = str(error)
        try:
            clean_line(self.typed("source"))
        except InvalidValue as error:
            errors["source"] = str(error)
        if errors or rate_bp is None or day is None:
            raise InvalidFields(errors)
        return ProposedRate(country=self._standing.rate.country, rate_bp=rate_bp), day


def in_force_words(standing: RateStanding) -> str:
    """Return which rate counts, which comes next, and which one the law says, in sentences."""
    rate = standing.rate
    told = [f"In force: {show_rate(rate.rate_bp)} since {rate.valid_from}."]
    if rate.then is not None:
        told.append(f"Scheduled: {show_rate(rate.then.rate_bp)} from {rate.then.valid_from} on.")
    if standing.statutory_bp is not None:
        told.append(f"Statutory: {show_rate(standing.statutory_bp)} since {standing.statutory_from}.")
    return " ".join(told)
