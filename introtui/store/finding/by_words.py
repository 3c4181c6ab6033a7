"""Accounts by name and company: first those that have the words, then those that have them almost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from introtui.domain.almost import farness, is_forgiving
from introtui.domain.find_text import fold
from introtui.domain.finding import FoundBy, Group, Match, Nearness, nearness_of_name
from introtui.store.finding.names import LEAST, Named, NameIndex, names_of

CANDIDATES = 200
"""Names looked at one by one for mistakes; the index hands over the likeliest."""
WHOLE, BEGINNING, ANYWHERE = (" ", " "), (" ", ""), ("", "")
"""What stands before and after a word that is looked for."""


def by_words(session: Session, words: Sequence[str], limit: int) -> Iterator[Match]:
    """Yield accounts whose name or company is like some folded words."""
    if not any(len(word) > 1 for word in words):
        return
    index = names_of(session)
    found = _having(session, index, words, limit)
    for named in found.values():
        near = [(near, by) for by, name in _names(named) if (near := nearness_of_name(words, name)) is not None]
        if near:
            nearness, by = min(near, key=lambda each: each[0])
            yield _match(named, by, nearness, 0.0)
    if len(found) < limit and any(map(is_forgiving, words)):
        yield from _almost(session, index, words, found)


def _having(session: Session, index: NameIndex, words: Sequence[str], limit: int) -> dict[int, Named]:
    """Return accounts with words that begin like these; where many do, whole ones, and where few do, any."""
    found = _asked(session, index, words, limit, BEGINNING)
    if len(found) >= limit:
        return _asked(session, index, words, limit, WHOLE) | found
    if all(word.isdigit() for word in words):
        return found
    return found | _asked(session, index, words, limit, ANYWHERE)


def _asked(
    session: Session, index: NameIndex, words: Sequence[str], limit: int, around: tuple[str, str]
) -> dict[int, Named]:
    before, after = around
    texts = [text for word in words if len(text := f"{before}{word}{after}") >= LEAST]
    found = index.having(session, texts, limit) if texts else []
    return {named.account_id: named for named in found}


def _almost(session: Session, index: NameIndex, words: Sequence[str], known: dict[int, Named]) -> Iterator[Match]:
    longer = [word for word in words if len(word) > 1]
    for named in index.almost(session, longer, CANDIDATES):
        for by, name in () if named.account_id in known else _names(named):
            far = farness(words, fold(name))
            if far is not None:
                yield _match(named, by, Nearness.ALMOST, far)


def _names(named: Named) -> Iterator[tuple[FoundBy, str]]:
    """Yield what may be like the words: a name and a company may have them together as well."""
    yield FoundBy.NAME, named.name
    if named.company:
        yield FoundBy.COMPANY, named.company
        yield FoundBy.NAME, f"{named.name} {named.company}"


def _match(named: Named, by: FoundBy, nearness: Nearness, far: float) -> Match:
    return Match(group=Group.ACCOUNTS, number=named.account_id, by=by, nearness=nearness, far=far)
