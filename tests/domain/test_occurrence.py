"""Occurrences: what becomes of the slots that have come, and until when an answer counts."""

from dataclasses import replace
from datetime import timedelta
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.occurrence import Occurrence, State, due_occurrences, occur
from bot.domain.partnership import USUAL, Thresholds
from bot.domain.schedule import instant
from tests.domain.examples import OCCURRENCE, SCHEDULE, at

SLOT = at("2026-06-01 09:00")
SECOND = timedelta(seconds=1)


def test_an_occurrence_is_its_schedule_at_a_slot() -> None:
    assert occur(SCHEDULE, SLOT, "occurrence", State.OPEN) == OCCURRENCE
    assert OCCURRENCE.thresholds == USUAL == Thresholds(scores=5, words=10)


def test_it_keeps_the_thresholds_under_which_it_opens() -> None:
    raised = Thresholds(8, 15)
    assert occur(SCHEDULE, SLOT, "occurrence", State.OPEN, raised) == replace(OCCURRENCE, thresholds=raised)


def test_it_belongs_to_the_programme_of_its_schedule() -> None:
    made = occur(replace(SCHEDULE, programme="programme"), SLOT, "occurrence", State.OPEN)
    assert made == replace(OCCURRENCE, programme="programme")


def test_it_is_due_on_the_wall_clock_and_open_for_as_long_as_was_said() -> None:
    made = occur(SCHEDULE, at("2026-03-29 01:30"), "id", State.MISSED)
    assert made.due_at == at("2026-03-29 01:30Z")
    assert made.closes_at - made.due_at == SCHEDULE.open_for
    assert made.state is State.MISSED


@pytest.mark.parametrize(
    ("open_for", "remind_before", "remind_at"),
    [
        (48, 2, "2026-06-03 07:00+01:00"),
        (48, 47.5, "2026-06-01 09:30+01:00"),
        (48, 48, None),
        (4, 24, None),
        (48, None, None),
    ],
)
def test_nobody_is_reminded_before_they_are_asked(
    open_for: float, remind_before: float | None, remind_at: str | None
) -> None:
    before = None if remind_before is None else timedelta(hours=remind_before)
    schedule = replace(SCHEDULE, open_for=timedelta(hours=open_for), remind_before=before)
    assert occur(schedule, SLOT, "id", State.OPEN).remind_at == (at(remind_at) if remind_at else None)


@pytest.mark.parametrize(
    ("state", "left", "takes", "soon"),
    [
        (State.OPEN, timedelta(days=2), True, False),
        (State.OPEN, timedelta(hours=4) + SECOND, True, False),
        (State.OPEN, timedelta(hours=4), True, True),
        (State.OPEN, SECOND, True, True),
        (State.OPEN, timedelta(0), False, False),
        (State.OPEN, -SECOND, False, False),
        (State.CLOSED, timedelta(hours=1), False, False),
        (State.MISSED, timedelta(hours=1), False, False),
    ],
)
def test_answers_are_taken_until_it_closes(state: State, left: timedelta, *, takes: bool, soon: bool) -> None:
    occurrence: Occurrence = replace(OCCURRENCE, state=state)
    now = occurrence.closes_at - left
    assert (occurrence.takes_answers(now), occurrence.closing_soon(now)) == (takes, soon)


@pytest.mark.parametrize(
    ("now", "states"),
    [
        ("2026-06-01 08:00Z", [State.OPEN]),
        ("2026-06-03 07:59:59Z", [State.OPEN]),
        ("2026-06-03 08:00Z", [State.MISSED]),
        ("2026-06-08 07:59:59Z", [State.MISSED]),
        ("2026-06-08 08:00Z", [State.MISSED, State.OPEN]),
        ("2026-06-24 08:00Z", [State.MISSED] * 4),
    ],
    ids=["on time", "just in time", "too late", "before the next", "at the next", "weeks later"],
)
def test_after_downtime_only_the_latest_opens_and_only_in_its_window(now: str, states: list[State]) -> None:
    assert [state for _, state in due_occurrences(SCHEDULE, SLOT, at(now))] == states


def test_the_last_slot_of_a_rule_that_ends_is_opened_like_any_other() -> None:
    schedule = replace(SCHEDULE, rhythm=replace(SCHEDULE.rhythm, rule="FREQ=WEEKLY;COUNT=2", starts=SLOT))
    made = list(due_occurrences(schedule, SLOT, at("2026-06-09 08:00Z")))
    assert made == [(SLOT, State.MISSED), (at("2026-06-08 09:00"), State.OPEN)]


@given(
    down=st.timedeltas(timedelta(0), timedelta(days=120)),
    open_for=st.timedeltas(timedelta(hours=1), timedelta(days=30)),
)
def test_every_slot_that_has_come_is_opened_or_missed_exactly_once(down: timedelta, open_for: timedelta) -> None:
    schedule = replace(SCHEDULE, open_for=open_for)
    now = instant(SLOT, schedule.rhythm.zone) + down
    made = list(due_occurrences(schedule, SLOT, now))
    come = takewhile(
        lambda slot: instant(slot, schedule.rhythm.zone) <= now, schedule.rhythm.slots(SLOT - timedelta(1))
    )
    assert [slot for slot, _ in made] == list(come)
    assert {state for _, state in made[:-1]} <= {State.MISSED}
    latest, state = made[-1]
    assert (state is State.OPEN) is occur(schedule, latest, "id", State.OPEN).takes_answers(now)
