"""Looking for stored text that begins like a typed one, by an index and in capitals or not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, and_, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_LAST = "\U0010ffff"
"""Sorts after whatever a text goes on with."""


class InOrder(FunctionElement[str]):
    """A text in small letters, in the order of its code points, as the indexes of the migration hold it."""

    type = String()
    inherit_cache = True


@compiles(InOrder)
def _in_order_anywhere(element: InOrder, compiler: SQLCompiler, **options: object) -> str:
    return f'(lower({compiler.process(element.clauses, **options)}) COLLATE "C")'


@compiles(InOrder, "sqlite")
def _in_order_on_sqlite(element: InOrder, compiler: SQLCompiler, **options: object) -> str:
    return f"lower({compiler.process(element.clauses, **options)})"


def begins(column: InstrumentedAttribute[str], typed: str) -> ColumnElement[bool]:
    """Return the condition that a column begins with what was typed."""
    key = InOrder(column)
    return and_(key >= InOrder(literal(typed)), key < InOrder(literal(typed + _LAST)))


def numbers_beginning(number: int, most: int) -> Sequence[tuple[int, int]]:
    """Return the ranges of numbers up to `most` whose digits begin with those of a number, itself left out."""
    ranges, first, size = [], number, 1
    while 0 < first * 10 <= most:
        first, size = first * 10, size * 10
        ranges.append((first, first + size - 1))
    return ranges
