"""Generated hostile text in every row of a database, in each a different one, as an import could leave it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

from sqlalchemy import text
from sqlalchemy.engine import Connection

from introtui.store.engine import Database
from tests.hostile_data import text_columns

FRAGMENTS = (
    *("\x1b[2J", "\x1b]52;c;aGVsbG8=\x07", "\x1b]0;title\x07", "\x1b]8;;https://example.com\x1b\\", "\x1bP1$r"),
    *("\x1b\\", "\x9b2J", "\x9d0;t\x9c", "\x1bc", "\x1b[?1049l", "\x1b[200~", "\x90q\x9c", "\x1b_G\x1b\\", "\x0e"),
    *("\u202e", "\u2066", "\u2069", "\u200f", "\u061c", "\u200b", "\u200d", "\ufeff", "\u2028", "\u2029", "\x85"),
    *(
        "\r",
        "\n",
        "\t",
        "\x08" * 9,
        "\x7f",
        "\x00",
        "\u3164",
        "\u115f",
        "\u2800",
        "\ufe0f",
        "\U000e0041",
        "\u034f",
    ),
    *("[@click=app.quit]x[/]", "[@click=app.leave()]", "[@click=screen.accept]y[/]", "[/]", "[", "]", "[/][/]"),
    *("[link=https://example.com]z[/link]", "[bold red on blue]", "\\[", "$(id)", "`id`", "{0}", "%s%n", "{x.y}"),
    *("';--", '"', "<b>", "&amp;", "=1+1", "@SUM(1)", "\u0301" * 12, "\u6f22\u5b57", "\U0001f468\u200d\U0001f469"),
    *("w\u0435" * 40, "A" * 300, "  ", "\ud7ff", "\ue000", "\U0010ffff", "\ufdd0", "\ufff9\ufffb", "-", "7", "."),
)
"""What terminals, markup, formats, shells, spreadsheets and layouts have taken for an order."""

RANGES = (
    (0x00, 0x20),
    (0x7F, 0xA0),
    (0xA0, 0x250),
    (0x300, 0x370),
    (0x590, 0x700),
    (0x2000, 0x2070),
    (0xFE00, 0xFE10),
)
"""Code points to draw from, besides: controls, Latin, marks, right-to-left, spaces and invisible ones."""


def hostile_texts(dice: Random) -> Iterator[str]:
    """Return texts without end, each of up to eight fragments and any characters between them."""
    while True:
        pieces = [
            dice.choice(FRAGMENTS) if dice.random() < 0.7 else _drawn(dice) for _ in range(dice.randint(1, 8))
        ]
        yield "".join(pieces)


def _drawn(dice: Random) -> str:
    return "".join(chr(dice.randrange(*dice.choice(RANGES))) for _ in range(dice.randint(1, 6)))


def plant_everywhere(database: Database, columns: dict[str, str], dice: Random) -> int:
    """Overwrite columns, called as in `text_columns`, in each row with words there; returns in how many places.

    A text begins with the mark that stands beside its column, and a number that keeps it unique. What must not
    change by the program's own rules, such as the books, changes all the same: its triggers are dropped.
    """
    texts, numbers = hostile_texts(dice), count(1)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for column, mark in columns.items():
            _plant(connection, column, (f"{mark}{next(numbers)}{next(texts)}" for _ in iter(int, 1)))
    return next(numbers) - 1


def _plant(connection: Connection, column: str, texts: Iterator[str]) -> None:
    table = text_columns()[column][0].name
    name = column.partition(".")[2]
    where = f"({name} <> '' OR {column in FILLED}) AND {KEPT.get(column, 'true')}"
    found = connection.execute(text(f"SELECT rowid FROM {table} WHERE {where}")).scalars().all()
    rows = [{"words": next(texts), "row": row} for row in found]
    if rows:
        connection.execute(text(f"UPDATE {table} SET {name} = :words WHERE rowid = :row"), rows)


FILLED = frozenset(
    {"audit.address", "bank_entry.decided_by", "bulk_job.trouble", "correction.decided_why", "vat_rate.source"}
)
"""What is blank in most rows, and gets words in all of them."""
KEPT = {
    "account.login": "login <> 'anna'",
    "profile.vat_id": "company_verified_at IS NOT NULL",
    "vat_rate.country": "country NOT IN ('NL', 'DE')",
    "ticket.about": "false",
}
"""Rows that keep their words: who looks has to be let in, and prices and evidence need what they are found by."""
