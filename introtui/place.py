"""Where somebody works: their own account, the desk, or a customer's account they are in as staff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol, runtime_checkable

from introtui.commands import DESK_SECTIONS, SECTION_NEEDS, SECTIONS, Scope
from introtui.session import Session
from introtui.slices import works_at_desk

IN_ACCOUNT = "in_account."
"""What the modes of a customer's account begin with, while staff are in it."""


@cache
def _names(sections: tuple[Scope, ...]) -> frozenset[str]:
    return frozenset(scope.mode for scope in sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A session with the sections that are open to it; `prefix` tells its modes from those of another place."""

    session: Session
    brand: str = "introtui"
    sections: tuple[Scope, ...] = SECTIONS
    prefix: str = ""

    @property
    def banner(self) -> str:
        """What may not be missed by whoever is in somebody else's account; blank in one's own."""
        actor = self.session.actor
        if actor is None or actor.by is None:
            return ""
        if not actor.reason:
            return f"YOU ARE {actor.by.login}, LOOKING AT {actor.login}: nothing can be changed"
        return f"YOU ARE {actor.by.login}, ACTING AS {actor.login}: {actor.reason}"

    @property
    def only_looks(self) -> bool:
        """Whether this is somebody else's account, without a reason to act there."""
        actor = self.session.actor
        return actor is not None and actor.by is not None and not actor.reason

    def mode(self, scope: Scope) -> str:
        """Return what the program calls a section here."""
        return self.prefix + scope.mode

    def has_section(self, name: object) -> bool:
        """Tell whether a section of this name is open here."""
        return name in _names(self.sections)

    @property
    def is_desk(self) -> bool:
        """Whether these are the sections of the desk."""
        return Scope.DESK in self.sections

    def number(self, scope: Scope) -> int:
        """Return the number of a section, which is its key whatever other sections there are."""
        return (DESK_SECTIONS if self.is_desk else SECTIONS).index(scope) + 1

    @property
    def first(self) -> Scope:
        """The section that is shown first."""
        return Scope.ORDERS if Scope.ORDERS in self.sections else self.sections[0]

    def of_whoever_signed_in(self) -> Place:
        """Return where whoever signed in works."""
        actor = self.session.actor
        if actor is None or not works_at_desk(actor):
            return self
        sections = [scope for scope in DESK_SECTIONS if self._may_read(scope)]
        return replace(self, sections=tuple(sections))

    def _may_read(self, scope: Scope) -> bool:
        needed = SECTION_NEEDS.get(scope)
        return needed is None or any(map(self.session.may, needed))

    def account(self, session: Session) -> Place:
        """Return the account of a customer that staff are let into."""
        return Place(session=session, brand=self.brand, prefix=IN_ACCOUNT)


@runtime_checkable
class HasPlace(Protocol):
    """A program whose user works somewhere."""

    place: Place


def place_of(program: object) -> Place | None:
    """Return where the user of a program works."""
    return program.place if isinstance(program, HasPlace) else None
