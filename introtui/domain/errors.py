"""Every error a use case may raise; `str(error)` is always a sentence fit for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from introtui.domain.pricing import Priced


class IntrotuiError(Exception):
    """Base of every error that is shown to the user as it is."""


class InvalidValue(IntrotuiError):
    """One value cannot be accepted; every `parse_*`, `clean_*` and `check_*` raises it."""


class InvalidFields(IntrotuiError):
    """Several fields of one form cannot be accepted; `errors` maps a field name to its sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep a copy of `errors`, in the order the form shows its fields."""
        super().__init__(" ".join(errors.values()))
        self.errors: dict[str, str] = dict(errors)


class NotFound(IntrotuiError):
    """The thing does not exist, or is not the actor's to see."""


class ActionRefused(IntrotuiError):
    """The rules do not allow this action now, and the sentence says why."""


class StaleVersion(IntrotuiError):
    """Somebody else changed the thing since it was read."""


class RateNotSet(IntrotuiError):
    """VAT for a country is not set, so nothing can be priced there; `country` is its name."""

    def __init__(self, country: str) -> None:
        """Build the sentence for the country called `country`."""
        super().__init__(f"VAT for {country} is not set, so nothing can be priced; support has been told.")
        self.country = country


class KeyReused(IntrotuiError):
    """An idempotency key came back with a different request."""


class QuoteOutdated(IntrotuiError):
    """The figures changed since they were shown; `quote` is the new quote to confirm."""

    def __init__(self, message: str, quote: Priced) -> None:
        """Keep the new `quote` beside the sentence `message`."""
        super().__init__(message)
        self.quote = quote


class SignInRefused(IntrotuiError):
    """Nobody is let in; the sentence is the same whatever the reason (spec section 5)."""

    def __init__(self) -> None:
        """Build the one sentence."""
        super().__init__(
            "Sign-in was refused. Check login, password and code, and where you sign in from. "
            "After many tries, wait an hour."
        )


class TooManyTries(IntrotuiError):
    """This connection, or this code, had its tries."""


class SessionEnded(IntrotuiError):
    """The session is over, and nothing was changed."""


class FactorNeeded(IntrotuiError):
    """The action needs a proof, not older than five minutes, of who is asking."""

    def __init__(self) -> None:
        """Build the sentence."""
        super().__init__("Confirm that it is you, then this goes on.")


class DatabaseAway(IntrotuiError):
    """The database cannot be reached; nothing was changed."""

    def __init__(self) -> None:
        """Build the sentence."""
        super().__init__("The database is away for a moment. Nothing was changed and nothing is lost; try again.")


class OutcomeUnknown(IntrotuiError):
    """The database was lost while it committed; it may have, or not."""

    def __init__(self) -> None:
        """Build the sentence."""
        super().__init__("The database went away while that was saved. Look whether it was; then do it again.")
