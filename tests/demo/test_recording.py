"""Recorded sessions: readable text that plays back to the same screens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from introtui.demo import DEFAULT_TODAY
from introtui.recording.events import (
    Click,
    Event,
    Key,
    Mark,
    Paste,
    Recording,
    RecordingError,
    Resize,
    Type,
    Wheel,
    joined,
    written,
)
from introtui.recording.lines import parsed, read_recording
from introtui.recording.pictures import picture
from introtui.recording.recorder import MARK_KEY, RecordedApp, fresh_connector, record, replayable_session
from introtui.recording.replaying import ReplayError, messages, play, replay

pytestmark = pytest.mark.usefixtures("quick_demo")

HEADER = "introtui-recording 1\nas ivanov\ntoday 2026-11-23\naccounts 1\nsize 80x24\n"
JOURNEY = (
    HEADER
    + """
# Change a name, find the rate of a country, begin a comment on an order.
type "1"
key tab
type "X"
key ctrl+s
mark saved
key f6
type "/slove"
mark slovenia
key enter
type "4"
key down
key down
type "m"
paste "first line\\nsecond line"
mark comment
size 120x40
mark wide
"""
)

CELLS = st.integers(0, 999)
TEXTS = st.text(max_size=20)
TYPED = st.text(st.characters().filter(str.isprintable), min_size=1, max_size=20)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(["tab", "ctrl+s", "shift+tab", "f10", "enter"]).map(Key),
    TYPED.map(Type),
    TEXTS.map(Paste),
    st.builds(Click, CELLS, CELLS),
    st.builds(Wheel, st.booleans(), CELLS, CELLS),
    st.builds(Resize, st.integers(1, 500), st.integers(1, 200)),
)
MARKS = st.lists(st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True).map(Mark), unique=True, max_size=4)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Return any recording whose marks have names of their own."""
    kept: list[Event] = draw(st.lists(EVENTS, max_size=20))
    for mark in draw(MARKS):
        kept.insert(draw(st.integers(0, len(kept))), mark)
    return Recording(
        login=draw(st.from_regex(r"[a-z0-9._-]{1,20}", fullmatch=True)),
        today=draw(st.dates(date(1000, 1, 1))),
        accounts=draw(st.integers(1, 1_000_000)),
        size=Resize(80, 24),
        events=tuple(joined(kept)),
        at_door=draw(st.booleans()),
    )


@given(recordings())
def test_a_recording_is_read_back_as_it_was_written(recording: Recording) -> None:
    text = written(recording)
    assert parsed(text) == recording
    assert all(line.isprintable() for line in text.split("\n"))


@given(TYPED)
def test_typing_sends_every_character_once(text: str) -> None:
    sent = [message for message in messages(Type(text)) if isinstance(message, events.Key)]
    assert "".join(message.character or "" for message in sent) == text


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "a recording begins with"),
        ("introtui-recording 2\n", 1, "a recording begins with"),
        (HEADER.replace("as ivanov\n", ""), 2, "as ivanov, or door bigcorp"),
        (HEADER.replace("as ivanov", "door"), 2, "door bigcorp"),
        (HEADER.replace("2026-11-23", "2026-11-31"), 3, "today 2026-11-23"),
        (HEADER.replace("80x24", "80x65535"), 5, "size 80x24"),
        (HEADER + "accounts 2", 6, "no event 'accounts'"),
        (HEADER + "# fine\n\npress tab", 8, "no event 'press'"),
        (HEADER + "key", 6, "key tab"),
        (HEADER + "key a b", 6, "key tab"),
        (HEADER + 'type "open', 6, 'type "Rotterdam"'),
        (HEADER + 'type "a\\nb"', 6, 'type "Rotterdam"'),
        (HEADER + "type 7", 6, 'type "Rotterdam"'),
        (HEADER + "paste [1]", 6, "paste"),
        (HEADER + "click 12", 6, "click 12,5"),
        (HEADER + "mark ../../etc/passwd", 6, "mark after-save"),
        (HEADER + "mark a\nmark a", 7, "there is a mark a already"),
        (HEADER + "\x1b]52;c;x\x07", 6, "no event"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, line: int, sentence: str) -> None:
    with pytest.raises(RecordingError) as caught:
        parsed(text, "visit.txt")
    assert str(caught.value).startswith(f"visit.txt, line {line}: ")
    assert sentence in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"missing\.txt cannot be read"):
        read_recording(tmp_path / "missing.txt")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(RecordingError, match="not text in UTF-8"):
        read_recording(tmp_path / "bytes.txt")


