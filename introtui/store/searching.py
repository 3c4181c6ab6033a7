"""Finding words in stored text, in every alphabet and alike on both databases."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from sqlalchemy import ColumnElement, String, case, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from introtui.domain.money import UNUSUAL_DECIMALS, USUAL_DECIMALS
from introtui.domain.text import safe
from introtui.store.engine import LOWER

_LIKE_AN_AMOUNT = frozenset("0123456789.-")


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


def looks_like_an_amount(word: str) -> bool:
    """Tell whether a written amount can have a word in it at all."""
    return _LIKE_AN_AMOUNT.issuperset(word)


def written_in_any(minor: ColumnElement[int], currency: ColumnElement[str]) -> ColumnElement[str]:
    """Return an amount as `Money.amount` writes it, in the currency of its row."""
    by_digits: dict[int, list[str]] = {}
    for code, digits in UNUSUAL_DECIMALS.items():
        by_digits.setdefault(digits, []).append(code)
    unusual = ((currency.in_(codes), written_amount(minor, digits)) for digits, codes in by_digits.items())
    return case(*unusual, else_=written_amount(minor, USUAL_DECIMALS))


def written_amount(minor: ColumnElement[int], digits: int) -> ColumnElement[str]:
    """Return an amount with so many decimals as `Money.amount` writes it."""
    size, unit = func.abs(minor), 10**digits
    sign = case((minor < 0, "-"), else_="")
    if not digits:
        return sign + cast(size, String)
    # The leading 1 keeps the zeros of the decimals, and is left out.
    decimals = func.substr(cast(size % unit + unit, String), 2)
    return sign + cast(size // unit, String) + "." + decimals
