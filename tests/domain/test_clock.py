"""A member's own days off and leave: what falls on them waits for the next working day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clock import Clock, is_quiet
from bot.domain.leave import Leave
from bot.domain.quiet import Quiet
from bot.domain.zone import local
from tests.domain.examples import ZONES, at

NIGHT = Quiet(time(20), time(7))
PART_TIME = Quiet(time(20), time(7), frozenset({0, 4, 5, 6}))
JUNE = Leave(date(2026, 6, 1), date(2026, 6, 14))
LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("clock", "moment", "then"),
    [
        pytest.param(Clock(LONDON, PART_TIME), "2026-06-01 08:30Z", "2026-06-02 08:00Z", id="a monday"),
        pytest.param(Clock(LONDON, PART_TIME), "2026-06-02 08:30Z", "2026-06-02 08:30Z", id="a working day"),
        pytest.param(Clock(LONDON, PART_TIME), "2026-06-04 19:30Z", "2026-06-09 08:00Z", id="quiet, then days off"),
        pytest.param(Clock(LONDON, NIGHT, JUNE), "2026-05-31 18:59Z", "2026-05-31 18:59Z", id="the evening before"),
        pytest.param(Clock(LONDON, NIGHT, JUNE), "2026-05-31 19:30Z", "2026-06-15 08:00Z", id="quiet, then leave"),
        pytest.param(Clock(LONDON, NIGHT, JUNE), "2026-06-14 12:00Z", "2026-06-15 08:00Z", id="its last day"),
        pytest.param(Clock(LONDON, NIGHT, JUNE), "2026-06-14 23:00Z", "2026-06-15 06:00Z", id="over, but at night"),
        pytest.param(Clock(LONDON, PART_TIME, JUNE), "2026-06-03 12:00Z", "2026-06-16 08:00Z", id="leave, then off"),
        pytest.param(
            Clock("Asia/Tokyo", leave=JUNE), "2026-05-31 15:00Z", "2026-06-15 00:00Z", id="on their own clock"
        ),
    ],
)
def test_what_falls_on_a_day_off_comes_on_the_next_working_day(clock: Clock, moment: str, then: str) -> None:
    assert clock.from_(at(moment)) == at(then)
    assert is_quiet(clock, at(moment)) is (moment != then)


@given(
    quiet=st.builds(
        Quiet,
        st.integers(0, 23).map(time),
        st.integers(0, 23).map(time),
        st.frozensets(st.integers(0, 6), max_size=6),
    ),
    first=st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    length=st.integers(0, 60),
    when=st.datetimes(datetime(2026, 1, 1), datetime(2027, 2, 1)),  # noqa: DTZ001  the zone is drawn
    zone=st.sampled_from(ZONES),
)
def test_nobody_is_written_to_on_a_day_off_and_nothing_waits_for_ever(
    quiet: Quiet, first: date, length: int, when: datetime, zone: str
) -> None:
    leave = Leave(first, first + timedelta(days=length))
    clock = Clock(zone, quiet, leave)
    moment = when.replace(tzinfo=UTC)
    then = clock.from_(moment)
    assert moment <= then <= moment + timedelta(days=length + 17)
    if then != moment:
        assert not clock.is_off(then)
        assert not leave.holds(local(then, zone).date())


def test_whoever_has_one_loud_hour_in_a_week_is_written_to_in_it() -> None:
    clock = Clock(LONDON, Quiet(time(1), time(0), frozenset(range(6))))
    assert clock.from_(at("2026-06-03 12:00Z")) == at("2026-06-06 23:00Z")


def test_whether_somebody_is_off_within_a_span() -> None:
    clock = Clock(LONDON, Quiet(days=frozenset({0})), JUNE)
    assert clock.is_off_between(at("2026-06-16 08:00Z"), at("2026-06-22 08:00Z"))
    assert not clock.is_off_between(at("2026-06-16 08:00Z"), at("2026-06-21 22:59Z"))
    assert clock.is_off_between(at("2026-05-27 08:00Z"), at("2026-06-01 08:00Z"))
    assert not Clock(LONDON).is_off_between(at("2026-05-27 08:00Z"), at("2026-06-30 08:00Z"))


def test_days_off_and_leave_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="seven days"):
        Quiet(days=frozenset(range(7)))
    with pytest.raises(ValueError, match="seven days"):
        Quiet(days=frozenset({7}))
    for ends in (date(2026, 5, 31), date(2027, 6, 3)):
        with pytest.raises(ValueError, match="a first and a last day"):
            Leave(date(2026, 6, 1), ends)