def test_a_recording_that_cannot_be_kept_is_refused_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be written"):
        record(tmp_path / "no folder" / "visit.txt", login="ivanov", today=DEFAULT_TODAY, accounts=1)


async def test_two_replays_show_the_same() -> None:
    recording = parsed(JOURNEY)
    first, second = await play(recording), await play(recording)
    assert [each.mark for each in first] == ["saved", "slovenia", "comment", "wide"]
    assert first == second
    saved, slovenia = first[0].text, first[1].text
    assert "Saved." in saved
    assert "X" in saved.splitlines()[0], "what was saved reached the header"
    assert "Slovenia" in slovenia
    assert "not set" in slovenia
    assert "Slovakia" not in slovenia


async def test_a_replay_shows_what_was_seen_while_recording(tmp_path: Path) -> None:
    connect = fresh_connector(tmp_path, login="ivanov", today=DEFAULT_TODAY, accounts=1)
    app = RecordedApp(replayable_session(connect))
    async with app.run_test(size=(100, 30)) as pilot:
        while app.session.state.orders is None:
            await pilot.pause()
            await app.session.settled()
        for event in (Click(68, 1), Wheel(False, 20, 10), Paste("in no field")):
            for message in messages(event):
                app.post_message(message)
                await pilot.pause()
        await pilot.press("slash", *"mal", "é")
        await pilot.resize_terminal(90, 25)
        await pilot.press("backspace", "enter", "down")
        await app.session.settled()
        await pilot.pause()
        seen = picture("mark-1", app.export_screenshot())
        await pilot.press(MARK_KEY)
    assert app.first_size == Resize(100, 30)
    assert app.kept == [
        *(Click(68, 1), Wheel(False, 20, 10), Paste("in no field")),
        *(Type(character) for character in "/malé"),
        Resize(90, 25),
        *(Key("backspace"), Key("enter"), Key("down")),
        Mark("mark-1"),
    ]
    recording = Recording(
        login="ivanov", today=DEFAULT_TODAY, accounts=1, size=Resize(100, 30), events=tuple(app.kept)
    )
    (played,) = await play(parsed(written(recording)))
    assert played.text == seen.text
    assert "Malta" in played.text


def test_pictures_are_written_then_compared(tmp_path: Path) -> None:
    visit, kept = tmp_path / "visit.txt", tmp_path / "pictures"
    visit.write_text(HEADER + 'type "6"\nmark rates\n', encoding="utf-8")
    missing = replay(visit, snapshots=kept, check=True)
    assert [each.mark for each in missing.differences] == ["rates"]
    assert replay(visit, snapshots=kept).marks == ("rates",)
    assert replay(visit, snapshots=kept, check=True).differences == ()
    changed = (kept / "rates.txt").read_text(encoding="utf-8").replace("Germany", "Garmany")
    (kept / "rates.txt").write_text(changed, encoding="utf-8")
    (found,) = replay(visit, snapshots=kept, check=True).differences
    assert "-" in found.how
    assert "Garmany" in found.how
    assert "Austria" not in found.how


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEADER.replace("ivanov", "nobody") + "mark here", "no account 'nobody'"),
        (HEADER + 'key ctrl+q\ntype "5"', "The program was left"),
    ],
)
async def test_a_recording_that_cannot_be_played_says_why(text: str, reason: str) -> None:
    with pytest.raises(ReplayError, match=reason):
        await play(parsed(text))
