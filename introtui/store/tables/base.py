"""The declarative base: column types and constraint names shared by every table."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase, mapped_column

from introtui.domain.access import Role
from introtui.domain.account import ProfileType
from introtui.domain.documents import DocumentKind
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.pricing import LineKind
from introtui.domain.taxation import Treatment


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, always UTC and always aware in Python; stored without offset."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What it is read as."""
        return datetime

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Store UTC; a naive time is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its offset")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Read back as aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def stored_by_value(kind: type[StrEnum]) -> Enum:
    """Store an enum as its value in a text column, readable by any other program."""
    return Enum(kind, native_enum=False, length=20, values_callable=lambda members: [m.value for m in members])


def row_of(context: DefaultExecutionContext) -> dict[str, Any]:
    """Return the values of the row that is being inserted, for a default that follows from them."""
    row: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return row


BigId = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere: SQLite only autoincrements a column declared INTEGER."""

Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Minor = Annotated[int, mapped_column(BigInteger)]
Currency = Annotated[str, mapped_column(String(3))]


def index_rows(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over those rows alone that a condition holds for."""
    rows = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=rows, postgresql_where=rows)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime(),
        Role: stored_by_value(Role),
        ProfileType: stored_by_value(ProfileType),
        OrderStatus: stored_by_value(OrderStatus),
        SuspendedFor: stored_by_value(SuspendedFor),
        Treatment: stored_by_value(Treatment),
        DocumentKind: stored_by_value(DocumentKind),
        LineKind: stored_by_value(LineKind),
    }
