"""Drafts: a check-in as a convener fills it in, as a schedule, and as a draft again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.form import Values
from bot.domain.calendar import Shift
from bot.domain.draft import LATE_DAYS, OPEN_HOURS, REMIND_HOURS, Draft, of_schedule, read
from bot.domain.prompt import Kind
from bot.domain.recurring import EVERY_WEEKS
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, Whom
from tests.domain.examples import ZONES, at

NOW = at("2026-06-01 08:00Z")
AUDIENCES = {"everybody", "role:lead", "space:5f"}
FILLED: Values = {
    "audience": "role:lead",
    "weekdays": ("0", "3"),
    "every": "2",
    "time": "09:30",
    "starts": "2026-06-04",
    "zone": "Europe/London",
    "open": "48",
    "remind": "24",
    "visibility": "anonymous",
}
EMPTY = Draft("partnership", prompt="prompt")
PLANNED = Schedule(
    id="",
    partnership="partnership",
    prompt="prompt",
    rhythm=Rhythm("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", at("2026-06-04 09:30"), "Europe/London"),
    audience=Audience(Whom.ROLE, "lead"),
    open_for=timedelta(hours=48),
    remind_before=timedelta(hours=24),
    visibility=Visibility.ANONYMOUS,
    status=Status.ACTIVE,
)


def told(**changes: str | tuple[str, ...]) -> list[str]:
    """The fields that are told to be wrong."""
    schedule, errors = read(EMPTY.planned({**FILLED, **changes}), AUDIENCES, NOW)
    assert (schedule is None) is bool(errors)
    return list(errors)


def test_a_filled_in_draft_is_a_schedule() -> None:
    assert read(EMPTY.planned(FILLED), AUDIENCES, NOW) == (PLANNED, {})
    edited = replace(EMPTY, schedule="7", prompt=None)
    assert read(edited.planned(FILLED), AUDIENCES, NOW) == (replace(PLANNED, id="7", prompt=""), {})


def test_no_reminder_is_a_choice() -> None:
    assert read(EMPTY.planned({**FILLED, "remind": "0"}), AUDIENCES, NOW)[0] == replace(PLANNED, remind_before=None)


def test_what_was_filled_in_is_kept_as_it_was() -> None:
    draft = EMPTY.planned({"time": "soon", "weekdays": ("9",), "zone": ()})
    assert (draft.first("time"), draft.first("weekdays"), draft.first("zone"), draft.first("open")) == (
        "soon",
        "9",
        None,
        None,
    )
    assert not EMPTY.values


def test_an_empty_draft_is_told_in_every_field() -> None:
    schedule, errors = read(EMPTY, AUDIENCES, NOW)
    assert schedule is None
    assert set(errors) == set(FILLED)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("audience", "role:convener"),
        ("audience", "nobody"),
        ("weekdays", "7"),
        ("weekdays", ()),
        ("every", "3"),
        ("time", "half nine"),
        ("starts", "tomorrow"),
        ("zone", "London"),
        ("open", "1"),
        ("remind", "1"),
        ("visibility", "secret"),
        ("clock", "sundial"),
    ],
)
def test_what_no_form_offers_is_told_beside_its_field(field: str, value: str | tuple[str, ...]) -> None:
    assert told(**{field: value}) == [field]


@pytest.mark.parametrize(
    ("hours", "remind", "fine"), [("4", "2", True), ("4", "4", False), ("4", "24", False), ("24", "4", True)]
)
def test_a_reminder_comes_while_it_is_open(hours: str, remind: str, *, fine: bool) -> None:
    assert told(open=hours, remind=remind) == ([] if fine else ["remind"])


@pytest.mark.parametrize(
    ("starts", "fine"),
    [
        ("2026-06-01", True),
        ("2017-01-01", True),
        ("2027-06-02", True),
        ("2027-06-03", False),
        ("9999-12-31", False),
        ("2016-01-01", False),
        ("0003-01-01", False),
    ],
)
def test_a_rhythm_starts_within_a_year_from_now_or_some_years_ago(starts: str, *, fine: bool) -> None:
    assert told(starts=starts) == ([] if fine else ["starts"])


_CHOICES = st.fixed_dictionaries(
    {
        "audience": st.sampled_from(sorted(AUDIENCES)),
        "weekdays": st.sets(st.sampled_from("0123456"), min_size=1).map(lambda days: tuple(sorted(days))),
        "every": st.sampled_from(EVERY_WEEKS).map(str),
        "time": st.times().map("{:%H:%M}".format),
        "starts": st.dates(NOW.date(), NOW.date() + timedelta(days=366)).map(str),
        "zone": st.sampled_from(ZONES),
        "open": st.sampled_from(OPEN_HOURS).map(str),
        "remind": st.sampled_from(REMIND_HOURS).map(str),
        "late": st.sampled_from(LATE_DAYS).map(str),
        "visibility": st.sampled_from(Visibility).map(str),
    },
    optional={
        "working": st.sampled_from(Shift).map(str),
        "clock": st.just("own"),
    },
)


@given(_CHOICES)
def test_a_schedule_that_is_edited_comes_back_as_it_was_filled_in(values: Values) -> None:
    schedule, errors = read(EMPTY.planned(values), AUDIENCES, NOW)
    if schedule is None:
        assert list(errors) == ["remind"]
        return
    draft = of_schedule(replace(schedule, id="7"), "Trust", Kind.PULSE, "Do we? [1-5]")
    assert draft.values == EMPTY.planned(values).values
    assert (draft.title, draft.kind, draft.questions) == ("Trust", Kind.PULSE, "Do we? [1-5]")
    assert read(draft, AUDIENCES, NOW) == (replace(schedule, id="7"), {})
