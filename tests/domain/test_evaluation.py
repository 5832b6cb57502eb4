"""Evaluations as a convener plans them: names of waves, the last day, and what cannot be changed any more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from bot.chat.form import Values
from bot.domain.draft import Draft, of_schedule
from bot.domain.draft import read as read_schedule
from bot.domain.evaluation import Begun, Plan, end_of, last_day, read
from bot.domain.programme import Programme
from bot.domain.prompt import Kind
from bot.domain.schedule import Schedule, Visibility
from tests.domain.test_draft import AUDIENCES, FILLED, NOW

WAVES = ("baseline", "midpoint", "endline")
ENDS = "2026-09-30"
PLANNED: Values = {**FILLED, "weekdays": "3", "every": "8", "waves": ", ".join(WAVES), "ends": ENDS}
EMPTY = Draft("partnership", prompt="prompt", kind=Kind.PULSE)
PROGRAMME = Programme("programme", "partnership", WAVES, end_of(date(2026, 9, 30), "Europe/London"))


def planned(begun: Begun | None = None, **changes: str) -> tuple[Schedule | None, Plan | None, dict[str, str]]:
    """What comes of a form that is filled in like this."""
    return read_in(changes, begun)


def read_in(
    changes: Mapping[str, str], begun: Begun | None = None, kind: Kind = Kind.PULSE
) -> tuple[Schedule | None, Plan | None, dict[str, str]]:
    draft = replace(EMPTY, kind=kind).planned({**PLANNED, **changes})
    schedule, _ = read_schedule(draft, AUDIENCES, NOW)
    plan, errors = read(draft, schedule, NOW, begun)
    return schedule, plan, dict(errors)


def test_waves_and_the_end_of_their_last_day_in_the_zone_of_the_schedule() -> None:
    assert planned()[1:] == (Plan(WAVES, PROGRAMME.ends_at), {})
    assert str(PROGRAMME.ends_at) == "2026-09-30 23:00:00+00:00"
    assert last_day(PROGRAMME.ends_at, "Europe/London") == date(2026, 9, 30)


def test_without_waves_there_is_no_evaluation() -> None:
    for waves in ("", "  ", " , ,\n"):
        assert planned(waves=waves, ends="")[1:] == (None, {})
    assert read(EMPTY, None, NOW) == (None, {})


@pytest.mark.parametrize("typed", ["baseline,midpoint,endline", " baseline ,\n midpoint\n, ,endline,"])
def test_names_may_be_typed_as_people_type_lists(typed: str) -> None:
    _, plan, errors = planned(waves=typed)
    assert not errors
    assert plan is not None
    assert plan.waves == WAVES


@pytest.mark.parametrize(
    ("changes", "field", "complaint"),
    [
        ({"waves": "baseline"}, "waves", "Name 2 to 6 waves, with commas between; there are 1."),
        ({"waves": "a,b,c,d,e,f,g"}, "waves", "Name 2 to 6 waves, with commas between; there are 7."),
        ({"waves": f"baseline, {'x' * 31}"}, "waves", f"has at most 30 characters; “{'x' * 31}” has more."),
        ({"waves": "Baseline, baseline"}, "waves", "Two waves have the same name"),
        ({"waves": "baseline, " + "x" * 200}, "waves", "At most 150 characters in all"),
        ({"waves": ""}, "waves", "Name the waves that end on this day, or leave the day out."),
        ({"ends": ""}, "ends", "Choose the day on which the evaluation ends"),
        ({"ends": "some day"}, "ends", "Choose a day, such as 2026-05-12."),
        ({"ends": "2026-09-25"}, "ends", "The last wave closes on 2026-09-26. Choose that day or a later one."),
        ({"ends": "2029-06-02"}, "ends", "within three years from now"),
        ({"ends": "9999-12-31"}, "ends", "within three years from now"),
        ({"every": "26"}, "ends", "The last wave closes on 2027-06-05"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(changes: dict[str, str], field: str, complaint: str) -> None:
    _, plan, errors = read_in(changes)
    assert plan is None
    assert list(errors) == [field]
    assert complaint in errors[field]


def test_both_fields_are_told_at_once_and_beside_those_of_the_schedule() -> None:
    schedule, plan, errors = planned(time="soon", waves="one", ends="soon")
    assert (schedule, plan) == (None, None)
    assert set(errors) == {"waves", "ends"}
    assert planned(time="soon")[1:] == (None, {}), "nothing more can be said yet"


@pytest.mark.parametrize("kind", [Kind.REFLECTION, Kind.LEARNING_SHARE])
def test_only_a_pulse_is_asked_in_waves_and_others_need_not_say_so(kind: Kind) -> None:
    assert read_in({"waves": "", "ends": ""}, kind=kind)[1:] == (None, {})
    for changes in ({}, {"waves": ""}, {"ends": ""}, {"waves": "", "ends": "soon"}):
        _, plan, errors = read_in(changes, kind=kind)
        assert plan is None
        assert errors == {"waves": "Only a pulse can be asked in waves. Leave them out, or choose a pulse."}


BEGUN = Begun(PROGRAMME, 1, Visibility.ANONYMOUS, "Europe/London")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"waves": "start, middle, end"}, "waves"),
        ({"waves": "baseline, midpoint"}, "waves"),
        ({"waves": "", "ends": ""}, "waves"),
        ({"ends": "2026-10-01"}, "waves"),
        ({"ends": "never"}, "waves"),
        ({"visibility": "attributed"}, "visibility"),
        ({"visibility": "organisation"}, "visibility"),
    ],
)
def test_what_was_shown_with_the_first_wave_stays(changes: dict[str, str], field: str) -> None:
    _, plan, errors = read_in(changes, BEGUN)
    assert plan is None
    assert list(errors) == [field]
    assert "The first wave has been asked" in errors[field]


def test_the_rest_of_one_that_has_begun_can_be_changed() -> None:
    assert planned(BEGUN)[1:] == (Plan(WAVES, PROGRAMME.ends_at), {})
    assert planned(BEGUN, zone="Asia/Kathmandu")[1:] == (Plan(WAVES, PROGRAMME.ends_at), {}), "its end does not move"
    assert planned(BEGUN, every="13")[1:] == (Plan(WAVES, PROGRAMME.ends_at), {}), "two waves are still to come"
    assert list(planned(BEGUN, every="26")[2]) == ["ends"]
    assert planned(replace(BEGUN, asked=3), every="26")[1:] == (Plan(WAVES, PROGRAMME.ends_at), {}), "none is to come"


def test_it_comes_back_when_it_is_edited() -> None:
    schedule, plan, _ = planned()
    assert schedule is not None
    assert plan is not None
    evaluation = plan.waves, last_day(plan.ends_at, schedule.rhythm.zone)
    draft = of_schedule(replace(schedule, id="7"), "Trust", Kind.PULSE, "Do we? [1-5]", evaluation)
    assert draft.first("waves") == "baseline, midpoint, endline"
    assert draft.first("ends") == ENDS
    assert read(draft, schedule, NOW) == (plan, {})
