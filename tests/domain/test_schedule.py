"""Rhythms on a wall clock: the moments that their slots mean, across every change of clocks."""

from datetime import datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.partnership import DigestTime, Member, Role
from bot.domain.schedule import Audience, Rhythm, Whom, instant, is_zone
from tests.domain.examples import at


@pytest.mark.parametrize(
    ("slot", "zone", "moment"),
    [
        ("2026-01-15 09:00", "Europe/London", "2026-01-15 09:00Z"),
        ("2026-07-15 09:00", "Europe/London", "2026-07-15 08:00Z"),
        ("2026-03-29 01:30", "Europe/London", "2026-03-29 01:30Z"),
        ("2026-10-25 01:30", "Europe/London", "2026-10-25 00:30Z"),
        ("2026-03-08 02:30", "America/New_York", "2026-03-08 07:30Z"),
        ("2026-11-01 01:30", "America/New_York", "2026-11-01 05:30Z"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03 15:45Z"),
        ("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04 14:45Z"),
        ("2026-04-05 02:00", "Australia/Lord_Howe", "2026-04-04 15:30Z"),
        ("2026-05-12 09:00", "Asia/Kathmandu", "2026-05-12 03:15Z"),
    ],
    ids=[
        "winter",
        "summer",
        "london left out",
        "london twice",
        "new york left out",
        "new york twice",
        "lord howe left out",
        "lord howe twice",
        "lord howe after",
        "kathmandu",
    ],
)
def test_a_slot_means_one_moment(slot: str, zone: str, moment: str) -> None:
    assert instant(at(slot), zone) == at(moment)
    assert instant(at(slot).replace(fold=1), zone) == at(moment)


@pytest.mark.parametrize(
    ("zone", "starts", "hours"),
    [
        ("Europe/London", "2026-03-23 09:00", {168, 167}),
        ("Europe/London", "2026-10-19 09:00", {168, 169}),
        ("America/New_York", "2026-03-02 09:00", {168, 167}),
        ("America/New_York", "2026-10-26 09:00", {168, 169}),
        ("Australia/Lord_Howe", "2026-03-30 09:00", {168, 168.5}),
        ("Australia/Lord_Howe", "2026-09-28 09:00", {168, 167.5}),
        ("Asia/Kathmandu", "2026-03-23 09:00", {168}),
    ],
)
def test_nine_o_clock_stays_nine_o_clock(zone: str, starts: str, hours: set[float]) -> None:
    rhythm = Rhythm.weekly([0], 1, at(starts), zone)
    moments = [instant(slot, zone) for slot in islice(rhythm.slots(), 4)]
    assert {moment.astimezone(ZoneInfo(zone)).hour for moment in moments} == {9}
    assert {(after - before) / timedelta(hours=1) for before, after in pairwise(moments)} == hours


def test_what_comes_twice_on_the_clock_opens_once() -> None:
    rhythm = Rhythm.weekly([6], 1, at("2026-10-18 01:30"), "Europe/London")
    twice, later = at("2026-10-25 01:30"), at("2026-11-01 01:30")
    assert rhythm.next_slot(at("2026-10-25 00:29:59Z")) == twice
    assert rhythm.next_slot(at("2026-10-25 00:30Z")) == later
    assert rhythm.next_slot(at("2026-10-25 01:15Z")) == later


def test_what_the_clock_leaves_out_still_opens() -> None:
    rhythm = Rhythm.weekly([6], 1, at("2026-03-22 01:30"), "Europe/London")
    assert rhythm.next_slot(at("2026-03-29 01:29:59Z")) == at("2026-03-29 01:30")
    assert rhythm.next_slot(at("2026-03-29 01:30Z")) == at("2026-04-05 01:30")


def test_a_rhythm_that_ends() -> None:
    rhythm = Rhythm("FREQ=DAILY;COUNT=3", at("2026-03-28 09:00"), "Europe/London")
    slots = tuple(rhythm.slots())
    assert slots == (at("2026-03-28 09:00"), at("2026-03-29 09:00"), at("2026-03-30 09:00"))
    assert rhythm.preview(at("2026-03-28 09:00Z"), 5) == slots[1:]
    assert tuple(rhythm.between(at("2026-03-28 09:00Z"), at("2026-12-01 09:00Z"))) == slots[1:]
    assert rhythm.next_instant(at("2026-03-29 20:00Z")) == at("2026-03-30 08:00Z")
    assert rhythm.next_slot(at("2026-03-30 08:00Z")) is None
    assert rhythm.preview(at("2026-03-30 08:00Z"), 5) == ()
    assert tuple(rhythm.between(at("2026-03-30 08:00Z"), at("2026-12-01 09:00Z"))) == ()
    with pytest.raises(ValueError, match="ended"):
        rhythm.next_instant(at("2026-03-30 08:00Z"))


def test_a_day_named_twice_counts_once() -> None:
    assert Rhythm.weekly([4, 0, 4], 2, at("2026-05-13 09:00"), "UTC").rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR"


def test_a_rule_without_days_recurs_on_the_day_it_starts() -> None:
    rhythm = Rhythm("FREQ=WEEKLY", at("2026-05-13 09:00"), "UTC")
    assert (rhythm.weekdays, rhythm.every) == ((2,), 1)


@pytest.mark.parametrize("name", ["Europe/London", "Asia/Kathmandu", "UTC", "Australia/Lord_Howe"])
def test_zones_that_are_known(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize(
    "name", ["", "London", "europe/london", "Europe/", "Europe", "../etc/passwd", "localtime", "Factory", "GMT+25"]
)
def test_zones_that_are_not(name: str) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize(
    ("audience", "text"),
    [
        (Audience(Whom.EVERYBODY), "everybody"),
        (Audience(Whom.ROLE, "lead"), "role:lead"),
        (Audience(Whom.SPACE, "5f"), "space:5f"),
        (Audience(Whom.ORGANISATION, "a:b"), "organisation:a:b"),
    ],
)
def test_an_audience_is_written_and_read_back(audience: Audience, text: str) -> None:
    assert str(audience) == text
    assert Audience.parse(text) == audience


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "all",
        "everybody:",
        "everybody:x",
        "space",
        "space:",
        "role:",
        "role:boss",
        "role:lead:x",
        " role:lead",
    ],
)
def test_what_is_no_audience_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Audience.parse(text)


