"""What dialogs share that store what is typed: errors beside the fields, nothing typed lost by one key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine

from introtui.domain.errors import IntrotuiError, InvalidFields
from introtui.screens.dialogs.base import Dialog
from introtui.session import Session
from introtui.widgets.field import Field, field_after


class FormDialog(Dialog[bool]):
    """Stores before it closes, so that what is refused can be mended; returns whether it was stored."""

    def __init__(self, title: str, session: Session) -> None:
        super().__init__(title)
        self.session = session
        self.done = ""
        """What to tell of it once it is stored."""
        self._storing = False
        self._edited = False

    async def store(self) -> None:
        """Store what is typed; raises what the service raises."""
        raise RuntimeError("a form knows how to store")

    def typed(self, name: str) -> str:
        """Return what a field holds now."""
        return next(field.value for field in self.query(Field) if field.key == name)

    def action_save(self) -> None:
        """Store, once at a time."""
        self.begin(self._store)

    def begin(self, work: Callable[[], Coroutine[object, object, None]]) -> None:
        """Run what saving does, once at a time."""
        if self._storing:
            return
        self._storing = True
        self.clear_errors()
        # A worker of the app: a write is never cancelled.
        self.app.run_worker(work(), exit_on_error=True)

    async def _store(self) -> None:
        if await self.attempt(self.store):
            self.stored()

    async def attempt(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Tell whether work is done; what is refused is shown beside its fields, or under them."""
        try:
            await work()
        except InvalidFields as error:
            self.show_errors(error)
        except IntrotuiError as error:
            self.show_error(str(error))
        else:
            return True
        finally:
            self._storing = False
        return False

    def stored(self) -> None:
        """Close once it is stored."""
        self.leave(stored=True)

    @property
    def fields(self) -> list[Field]:
        """The fields that can be seen."""
        return [field for field in self.query(Field) if field.display]

    def clear_errors(self) -> None:
        """Take back what was said to be wrong."""
        self.show_error("")
        for field in self.query(Field):
            field.show_error(None)

    def show_errors(self, error: InvalidFields) -> None:
        """Show what is wrong beside the fields, and go to the first of them."""
        wrong = [field for field in self.query(Field) if field.key in error.errors]
        for field in wrong:
            field.show_error(error.errors[field.key])
        for field in wrong[:1]:
            field.focus_control()

    def has_unsaved(self) -> bool:
        """Return whether something was typed."""
        return self._edited

    def action_cancel(self) -> None:
        """Close without storing; a write that runs already is waited for."""
        if self._storing:
            self.show_error("Still saving; one moment.")
        else:
            super().action_cancel()

    def drop(self) -> None:
        """Close without storing."""
        self.leave(stored=False)

    def leave(self, *, stored: bool) -> None:
        """Close, and tell whether it was stored."""
        self.dismiss(stored)

    def on_field_edited(self, event: Field.Edited) -> None:
        """Take back an error when its field is being mended."""
        self._edited = True
        event.field.show_error(None)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go on to the next field, and finish after the last one."""
        event.stop()
        following = field_after(event.field, self.fields)
        if following is None:
            self.finish()
        else:
            following.focus_control()

    def finish(self) -> None:
        """Do what enter does in the last field."""
        self.action_save()
