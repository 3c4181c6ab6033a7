"""Compiled statements that all databases of a test run share: each test has a database of its own."""

from __future__ import annotations

from typing import Any

Key = tuple[Any, ...]


class Statements(dict[Key, object]):
    """What SQLAlchemy compiled, by the kind of the dialect and not by the engine it belongs to.

    All engines of a kind are set up alike here, so what one compiled is what the next one would.
    """

    def get(self, key: Key, default: object = None) -> object:
        return super().get(_of_any_engine(key), default)

    def __setitem__(self, key: Key, value: object) -> None:
        super().__setitem__(_of_any_engine(key), value)


def _of_any_engine(key: Key) -> Key:
    dialect, *statement = key
    return type(dialect), *statement
