"""The example's calendar and voices: at any hour it ends with one check-in open and a full week just closed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.disclosure.figures import per_cent
from bot.domain.occurrence import Occurrence, State, occur
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, ScaleQuestion
from bot.domain.response import Sharing, read
from bot.domain.schedule import Audience, Schedule, Status, Whom
from bot.texts import library
from jobs.example import cast, voices
from jobs.example.programme import ROUNDS, Calendar, Round, calendar

WEEK = timedelta(days=7)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds the zone
PEOPLE = [name for party in cast.read().parties for name in party.people]


def occurrences(each: Round, days: Calendar, until: datetime) -> Iterator[Occurrence]:
    rhythm = each.rhythm(days)
    hours, remind = timedelta(hours=each.hours), timedelta(hours=each.remind)
    everybody = Audience(Whom.EVERYBODY)
    schedule = Schedule("s", "p", "q", rhythm, everybody, hours, remind, each.visibility, Status.ACTIVE)
    for slot in rhythm.between(days.begins, until):
        yield occur(schedule, slot, "o", State.OPEN)


@given(MOMENTS)
def test_one_check_in_is_left_open_for_days_and_a_full_week_has_just_closed(until: datetime) -> None:
    days = calendar(until, 26, "Europe/London")
    assert days.live.weekday() < 5
    asked = {each.prompt: list(occurrences(each, days, until)) for each in ROUNDS}
    still_open = [(key, one) for key, every in asked.items() for one in every if one.closes_at > until]
    assert [key for key, _ in still_open] == ["system.joined_up"]
    assert still_open[0][1].closes_at - until > timedelta(days=1)
    assert until - still_open[0][1].due_at >= timedelta(minutes=20)
    # A week on the wall clock: an hour more where the clocks go back in it.
    week = WEEK + timedelta(hours=1)
    closed = {key for key, every in asked.items() for one in every if until - week < one.closes_at <= until}
    assert {"system.joined_up", "system.seeing", "system.broken_path"} <= closed
    assert [len(asked[each.prompt]) for each in ROUNDS] == [7, 3, 7, 6, 6]


@given(MOMENTS)
def test_nobody_is_asked_more_than_twice_in_any_week(until: datetime) -> None:
    days = calendar(until, 26, "Europe/London")
    opened = sorted(one.due_at for each in ROUNDS for one in occurrences(each, days, until))
    # Two hours for the clocks that change in between.
    assert all(later - first > WEEK - timedelta(hours=2) for first, later in zip(opened, opened[2:], strict=False))
    assert all(first < later for first, later in pairwise(opened))


def test_everything_that_is_asked_is_in_the_library_and_has_enough_to_say() -> None:
    for each in ROUNDS:
        for key in (each.prompt, each.later):
            prompt = library.find(key)
            assert prompt is not None
            questions = [question for question in prompt.questions if isinstance(question, OpenQuestion)]
            assert all(1 <= len(words) <= len(questions) for words in voices.said().get(key, ()))
            assert len(voices.said().get(key, ())) >= (20 if questions else 0)
    everything = [words for said in voices.said().values() for words in said]
    assert len(everything) == len(set(everything))


@pytest.mark.parametrize("weeks", [3, 5, 26, 52, 100])
def test_the_evaluation_has_its_three_waves_however_long_the_example_lasts(weeks: int) -> None:
    days = calendar(datetime(2026, 6, 17, 10, 30, tzinfo=UTC), weeks, "Europe/London")
    (evaluation,) = [each for each in ROUNDS if each.waves]
    asked = evaluation.weeks(days)
    assert len(asked) == len(evaluation.waves) == 3
    assert asked[0] <= weeks
    assert asked[-1] == 1
    assert evaluation.planned(days)["waves"] == "baseline, midpoint, endline"
    assert evaluation.planned(days)["ends"] == "2026-07-15"


def test_the_evaluation_comes_out_as_published() -> None:
    """44 to 82 % have a strong network; 80 % strongly agree that they see the system; nobody cannot influence it."""
    (evaluation,) = [each for each in ROUNDS if each.waves]
    shipped = library.find(evaluation.prompt)
    assert shipped is not None
    prompt = Prompt("p", shipped.kind, shipped.title, shipped.theme, shipped.questions)
    waves = []
    for number, gone in enumerate((0.05, 0.5, 1.0)):
        occasion = f"{shipped.key} {number}"
        turns = {name: voices.turn(name, prompt, occasion) for name in PEOPLE}
        answering = [name for name, turn in turns.items() if turn and not turn.skips]
        forms = [
            voices.values(name, prompt, shipped.key, occasion=occasion, gone=gone, words=(), sharing=Sharing.NO)
            for name in answering
        ]
        waves.append([read(prompt, form)[0] for form in forms])
    (before, _, now) = waves
    counted = [per_cent(sum(each["q3"] in {4, 5} for each in wave), len(wave)) for wave in (before, now)]
    assert counted == [44, 82]
    assert per_cent(sum(each["q1"] == 5 for each in now), len(now)) == 80
    assert not [each for each in now if each["q2"] in {1, 2}]


def test_views_drift_as_the_evaluation_says() -> None:
    network, influence = ScaleQuestion("q3", "network"), ScaleQuestion("q2", "influence")
    places = [(place + 0.5) / 100 for place in range(100)]
    for gone, agree in ((0.0, 44), (1.0, 82)):
        assert sum(voices.point(network, "system.seeing", place, gone) >= 4 for place in places) == agree
    assert min(voices.point(influence, "system.seeing", place, 1.0) for place in places) == 3
    assert voices.point(network, "any.other", 1.0, 0.5) == 5


def test_every_sort_of_question_is_answered() -> None:
    questions = (
        ScaleQuestion("q1", "How well?"),
        ChoiceQuestion("q2", "Which?", ("a", "b")),
        OpenQuestion("q3", "Why?"),
        OpenQuestion("q4", "What else?"),
    )
    prompt = Prompt("p", Kind.PULSE, "Mixed", "trust", questions)
    given_ = voices.values(
        PEOPLE[0], prompt, "own", occasion="once", gone=0.5, words=("Time.",), sharing=Sharing.UNNAMED
    )
    answers, sharing = read(prompt, given_)
    assert (set(answers), sharing) == ({"q1", "q2", "q3"}, Sharing.UNNAMED)
    again = voices.values(
        PEOPLE[0], prompt, "own", occasion="once", gone=0.5, words=("Time.",), sharing=Sharing.UNNAMED
    )
    assert given_ == again, "an example is the same every time"
