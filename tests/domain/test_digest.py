"""Digests: what moved since last time, whose groups a reader looks at, and when it is due on their clock."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import WEEK, Coming, Digest, Lens, compose, next_digest
from bot.domain.disclosure.figures import Figure, Mask, OpenFigure, Rate, Reason, ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Cell, Pairs, Release, Result, Turnout
from bot.domain.group import EVERYBODY, Group, Margin
from bot.domain.partnership import USUAL, DigestTime
from bot.domain.prompt import Kind, OpenQuestion, Question, ScaleQuestion
from bot.domain.schedule import Visibility, instant
from bot.domain.trend import matched
from tests.domain.examples import ZONES, at

UNTIL = at("2026-06-08 08:00Z")
TRUST, VOICE, SEEING, HELP = (
    ScaleQuestion("q1", "We trust one another."),
    ScaleQuestion("q2", "We listen."),
    ScaleQuestion("q3", "We see the whole."),
    ScaleQuestion("q4", "We ask for help."),
)
NOW, BEFORE = ScaleFigure(1, (0, 0, 20, 20, 10)), ScaleFigure(1, (10, 20, 10, 10, 0))
"""60 % agree, and 20 %."""
LENS = Lens(whole=False, own=frozenset({"organisation:tide", "sector:voluntary"}))


def released(*told: tuple[Question, Figure], occurrence: str = "now", weeks: int = 0, **changes: object) -> Release:
    """A release with these figures, made so many weeks before the digest."""
    made = Release(
        occurrence=occurrence,
        schedule="schedule",
        partnership="partnership",
        kind=Kind.PULSE,
        title="Trust",
        closed_at=UNTIL - weeks * WEEK,
        visibility=Visibility.ANONYMOUS,
        thresholds=USUAL,
        turnouts=(Turnout(EVERYBODY, Rate(60, 50)),),
        results=tuple(Result(question, (Cell(EVERYBODY, figure),)) for question, figure in told),
        words=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields' own types


def composed(
    *releases: Release, before: Mapping[str, Sequence[Release]] | None = None, coming: tuple[Coming, ...] = ()
) -> Digest:
    """A digest of these releases, before which each schedule had made others."""
    earlier = {
        each.schedule: [
            *(before or {}).get(each.schedule, ()),
            *(one for one in releases if one.schedule == each.schedule),
        ]
        for each in releases
    }
    return compose(
        partnership="p",
        name="Tide",
        until=UNTIL,
        zone="UTC",
        lens=LENS,
        releases=releases,
        earlier=earlier,
        coming=coming,
    )


def since(*last: Release) -> Mapping[str, Sequence[Release]]:
    """What the one schedule had released before."""
    return {"schedule": last}


def test_a_digest_covers_the_week_before_it() -> None:
    one, other = released((TRUST, NOW)), released((VOICE, NOW), occurrence="other")
    digest = composed(one, other)
    assert (digest.partnership, digest.name, digest.zone) == ("p", "Tide", "UTC")
    assert (digest.releases, digest.lens) == ((one, other), LENS)
    assert (digest.since, digest.until) == (UNTIL - WEEK, UNTIL)
    assert (digest.moved, digest.coming) == ((), ())


def test_a_question_is_compared_with_itself_last_time() -> None:
    last = released((OpenQuestion("q9", "Why?"), Mask(Reason.FEW)), (TRUST, BEFORE), occurrence="last", weeks=1)
    long_ago = released((TRUST, NOW), occurrence="long ago", weeks=2)
    # The same words and the same numbers, but asked by another schedule.
    elsewhere = released((TRUST, NOW), occurrence="elsewhere", schedule="another")
    digest = composed(
        released((OpenQuestion("q9", "Why?"), OpenFigure(50)), (VOICE, NOW), (TRUST, NOW)),
        elsewhere,
        before=since(long_ago, last),
    )
    (moved,) = digest.moved
    assert (moved.series.schedule, moved.series.question) == ("schedule", TRUST)
    assert [point.occurrence for point in moved.series.points] == ["long ago", "last", "now"]
    assert (moved.before.occurrence, moved.before.figure) == ("last", BEFORE)
    assert (moved.change.before, moved.change.now) == (BEFORE, NOW)
    assert (moved.change.agree.points, moved.change.agree.beyond_chance) == (60 - 20, True)
    assert moved.same is None


def test_the_same_people_are_compared_where_that_was_released() -> None:
    pairs = Pairs("q1", "last", 41, (18, 34), (5, 15), (22, 54), (8, 40))
    now = released((TRUST, NOW), pairs=(pairs,))
    (moved,) = composed(now, before=since(released((TRUST, BEFORE), occurrence="last", weeks=1))).moved
    assert moved.same == matched(pairs)
    assert moved.told == matched(pairs).agree, "and theirs is the one change that is told"


def test_where_the_same_people_stand_where_they_stood_nothing_moved_whoever_else_came() -> None:
    pairs = Pairs("q1", "last", 41, (18, 18), (5, 15), (-12, 12), (8, 40))
    now = released((TRUST, NOW), pairs=(pairs,))
    assert composed(now, before=since(released((TRUST, BEFORE), occurrence="last", weeks=1))).moved == ()


def test_agreement_that_falls_is_a_change_downwards() -> None:
    last = released((TRUST, NOW), occurrence="last", weeks=1)
    (moved,) = composed(released((TRUST, BEFORE)), before=since(last)).moved
    assert moved.change.agree.points == -40


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        (replace(TRUST, text="Do we trust one another?"), BEFORE),
        (replace(TRUST, low=0), ScaleFigure(0, (0, *BEFORE.counts))),
        (replace(TRUST, high=4), ScaleFigure(1, BEFORE.counts[:4])),
        (replace(TRUST, low_label="never"), BEFORE),
        (replace(TRUST, high_label="always"), BEFORE),
        (replace(TRUST, key="q2"), BEFORE),
        (TRUST, Mask(Reason.FEW)),
        (TRUST, ScaleRange(50, 48, 50)),
        (TRUST, replace(NOW, counts=(0, 10, 10, 30, 0))),
        (OpenQuestion("q1", TRUST.text), OpenFigure(50)),
    ],
    ids=["wording", "low", "high", "low label", "high label", "key", "hidden", "a range", "no change", "open"],
)
def test_nothing_moved_where_it_was_another_question_or_no_figure_or_stands_where_it_stood(
    question: Question, figure: Figure
) -> None:
    one, other = (TRUST, NOW), (question, figure)
    for now, last in ((one, other), (other, one)):
        assert composed(released(now), before=since(released(last, occurrence="last", weeks=1))).moved == ()


def test_what_was_not_asked_this_week_has_not_moved() -> None:
    asked = [
        released((TRUST, figure), occurrence=str(weeks), weeks=weeks) for weeks, figure in ((2, BEFORE), (1, NOW))
    ]
    assert composed(released((VOICE, NOW)), before=since(*asked)).moved == ()


def test_of_what_moved_three_are_told_and_first_what_chance_does_not_explain() -> None:
    few_before, few_now = ScaleFigure(1, (0, 4, 2, 3, 1)), ScaleFigure(1, (1, 1, 0, 7, 1))
    """40 % of ten, then 80 %: farther than the others, and yet it may be chance."""
    slightly = ScaleFigure(1, (0, 9, 10, 21, 10))
    last = released((HELP, few_before), (SEEING, NOW), (TRUST, BEFORE), (VOICE, NOW), occurrence="last", weeks=1)
    now = released((HELP, few_now), (SEEING, slightly), (TRUST, NOW), (VOICE, BEFORE))
    digest = composed(now, before=since(last))
    assert [(each.series.question, each.change.agree.points) for each in digest.moved] == [
        (TRUST, 40),
        (VOICE, -40),
        (HELP, 40),
    ]
    assert [each.change.agree.beyond_chance for each in digest.moved] == [True, True, False]


@pytest.mark.parametrize(
    ("group", "anybody", "own"),
    [
        (EVERYBODY, True, False),
        (Group(Margin.SECTOR, "voluntary", "Voluntary"), True, True),
        (Group(Margin.SECTOR, "nhs", "NHS"), True, False),
        (Group(Margin.SITE, "tide", "Tide House"), True, False),
        (Group(Margin.ORGANISATION, "tide", "Tide"), True, True),
        (Group(Margin.ORGANISATION, "city", "City Trust"), False, False),
    ],
    ids=lambda each: each.key if isinstance(each, Group) else "",
)
def test_another_organisation_s_results_are_for_conveners_only(group: Group, *, anybody: bool, own: bool) -> None:
    assert (LENS.shows(group), LENS.is_own(group)) == (anybody, own)
    everything = replace(LENS, whole=True)
    assert (everything.shows(group), everything.is_own(group)) == (True, own)


def test_what_comes_next_stands_in_order_of_time_even_across_zones() -> None:
    early = Coming("Early", at("2026-06-09 11:00"), "Asia/Kathmandu")
    late = Coming("Late", at("2026-06-09 09:00"), "Europe/London")
    assert composed(coming=(late, early)).coming == (early, late)


@pytest.mark.parametrize(
    ("now", "zone", "due"),
    [
        ("2026-06-01 07:59:59Z", "Europe/London", "2026-06-01 08:00Z"),
        ("2026-06-01 08:00Z", "Europe/London", "2026-06-08 08:00Z"),
        ("2026-10-20 08:00Z", "Europe/London", "2026-10-26 09:00Z"),
        ("2026-03-24 08:00Z", "Europe/London", "2026-03-30 08:00Z"),
        ("2026-06-01 03:14Z", "Asia/Kathmandu", "2026-06-01 03:15Z"),
        ("2026-04-04 08:00Z", "Australia/Lord_Howe", "2026-04-05 22:30Z"),
        ("2026-10-03 08:00Z", "Australia/Lord_Howe", "2026-10-04 22:00Z"),
    ],
)
def test_monday_at_nine_is_that_on_the_readers_clock(now: str, zone: str, due: str) -> None:
    assert next_digest(DigestTime(0, 9, zone), at(now)) == at(due)


_TIMES = st.builds(DigestTime, st.integers(0, 6), st.integers(0, 23), st.sampled_from(ZONES))


@given(_TIMES, st.datetimes(at("2006-01-01"), at("2036-01-01"), timezones=st.just(ZoneInfo("UTC"))))
def test_the_next_digest_is_the_first_of_its_day_and_hour_that_is_still_to_come(
    time: DigestTime, now: datetime
) -> None:
    today = now.astimezone(ZoneInfo(time.zone)).replace(
        tzinfo=None, hour=time.hour, minute=0, second=0, microsecond=0
    )
    days = (today + timedelta(days=day) for day in range(-2, 9))
    moments = [instant(day, time.zone) for day in days if day.weekday() == time.weekday]
    assert next_digest(time, now) == min(moment for moment in moments if moment > now)
