"""Weekly slots against a calendar counted by hand, and which of them comes next at any moment."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedule import Rhythm, instant
from tests.domain.examples import ZONES

_SOON = st.integers(-14 * 24 * 60, 100 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
_WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)
_EVERY = st.integers(1, 4)
# Half past one on a Sunday is when clocks change.
_STARTS = st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001  a wall clock has no zone
    lambda when: when.replace(minute=when.minute // 15 * 15, second=0, microsecond=0)
)
_RHYTHMS = st.builds(Rhythm.weekly, _WEEKDAYS, _EVERY, _STARTS, st.sampled_from(ZONES))


def counted(rhythm: Rhythm) -> Iterator[datetime]:
    """The slots of a weekly rhythm, found without any recurrence rule."""
    monday = rhythm.starts - timedelta(days=rhythm.starts.weekday())
    while True:
        for weekday in sorted(rhythm.weekdays):
            if (slot := monday + timedelta(days=weekday)) >= rhythm.starts:
                yield slot
        monday += timedelta(weeks=rhythm.every)


def to_come(rhythm: Rhythm, now: datetime) -> Iterator[datetime]:
    """The slots later than a moment, one by one from the beginning."""
    return (slot for slot in counted(rhythm) if instant(slot, rhythm.zone) > now)


def moment(rhythm: Rhythm, later: timedelta) -> datetime:
    """So much later than the start of a rhythm."""
    return rhythm.starts.replace(tzinfo=UTC) + later


@given(_WEEKDAYS, _EVERY, _STARTS)
def test_a_weekly_rhythm_says_what_it_was_made_of(weekdays: set[int], every: int, starts: datetime) -> None:
    rhythm = Rhythm.weekly(weekdays, every, starts, "UTC")
    assert (rhythm.weekdays, rhythm.every) == (tuple(sorted(weekdays)), every)


@given(_RHYTHMS, st.integers(0, 20))
def test_slots_are_those_of_the_calendar(rhythm: Rhythm, skip: int) -> None:
    expected = list(islice(counted(rhythm), skip + 10))
    assert list(islice(rhythm.slots(), skip + 10)) == expected
    assert list(islice(rhythm.slots(expected[skip]), 9)) == expected[skip + 1 :]


@given(_RHYTHMS, _SOON)
def test_the_next_slot_is_the_first_that_is_still_to_come(rhythm: Rhythm, later: timedelta) -> None:
    now = moment(rhythm, later)
    expected = next(to_come(rhythm, now))
    assert rhythm.next_slot(now) == expected
    assert rhythm.next_instant(now) == instant(expected, rhythm.zone) > now


@given(_RHYTHMS, st.integers(0, 20), st.timedeltas(-timedelta(minutes=90), timedelta(minutes=90)))
def test_nothing_goes_wrong_close_to_a_slot(rhythm: Rhythm, nth: int, off: timedelta) -> None:
    slot = next(islice(counted(rhythm), nth, None))
    now = instant(slot, rhythm.zone) + off
    assert rhythm.next_slot(now) == next(to_come(rhythm, now))


@given(_RHYTHMS, _SOON, st.integers(1, 6))
def test_a_preview_is_what_will_come(rhythm: Rhythm, later: timedelta, count: int) -> None:
    now = moment(rhythm, later)
    shown = rhythm.preview(now, count)
    assert shown == tuple(islice(to_come(rhythm, now), count))
    moments = [instant(slot, rhythm.zone) for slot in shown]
    assert moments == sorted(moments)


@given(_RHYTHMS, _SOON, _SOON)
def test_between_two_moments_lie_the_slots_after_one_and_up_to_the_other(
    rhythm: Rhythm, later: timedelta, still_later: timedelta
) -> None:
    after, until = moment(rhythm, later), moment(rhythm, still_later)
    in_time = takewhile(lambda slot: instant(slot, rhythm.zone) <= until, to_come(rhythm, after))
    assert tuple(rhythm.between(after, until)) == tuple(in_time)
