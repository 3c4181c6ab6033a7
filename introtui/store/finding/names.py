"""The words of names, looked for by groups of three letters: the one question, and how each database answers it.

What is asked for is folded (`domain/find_text.py`), so that it has letters, digits and spaces alone: nothing in it
means anything to FTS5 or to LIKE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, bindparam, column, func, literal, or_, select, table, text
from sqlalchemy.orm import Session

from introtui.domain.almost import LONG, is_forgiving, pieces, swaps, trigrams
from introtui.store.tables import Profile

LEAST = 3
"""Characters that a text must have to be looked for."""
RANKED_AT_MOST = 2_000
"""Names that PostgreSQL compares with what was typed: each takes it some microseconds."""
_NAMES: Select[*tuple[Any, ...]] = select(
    Profile.account_id, Profile.first_name, Profile.last_name, Profile.company_name
)


@dataclass(frozen=True, slots=True)
class Named:
    """An account with its names."""

    account_id: int
    name: str
    company: str


class NameIndex(Protocol):
    """Finds accounts by the words of their names; they come in no order unless it says so."""

    def having(self, session: Session, texts: Sequence[str], limit: int) -> list[Named]:
        """Return accounts whose find text has all of some texts, three characters long or longer."""

    def almost(self, session: Session, words: Sequence[str], limit: int) -> list[Named]:
        """Return accounts whose find text may have these words with a mistake in each, the likeliest first."""


def names_of(session: Session) -> NameIndex:
    """Return the index that a session's database has."""
    return Fts5() if session.get_bind().dialect.name == "sqlite" else PgTrgm()


class Fts5:
    """SQLite's full-text index with the trigram tokenizer: a quoted text is found anywhere."""

    _WORDS = table("profile_words", column("rowid"))
    _QUERY = (
        _NAMES.select_from(_WORDS)
        .join(Profile, Profile.account_id == _WORDS.c.rowid)
        .where(text("profile_words MATCH :wanted"))
        .limit(bindparam("most"))
    )
    _RANKED = _QUERY.order_by(text("rank"))

    def having(self, session: Session, texts: Sequence[str], limit: int) -> list[Named]:
        """Ask for all of the texts; without an order it stops at the limit."""
        wanted = " AND ".join(map(_quoted, texts))
        return _named(session, self._QUERY, {"wanted": wanted, "most": limit})

    def almost(self, session: Session, words: Sequence[str], limit: int) -> list[Named]:
        """Ask for a piece of each word, and rank by how many of its trigrams there are, the rare ones most."""
        wanted = " AND ".join(map(_like, words))
        return _named(session, self._RANKED, {"wanted": wanted, "most": limit})


class PgTrgm:
    """PostgreSQL's trigram index; alike enough for `<%` is a long word with a letter wrong or missing."""

    _THRESHOLD = text("SELECT set_config('pg_trgm.word_similarity_threshold', '0.3', true)")

    def having(self, session: Session, texts: Sequence[str], limit: int) -> list[Named]:
        """Ask for all of the texts."""
        query = _NAMES.where(*(Profile.find_text.contains(each) for each in texts))
        return _named(session, query.limit(limit), {})

    def almost(self, session: Session, words: Sequence[str], limit: int) -> list[Named]:
        """Ask for a piece of each word, and rank some thousands by how alike the words are."""
        session.execute(self._THRESHOLD)
        some = _NAMES.add_columns(Profile.find_text).where(*map(_almost, words)).limit(RANKED_AT_MOST).subquery()
        alike = func.word_similarity(literal(" ".join(words)), some.c.find_text)
        return _named(session, select(some).order_by(alike.desc(), some.c.account_id).limit(limit), {})


def _almost(word: str) -> ColumnElement[bool]:
    """Return the condition that a name may have a word; of a long one it has some trigrams as well."""
    piece = or_(*(Profile.find_text.contains(each) for each in _pieces(word)))
    if not is_forgiving(word) or len(word) < LONG:
        return piece
    alike = literal(word).bool_op("<%")(Profile.find_text)
    return or_(and_(piece, alike), *(Profile.find_text.contains(each) for each in swaps(word)))


def _named(session: Session, query: Select[*tuple[Any, ...]], values: dict[str, object]) -> list[Named]:
    return [
        Named(row.account_id, f"{row.first_name} {row.last_name}".strip(), row.company_name)
        for row in session.execute(query, values)
    ]


def _pieces(word: str) -> tuple[str, ...]:
    return pieces(word) if is_forgiving(word) else (f" {word}",)


def _like(word: str) -> str:
    some = " OR ".join(map(_quoted, _pieces(word)))
    if not is_forgiving(word):
        return f"({some})"
    return f"({some}) AND ({' OR '.join(map(_quoted, trigrams(word)))})"


def _quoted(folded: str) -> str:
    return f'"{folded}"'
