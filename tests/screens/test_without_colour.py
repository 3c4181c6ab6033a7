"""What is told by a sign or a line, and not by colours: where to type, which line of a list is meant."""

from __future__ import annotations

from textual.widgets import OptionList

from introtui.store.engine import Database
from introtui.widgets.line_input import LineInput
from tests.building import add_account, add_order
from tests.screens.seen import Seen, seen


def begins_current(page: Seen) -> bool:
    """Tell whether the only line with the sign is that of the highlighted option of the list in front."""
    choices = page.app.screen.query_one(OptionList)
    assert choices.highlighted is not None
    top = choices.scroll_offset.y
    drawn = [choices.render_line(y).text for y in range(choices.size.height)]
    marked = [top + y for y, line in enumerate(drawn) if line.startswith("> ")]
    return marked == [choices._index_to_line[choices.highlighted]]


async def test_a_field_is_underlined_over_its_whole_width_also_when_it_is_empty(
    sqlite_database: Database,
) -> None:
    async with seen(sqlite_database, add_account(sqlite_database), section="profile") as page:
        field = page.app.screen.query_one("#field-postal-region").query_one(LineInput)
        assert field.value == ""
        line = field.render_line(0).crop(0, field.size.width)
        assert line.cell_length == field.size.width
        assert all(segment.style and segment.style.underline for segment in line if segment.text)


async def test_the_current_line_of_each_list_has_a_sign(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor)
    async with seen(sqlite_database, actor) as page:
        await page.press("a")
        assert begins_current(page)
        await page.press("down", "down")
        assert begins_current(page)
        await page.press("escape", "1", "shift+f7", *"ger")
        assert begins_current(page)
        assert "> Germany" in page.text
        await page.press("down", "down", "up")
        assert begins_current(page)
        await page.press("escape", "escape")
        page.app.screen.query_one("#field-postal-country .control").focus()
        await page.press("enter", *"gre")
        assert begins_current(page)
        assert "> Greece" in page.text