@pytest.mark.parametrize(
    ("audience", "included"),
    [
        (Audience(Whom.EVERYBODY), True),
        (Audience(Whom.SPACE, "5f"), True),
        (Audience(Whom.ORGANISATION, "council"), True),
        (Audience(Whom.ORGANISATION, "trust"), False),
        (Audience(Whom.ROLE, "lead"), True),
        (Audience(Whom.ROLE, "convener"), False),
    ],
)
def test_an_audience_includes_its_members(audience: Audience, *, included: bool) -> None:
    roles = frozenset({Role.MEMBER, Role.LEAD})
    member = Member("id", "partnership", "council", "Ada", roles, DigestTime(0, 9, "UTC"))
    assert audience.includes(member) is included


@given(
    rule=st.sampled_from(
        (
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;BYDAY=MO,TH",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO",
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU",
            "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270601T000000",
            "FREQ=WEEKLY;COUNT=9",
            "FREQ=MONTHLY;BYDAY=1MO",
        )
    ),
    starts=st.datetimes(at("2026-01-01 00:00"), at("2027-01-01 00:00")),
    after=st.datetimes(at("2025-12-01 00:00"), at("2028-01-01 00:00")),
)
def test_looking_from_near_by_finds_the_slots_that_counting_from_the_start_does(
    rule: str, starts: datetime, after: datetime
) -> None:
    rhythm = Rhythm(rule, starts, "UTC")
    counted = (slot for slot in rhythm.slots() if slot > after)
    assert list(islice(rhythm.slots(after), 6)) == list(islice(counted, 6))
