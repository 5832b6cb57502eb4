"""Digests: what moved since last time, what comes next, and when they are due on the reader's clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import WEEK, Coming, Digest, compose, next_digest
from bot.domain.disclosure import Figure, Mask, OpenFigure, Release, ScaleFigure
from bot.domain.partnership import DigestTime
from bot.domain.prompt import Kind
from bot.domain.schedule import instant
from tests.domain.examples import ZONES, at

UNTIL = at("2026-06-08 08:00Z")
TRUST = ScaleFigure("Do we trust?", 1, 5, "no", "yes", (0, 0, 2, 2, 1))
BEFORE = replace(TRUST, counts=(1, 2, 1, 1, 0))
VOICE = replace(TRUST, question="Do we listen?")


def released(*figures: Figure, occurrence: str = "now") -> Release:
    """A release with these figures."""
    return Release(occurrence, "schedule", "partnership", Kind.PULSE, "Trust", UNTIL, 60, 5, figures, ())


def composed(*releases: Release, previous: Release | None = None, coming: tuple[Coming, ...] = ()) -> Digest:
    """A digest in which the previous release is the one before `now`."""
    known = {"now": previous} if previous else {}
    return compose(partnership="Tide", until=UNTIL, zone="UTC", releases=releases, previous=known, coming=coming)


def test_a_digest_covers_the_week_before_it() -> None:
    one, other = released(TRUST), released(VOICE, occurrence="other")
    digest = composed(one, other)
    assert (digest.partnership, digest.zone, digest.releases) == ("Tide", "UTC", (one, other))
    assert (digest.since, digest.until) == (UNTIL - WEEK, UNTIL)
    assert (digest.changes, digest.coming) == ((), ())


def test_a_question_is_compared_with_itself_last_time() -> None:
    elsewhere = replace(TRUST)
    digest = composed(
        released(OpenFigure("Why?", 5), VOICE, TRUST),
        released(elsewhere, occurrence="other"),
        previous=released(Mask("Why?", "hidden"), BEFORE, occurrence="last"),
    )
    (change,) = digest.changes
    assert (change.figure, change.before, change.points) == (TRUST, BEFORE, 60 - 20)
    assert digest.change(TRUST) is change
    assert digest.change(VOICE) is None
    # The same words and the same numbers, but asked by another schedule.
    assert digest.change(elsewhere) is None


def test_agreement_that_falls_is_a_change_downwards() -> None:
    (change,) = composed(released(BEFORE), previous=released(TRUST)).changes
    assert change.points == -40


@pytest.mark.parametrize(
    "figure",
    [
        replace(TRUST, question="Do we trust one another?"),
        replace(TRUST, low=0, counts=(0, 0, 0, 2, 2, 1)),
        replace(TRUST, high=4, counts=(0, 1, 2, 2)),
        replace(TRUST, low_label="never"),
        replace(TRUST, high_label="always"),
        Mask(TRUST.question, "hidden: fewer than 5 answers"),
        OpenFigure(TRUST.question, 5),
    ],
    ids=["wording", "low", "high", "low label", "high label", "hidden", "open"],
)
def test_another_question_is_not_compared(figure: Figure) -> None:
    assert composed(released(TRUST), previous=released(figure)).changes == ()
    assert composed(released(figure), previous=released(TRUST)).changes == ()


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
