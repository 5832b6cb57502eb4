"""The slots that are to come: against a plain list of days, whatever was skipped, moved and paused."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import upcoming
from bot.domain.adjustment import Adjustment
from bot.domain.schedule import Rhythm, Status, instant
from tests.domain.examples import SCHEDULE, at

DAILY = replace(SCHEDULE, rhythm=Rhythm("FREQ=DAILY", at("2026-03-01 09:00"), "Europe/London"))
days = st.integers(0, 60)
hours = st.integers(0, 60 * 24)


@given(
    skipped=st.sets(days),
    moved=st.dictionaries(days, hours),
    paused=st.none() | hours,
    now=hours,
    count=st.integers(1, 20),
)
def test_what_is_to_come_is_what_a_plain_list_says(
    skipped: set[int], moved: dict[int, int], paused: int | None, now: int, count: int
) -> None:
    first = DAILY.rhythm.starts
    moves = {first + timedelta(days=day): first + timedelta(hours=hour) for day, hour in moved.items()}
    skips = {first + timedelta(days=day) for day in skipped} - moves.keys()
    until = None if paused is None else instant(first + timedelta(hours=paused), "Europe/London")
    schedule = replace(
        DAILY,
        adjustments=(
            *(Adjustment(slot, to) for slot, to in moves.items()),
            *(Adjustment(slot, None) for slot in skips),
        ),
        paused_until=until,
    )
    moment = instant(first + timedelta(hours=now), "Europe/London")
    usual = {first + timedelta(days=day) for day in range(200)}
    plain = sorted(
        slot
        for slot in (usual - skips - moves.keys()) | set(moves.values())
        if instant(slot, "Europe/London") > moment and (until is None or instant(slot, "Europe/London") >= until)
    )
    assert list(upcoming.preview(schedule, moment, count)) == plain[:count]
    end = moment + timedelta(days=9)
    within = [slot for slot in plain if instant(slot, "Europe/London") <= end]
    assert list(upcoming.between(schedule, moment, end)) == within


def test_one_that_is_moved_twice_is_moved_from_where_the_rhythm_has_it() -> None:
    slot, to, further = map(at, ("2026-03-02 09:00", "2026-03-02 10:00", "2026-03-02 11:00"))
    once = replace(DAILY, adjustments=upcoming.adjusted(DAILY, slot, to))
    assert upcoming.adjusted(once, to, further) == (Adjustment(slot, further),)
    assert upcoming.adjusted(once, to, None) == (Adjustment(slot, None),)


def test_one_that_is_another_one_stays_so_when_it_is_moved() -> None:
    slot, to = map(at, ("2026-03-02 09:00", "2026-03-02 10:00"))
    change = Adjustment(slot, slot, prompt="once", open_minutes=60)
    once = replace(DAILY, adjustments=upcoming.otherwise(DAILY, change))
    assert upcoming.adjusted(once, slot, to) == (replace(change, to=to),)
    moved = replace(once, adjustments=upcoming.adjusted(once, slot, to))
    asked = upcoming.as_asked(moved, to)
    assert (asked.prompt, asked.open_for) == ("once", timedelta(hours=1))
    assert upcoming.as_asked(moved, slot) == moved
    assert upcoming.otherwise(moved, Adjustment(slot, slot)) == (Adjustment(slot, slot),)


def test_a_rhythm_that_has_ended_has_nothing_to_come() -> None:
    ended = replace(DAILY, rhythm=replace(DAILY.rhythm, rule="FREQ=DAILY;COUNT=1"))
    assert upcoming.next_slot(ended, at("2026-04-01 09:00Z")) is None
    assert upcoming.preview(ended, at("2026-04-01 09:00Z"), 3) == ()
    assert list(upcoming.between(ended, at("2026-04-01 09:00Z"), at("2026-05-01 09:00Z"))) == []


def test_what_is_paused_or_stopped_has_nothing_between() -> None:
    paused = replace(DAILY, status=Status.PAUSED)
    assert list(upcoming.between(paused, at("2026-03-01 09:00Z"), at("2026-05-01 09:00Z"))) == []


def test_slots_begin_with_the_first() -> None:
    assert next(islice(upcoming.slots(DAILY), 1, None)) == at("2026-03-02 09:00")
