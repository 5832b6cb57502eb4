"""The audit's chain: whatever is done to an entry afterwards is noticed, and it is told at which one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audit import BEGINNING, Change, Entry, Verdict, dump, load, verify

MOMENT = datetime(2026, 5, 5, 9, 30, 0, 123_456, tzinfo=UTC)
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
SIDES = st.none() | st.dictionaries(st.text(max_size=10), VALUES, max_size=4)
CHANGES = st.lists(st.builds(Change, st.text(max_size=9), st.text(max_size=9), SIDES, SIDES), max_size=4)


def chain(length: int, partnership: str = "p") -> list[Entry]:
    """So many entries as they are written."""
    entries: list[Entry] = []
    for number in range(1, length + 1):
        entry = Entry(
            partnership,
            number,
            MOMENT + timedelta(minutes=number),
            "schedule.pause",
            f"code {number}",
            dump([Change("schedule", "s", {"status": "active"}, {"status": f"{number}"})]),
            entries[-1].hash if entries else BEGINNING,
            "",
        )
        entries.append(replace(entry, hash=entry.sealed()))
    return entries


def broken_at(entries: Sequence[Entry], kept: str | None = None) -> int | None:
    broken = verify(entries, kept).broken
    return None if broken is None else broken.number


@given(length=st.integers(1, 9))
def test_what_nobody_touched_is_whole(length: int) -> None:
    entries = chain(length)
    assert verify(entries) == verify(entries, entries[0].hash) == Verdict(length, entries[-1].hash)


@given(length=st.integers(1, 8), data=st.data())
def test_an_edited_entry_is_named(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    edited: dict[str, Any] = data.draw(
        st.sampled_from(
            [
                {"at": MOMENT},
                {"deed": "schedule.stop"},
                {"by": "weft"},
                {"changes": "[]"},
                {"partnership": "another"},
                {"hash": "0" * 64},
                {"previous": "0" * 64},
            ]
        )
    )
    entries[place] = replace(entries[place], **edited)
    assert broken_at(entries) == place + 1


@given(length=st.integers(2, 8), data=st.data())
def test_one_that_was_written_anew_does_not_fit_the_next(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 2))
    edited = replace(entries[place], by="somebody else")
    entries[place] = replace(edited, hash=edited.sealed())
    assert broken_at(entries) == place + 2


@given(length=st.integers(2, 8), data=st.data())
def test_one_that_was_taken_out_is_missed(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 2))
    del entries[place]
    assert broken_at(entries) == place + 1


def test_several_that_were_taken_out_are_named() -> None:
    entries = chain(6)
    broken = verify([*entries[:1], *entries[4:]]).broken
    assert broken is not None
    assert (broken.number, broken.why) == (2, "entries 2 to 4 were deleted")


def test_one_that_stands_there_twice_is_noticed() -> None:
    entries = chain(3)
    assert broken_at([*entries[:2], entries[1], entries[2]]) == 3


@given(length=st.integers(2, 8), data=st.data())
def test_what_was_cut_off_is_found_with_a_head_that_was_kept(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    left = data.draw(st.integers(1, length - 1))
    assert broken_at(entries[:left]) is None
    assert broken_at(entries[:left], entries[-1].hash) == left + 1
    assert broken_at(entries[:left], entries[left - 1].hash) is None


def test_an_audit_without_an_entry_was_emptied() -> None:
    assert broken_at([]) == 1


@given(changes=CHANGES)
def test_changes_are_read_as_they_were_written(changes: list[Change]) -> None:
    assert load(dump(changes)) == tuple(changes)


@pytest.mark.parametrize("hours", [-8, 0, 2])
def test_a_moment_is_the_same_on_every_clock(hours: int) -> None:
    (entry,) = chain(1)
    there = replace(entry, at=entry.at.astimezone(timezone(timedelta(hours=hours))))
    assert there.sealed() == entry.hash
