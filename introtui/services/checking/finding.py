"""What a check finds, and how checks read: as a stream, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.orm import Session

READ_AT_ONCE = 1_000

RESTORE = "Compare with a backup; what the books say is only ever corrected by a booking."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong: sentences of what and what to do, and the row it is about."""

    where: str
    what: str
    advice: str = RESTORE

    def as_json(self) -> dict[str, str]:
        """Return it for JSON."""
        return asdict(self)


def stream(session: Session, query: Executable) -> Iterator[Row[Any]]:
    """Yield rows without holding them all."""
    yield from session.execute(query, execution_options={"yield_per": READ_AT_ONCE})
