"""Days, times and rhythms in words."""

from datetime import datetime

import pytest

from bot.domain.schedule import Rhythm
from bot.texts import moments

at = datetime.fromisoformat


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ("2026-05-12T09:30", "Tuesday 12 May, 09:30"),
        ("2026-09-30T00:05", "Wednesday 30 September, 00:05"),
        ("2027-01-01T23:59", "Friday 1 January, 23:59"),
    ],
)
def test_a_slot_is_a_day_and_a_time(slot: str, words: str) -> None:
    assert moments.slot(at(slot)) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "Tuesday 12 May, 09:30 (London time)"),
        ("America/New_York", "Tuesday 12 May, 04:30 (New York time)"),
        ("America/Argentina/Buenos_Aires", "Tuesday 12 May, 05:30 (Buenos Aires time)"),
        ("Pacific/Kiritimati", "Tuesday 12 May, 22:30 (Kiritimati time)"),
        ("UTC", "Tuesday 12 May, 08:30 (UTC time)"),
    ],
)
def test_a_moment_is_told_on_a_clock_that_is_named(zone: str, words: str) -> None:
    assert moments.moment(at("2026-05-12T08:30Z"), zone) == words


def test_a_day_is_the_one_in_the_zone() -> None:
    assert moments.day(at("2026-05-12T23:30Z"), "Europe/London") == "13 May 2026"
    assert moments.day(at("2026-05-12T23:30Z"), "America/New_York") == "12 May 2026"


@pytest.mark.parametrize(
    ("weekdays", "every", "words"),
    [
        ((1,), 1, "every week on Tuesday at 09:30 (London time)"),
        ((3, 0), 2, "every 2 weeks on Monday and Thursday at 09:30 (London time)"),
        ((0, 2, 4), 4, "every 4 weeks on Monday, Wednesday and Friday at 09:30 (London time)"),
    ],
)
def test_a_rhythm_is_told_as_people_say_it(weekdays: tuple[int, ...], every: int, words: str) -> None:
    rhythm = Rhythm.weekly(weekdays, every, at("2026-05-05T09:30"), "Europe/London")
    assert moments.rhythm(rhythm) == words


def test_people_and_lists_are_counted_as_people_do() -> None:
    assert [moments.people(count) for count in (0, 1, 12)] == ["0 people", "1 person", "12 people"]
    assert moments.enumeration(["a"]) == "a"
    assert moments.enumeration(["a", "b"]) == "a and b"
    assert moments.enumeration(["a", "b", "c"]) == "a, b and c"
