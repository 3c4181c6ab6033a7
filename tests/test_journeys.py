"""Whole journeys, kept as recordings, look the same at every mark."""

from __future__ import annotations

from pathlib import Path

import pytest

from introtui.recording.lines import read_recording
from introtui.recording.pictures import difference
from introtui.recording.replaying import play

FOLDER = Path(__file__).with_name("journeys")
JOURNEYS = sorted(path.stem for path in FOLDER.glob("*.txt"))


def test_the_journeys_that_matter_are_kept() -> None:
    assert JOURNEYS == [
        "act-as-customer",
        "cancel-and-undo",
        "change-plan",
        "edit-profile",
        "find-by-address",
        "lock-out",
        "sign-in",
        "verify-companies",
    ]


@pytest.mark.usefixtures("quick_demo")
@pytest.mark.parametrize("journey", JOURNEYS)
async def test_journey(journey: str) -> None:
    pictures = await play(read_recording(FOLDER / f"{journey}.txt"))
    kept = {path.stem for path in (FOLDER / journey).glob("*.svg")}
    assert {picture.mark for picture in pictures} == kept
    assert [found for picture in pictures if (found := difference(picture, FOLDER / journey))] == []
