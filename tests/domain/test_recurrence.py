"""Rules of every kind against an enumeration day by day, and what working days make of them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Calendar, Shift, Working
from bot.domain.expert import read
from bot.domain.schedule import Rhythm, instant
from tests.domain.enumerated import DAY, NAMES, enumerate_slots
from tests.domain.examples import ZONES, at

_FEW = settings(max_examples=150, deadline=None)
_STARTS = st.datetimes(datetime(2019, 1, 1), datetime(2031, 1, 1)).map(  # noqa: DTZ001  a wall clock has no zone
    lambda when: when.replace(minute=when.minute // 15 * 15, second=0, microsecond=0)
)
_WEEKDAYS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)


def _listed(numbers: st.SearchStrategy[int], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(numbers, min_size=1, max_size=most, unique=True).map(lambda each: ",".join(map(str, each)))


_MONTHS = _listed(st.integers(1, 12))
_MONTH_DAYS = _listed(st.integers(1, 31) | st.integers(-31, -1))
_PLACES = st.sampled_from((1, 2, 3, 4, 5, -1, -2))
_PLACED = st.lists(st.tuples(_PLACES, st.sampled_from(NAMES)), min_size=1, max_size=3, unique=True).map(
    lambda each: ",".join(f"{place}{day}" for place, day in each)
)


def _with(freq: str, most: int, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    always = {"FREQ": st.just(freq), "INTERVAL": st.integers(1, most).map(str)}
    return st.fixed_dictionaries(always | parts, optional={"BYMONTH": _MONTHS})


_JOINED = _WEEKDAYS.map(",".join)
_KINDS = st.one_of(
    _with("DAILY", 40),
    _with("DAILY", 3, BYDAY=_JOINED),
    _with("WEEKLY", 9, BYDAY=_JOINED),
    _with("MONTHLY", 5, BYMONTHDAY=_MONTH_DAYS),
    _with("MONTHLY", 5, BYDAY=_PLACED),
    _with("MONTHLY", 3, BYDAY=_JOINED, BYSETPOS=_listed(_PLACES, 2)),
    _with("MONTHLY", 2, BYMONTHDAY=st.just("28,29,30,31"), BYSETPOS=st.just("-1")),
    st.fixed_dictionaries({"FREQ": st.just("YEARLY"), "BYMONTH": _MONTHS, "BYMONTHDAY": _MONTH_DAYS}),
    st.just({"FREQ": "YEARLY"}),
    st.just({"FREQ": "MONTHLY"}),
)


@st.composite
def rules(draw: st.DrawFn) -> tuple[str, datetime]:
    parts, starts = draw(_KINDS), draw(_STARTS)
    ends = draw(st.sampled_from(("", "COUNT", "UNTIL")))
    if ends == "COUNT":
        parts = {**parts, "COUNT": str(draw(st.integers(1, 30)))}
    elif ends == "UNTIL":
        parts = {**parts, "UNTIL": f"{starts + draw(st.integers(0, 1500)) * DAY:%Y%m%d}"}
    return ";".join(f"{name}={value}" for name, value in parts.items()), starts


@_FEW
@given(rules(), st.integers(0, 12))
def test_slots_are_those_of_a_look_at_every_day(drawn: tuple[str, datetime], skip: int) -> None:
    rule, starts = drawn
    assert read(rule, "UTC") == rule, "an expert may write it"
    expected = list(islice(enumerate_slots(rule, starts), skip + 6))
    rhythm = Rhythm(rule, starts, "UTC")
    within = starts + timedelta(days=366 * 11)
    found = [slot for slot in islice(rhythm.slots(), skip + 6) if slot < within]
    assert found == [slot for slot in expected if slot < within]
    if len(expected) > skip and expected[skip] < within:
        later = [slot for slot in islice(rhythm.slots(expected[skip]), 5) if slot < within]
        assert later == [slot for slot in expected[skip + 1 :] if slot < within]


@_FEW
@given(rules(), st.sampled_from(ZONES), st.integers(-30, 900), st.integers(0, 86_400))
def test_what_comes_next_is_the_first_instant_still_to_come(
    drawn: tuple[str, datetime], zone: str, days: int, seconds: int
) -> None:
    rule, starts = drawn
    rhythm = Rhythm(rule, starts, zone)
    now = instant(starts, zone) + timedelta(days=days, seconds=seconds)
    expected = next((slot for slot in enumerate_slots(rule, starts) if instant(slot, zone) > now), None)
    found = rhythm.next_slot(now)
    if found is None or found < starts + timedelta(days=366 * 11):
        assert found == expected


_CALENDARS = st.sampled_from(("", "GB-ENG", "GB-SCT", "IE", "US", "DE-BY", "IL", "NP")).map(Calendar)


def moved(slots: Iterator[datetime], working: Working) -> Iterator[datetime]:
    """The slots on working days, found by going from day to day."""
    last = None
    step = {Shift.NEXT: DAY, Shift.PREVIOUS: -DAY, Shift.SKIP: None}[working.shift]
    for slot in slots:
        day = slot
        while step is not None and not working.calendar.is_working(day.date()):
            day += step
        if working.calendar.is_working(day.date()) and day != last:
            yield day
            last = day


@_FEW
@given(rules(), st.builds(Working, st.sampled_from(Shift), _CALENDARS), st.integers(0, 10))
def test_working_days_move_or_leave_out_each_once(drawn: tuple[str, datetime], working: Working, skip: int) -> None:
    rule, starts = drawn
    within = starts + timedelta(days=366 * 6)
    expected = [slot for slot in islice(moved(enumerate_slots(rule, starts, 7), working), skip + 5) if slot < within]
    rhythm = Rhythm(rule, starts, "UTC", working)
    assert [slot for slot in islice(rhythm.slots(), skip + 5) if slot < within] == expected
    if len(expected) > skip:
        later = [slot for slot in islice(rhythm.slots(expected[skip]), 4) if slot < within]
        assert later == expected[skip + 1 :]


@_FEW
@given(
    rules(),
    st.builds(Working, st.sampled_from(Shift), _CALENDARS),
    st.sampled_from(ZONES),
    st.integers(0, 900),
    st.integers(0, 86_400),
)
def test_from_any_moment_on_what_was_moved_beyond_it_comes(
    drawn: tuple[str, datetime], working: Working, zone: str, days: int, seconds: int
) -> None:
    rule, starts = drawn
    now = instant(starts, zone) + timedelta(days=days, seconds=seconds)
    slots = moved(enumerate_slots(rule, starts, 12), working)
    expected = next((slot for slot in slots if instant(slot, zone) > now), None)
    found = Rhythm(rule, starts, zone, working).next_slot(now)
    if found is None or found < starts + timedelta(days=366 * 11):
        assert found == expected


def test_a_saturday_that_is_moved_to_monday_is_still_to_come_on_sunday() -> None:
    rhythm = Rhythm("FREQ=MONTHLY;BYDAY=1SA", at("2026-06-06 09:00"), "UTC", Working(Shift.NEXT))
    assert rhythm.next_slot(at("2026-06-07 12:00Z")) == at("2026-06-08 09:00")
    assert rhythm.next_slot(at("2026-06-08 09:00Z")) == at("2026-07-06 09:00")


def test_what_went_out_before_two_moves_stays_out_after_both() -> None:
    rhythm = Rhythm("OFFSETS=-28,-14,1", at("2026-06-01 09:00"), "UTC")
    once = rhythm.moved(date(2026, 7, 1), {at("2026-05-04 09:00")})
    twice = once.moved(date(2026, 8, 1), {at("2026-05-04 09:00"), at("2026-06-17 09:00")})
    assert list(twice.slots()) == [at("2026-08-02 09:00")]


def test_a_day_from_an_event_that_is_no_working_day_is_left_out() -> None:
    monday = at("2026-06-01 09:00")
    rhythm = Rhythm("OFFSETS=-2,-1,0,1", monday, "UTC", Working(Shift.SKIP))
    assert list(rhythm.hung()) == [(0, monday), (1, at("2026-06-02 09:00"))]
    assert rhythm.having_sent(()) is rhythm


@given(
    st.sets(st.integers(-400, 400), min_size=1, max_size=6),
    _STARTS,
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 6),
)
def test_an_event_that_moves_takes_along_what_has_not_gone_out(
    offsets: set[int], starts: datetime, day: date, sent: int
) -> None:
    rhythm = Rhythm(f"OFFSETS={','.join(map(str, offsets))}", starts, "Europe/London")
    opened = set(islice(rhythm.slots(), sent))
    moved_to = rhythm.moved(day, opened)
    left = sorted(offsets)[sent:]
    assert [slot.date() for slot in moved_to.slots()] == [day + timedelta(days=each) for each in left]
    assert {slot.time() for slot in moved_to.slots()} <= {starts.time()}
    # Moved back again, what went out before does not go out once more.
    again = moved_to.moved(starts.date(), ())
    assert set(again.slots()) == set(rhythm.slots()) - opened
