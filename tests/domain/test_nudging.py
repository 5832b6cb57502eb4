"""When people are reminded, and until when they put something off: in quiet hours never."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clock import Clock
from bot.domain.leave import Leave
from bot.domain.nudging import APART, Snooze, put_off, reminders
from bot.domain.quiet import USUAL, WEEKEND, Quiet
from bot.domain.quiet import hours as from_to
from tests.domain.examples import OCCURRENCE

at = datetime.fromisoformat
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"])


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-06-02 06:59Z", True),
        ("2026-06-02 07:00Z", False),
        ("2026-06-02 16:59Z", False),
        ("2026-06-02 17:00Z", True),
        ("2026-06-02 23:30Z", True),
        ("2026-06-06 12:00Z", True),
        ("2026-06-07 12:00Z", True),
    ],
)
def test_evenings_nights_and_weekends_are_quiet_on_the_local_clock(moment: str, quiet: bool) -> None:  # noqa: FBT001
    assert USUAL.holds(at(moment), "Europe/London") is quiet


def test_hours_of_one_day_weekends_and_none_at_all() -> None:
    noon = at("2026-06-06 12:00Z")
    assert from_to(12, 14).holds(noon, "UTC")
    assert not from_to(14, 15).holds(noon, "UTC")
    assert not from_to(9, 9).holds(noon, "UTC")


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        pytest.param(set(), ["2026-06-02 08:00Z"], id="who never answered is reminded once"),
        pytest.param({13}, ["2026-06-02 12:00Z"], id="at their hour"),
        pytest.param({13, 8}, ["2026-06-02 12:00Z", "2026-06-03 07:00Z"], id="twice, half a day apart"),
        pytest.param({22}, ["2026-06-02 08:00Z"], id="never at a quiet hour of theirs"),
    ],
)
def test_reminders_come_at_hours_at_which_somebody_answered_before(hours: set[int], expected: list[str]) -> None:
    assert reminders(OCCURRENCE, hours, USUAL) == tuple(at(each) for each in expected)


def test_none_comes_where_none_is_planned_or_all_that_is_left_is_quiet() -> None:
    assert reminders(replace(OCCURRENCE, remind_at=None), {9}, USUAL) == ()
    weekend = replace(OCCURRENCE, remind_at=at("2026-06-06 08:00Z"), closes_at=at("2026-06-07 20:00Z"))
    assert reminders(weekend, {9}, USUAL) == ()


def test_neither_the_partnership_nor_somebody_s_own_hours_may_be_quiet() -> None:
    own = Clock("Europe/London", Quiet(time(8), time(11, 30)))
    assert reminders(OCCURRENCE, {9}, USUAL, own) == (at("2026-06-02 10:30Z"),)
    all_day = Clock("Asia/Tokyo", Quiet(time(15), time(3)))
    assert reminders(OCCURRENCE, {9}, USUAL, all_day) == (at("2026-06-03 00:00Z"),), "nine in the morning in Tokyo"
    nightly = Clock("Asia/Tokyo", Quiet(time(7), time(19)))
    assert reminders(OCCURRENCE, {9}, USUAL, nightly) == (), "the partnership's quiet hours are on their clock, too"


def test_a_day_off_is_passed_over_and_a_leave_as_a_whole() -> None:
    tuesdays = Clock("Europe/London", Quiet(days=frozenset({1})))
    longer = replace(OCCURRENCE, closes_at=at("2026-06-04 08:00Z"))
    assert reminders(longer, set(), USUAL, tuesdays) == (at("2026-06-03 08:00Z"),)
    assert reminders(OCCURRENCE, set(), USUAL, tuesdays) == (), "it closes as their day begins"
    away = Clock("Europe/London", leave=Leave(date(2026, 6, 1), date(2026, 6, 3)))
    assert reminders(OCCURRENCE, set(), USUAL, away) == ()


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001  the zone is drawn
    length=st.integers(1, 170),
    hours=st.sets(st.integers(0, 23)),
    quiet=st.builds(from_to, st.integers(0, 23), st.integers(0, 23), st.sampled_from([(), WEEKEND])),
    zone=ZONES,
)
def test_whatever_the_hours_two_come_at_most_in_time_apart_and_not_when_it_is_quiet(
    start: datetime, length: int, hours: set[int], quiet: Quiet, zone: str
) -> None:
    remind_at = start.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    occurrence = replace(OCCURRENCE, zone=zone, remind_at=remind_at, closes_at=remind_at + timedelta(hours=length))
    moments = reminders(occurrence, hours, quiet)
    assert len(moments) <= (2 if hours else 1)
    for each in moments:
        assert remind_at <= each < occurrence.closes_at
        assert not quiet.holds(each, zone)
    if len(moments) > 1:
        assert moments[1] - moments[0] >= APART
        assert all(each.astimezone(ZoneInfo(zone)).hour in hours for each in moments)


@pytest.mark.parametrize(
    ("snooze", "now", "expected"),
    [
        (Snooze.HOUR, "2026-06-05 15:20Z", "2026-06-05 16:20Z"),
        (Snooze.TOMORROW, "2026-06-05 15:20Z", "2026-06-06 08:00Z"),
        (Snooze.WORKING_DAY, "2026-06-05 15:20Z", "2026-06-08 08:00Z"),
        (Snooze.WORKING_DAY, "2026-06-02 15:20Z", "2026-06-03 08:00Z"),
        pytest.param(Snooze.TOMORROW, "2026-10-24 12:00Z", "2026-10-25 09:00Z", id="clocks go back over night"),
    ],
)
def test_something_is_put_off_to_a_morning_on_the_local_clock(snooze: Snooze, now: str, expected: str) -> None:
    assert put_off(snooze, at(now), "Europe/London") == at(expected)
