"""Quiet hours: over midnight, within a day, and across changes of clocks."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clock import Clock, asks_for_settings, first_instant
from bot.domain.quiet import WEEKEND, Quiet
from bot.domain.zone import instant
from tests.domain.examples import ZONES, at

NIGHT, NOON = Quiet(time(20), time(7)), Quiet(time(12), time(13))
_TIMES = st.times().map(lambda each: each.replace(second=0, microsecond=0, tzinfo=None))


@pytest.mark.parametrize(
    ("quiet", "moment", "zone", "then"),
    [
        (NIGHT, "2026-05-05 12:00Z", "UTC", "2026-05-05 12:00Z"),
        (NIGHT, "2026-05-05 20:00Z", "UTC", "2026-05-06 07:00Z"),
        (NIGHT, "2026-05-05 03:00Z", "UTC", "2026-05-05 07:00Z"),
        (NIGHT, "2026-05-05 07:00Z", "UTC", "2026-05-05 07:00Z"),
        (NIGHT, "2026-05-05 19:30Z", "Europe/London", "2026-05-06 06:00Z"),
        (NIGHT, "2026-03-28 23:00Z", "Europe/London", "2026-03-29 06:00Z"),
        (NOON, "2026-05-05 12:30Z", "UTC", "2026-05-05 13:00Z"),
        (NOON, "2026-05-05 13:00Z", "UTC", "2026-05-05 13:00Z"),
        (Quiet(time(1), time(2)), "2026-10-25 01:10Z", "Europe/London", "2026-10-25 02:00Z"),
    ],
)
def test_what_falls_in_quiet_hours_waits_for_their_end(quiet: Quiet, moment: str, zone: str, then: str) -> None:
    assert quiet.after(at(moment), zone) == at(then)


@given(_TIMES, _TIMES, st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001
def test_nothing_comes_early_and_nothing_waits_for_more_than_a_day(
    begins: time, ends: time, when: datetime, zone: str
) -> None:
    quiet, moment = Quiet(begins, ends), when.replace(tzinfo=UTC)
    then = quiet.after(moment, zone)
    assert moment <= then <= moment + timedelta(hours=26)
    assert (then == moment) or quiet.holds(moment, zone)


def test_weekends_are_quiet_where_both_of_their_days_are() -> None:
    assert Quiet(days=WEEKEND).weekends
    assert not Quiet(days=frozenset({6})).weekends
    assert Quiet(days=WEEKEND).after(at("2026-05-02 12:00Z"), "Europe/London") == at("2026-05-04 08:00Z")


def test_a_clock_without_quiet_hours_lets_everything_come() -> None:
    moment = at("2026-05-05 03:00Z")
    assert Clock("Europe/London").from_(moment) == moment
    assert Clock("Europe/London", NIGHT).from_(moment) == at("2026-05-05 06:00Z")


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001
def test_no_clock_shows_a_slot_before_the_first_of_all(slot: datetime, zone: str) -> None:
    assert first_instant(slot) <= instant(slot, zone)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("my settings", True),
        ("My Settings!", True),
        ("settings", True),
        ("my time zone?", True),
        ("quiet hours", True),
        ("my settings are wrong", False),
        ("", False),
        ("home", False),
    ],
)
def test_people_ask_for_their_settings(text: str, *, asks: bool) -> None:
    assert asks_for_settings(text) is asks
