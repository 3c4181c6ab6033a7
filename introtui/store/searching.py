"""Finding words in stored text, in every alphabet and alike on both databases."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from introtui.domain.text import safe
from introtui.store.engine import LOWER


def words_of(text: str) -> list[str]:
    """Return what to look for, as stored text would hold it: composed, and without what no column can."""
    # PostgreSQL refuses even to compare with some of it, such as NUL.
    return safe(normalize("NFC", text)).split()


class _Lower(FunctionElement[str]):
    """`lower` for every alphabet, on both databases."""

    type = String()
    inherit_cache = True


@compiles(_Lower)
def _lower_anywhere(element: _Lower, compiler: SQLCompiler, **options: Any) -> str:
    return f"lower({compiler.process(element.clauses, **options)})"


@compiles(_Lower, "sqlite")
def _lower_on_sqlite(element: _Lower, compiler: SQLCompiler, **options: Any) -> str:
    return f"{LOWER}({compiler.process(element.clauses, **options)})"


def has_word(text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Return the condition that a text has a word in it, in capitals or not."""
    # SQLite's own `lower` knows ASCII alone and is twice as fast.
    if word.isascii():
        return text.icontains(word, autoescape=True)
    return _Lower(text).contains(word.lower(), autoescape=True)
