"""Sentences: what is understood, what is refused and how, and that nothing else ever happens."""

from datetime import date, time
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import sentence, spoken
from bot.domain.calendar import Shift
from bot.domain.rule import Rule
from bot.domain.sentence import HELP, LENGTH, Said
from bot.errors import InvalidInput

FIRST, USUAL = date(2026, 11, 25), time(9, 30)
"""A Wednesday."""


def said(text: str, first: date = FIRST) -> Said:
    return sentence.read(text, first=first, usual=USUAL, zone="Europe/London")


def refused(text: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        said(text)
    return caught.value.errors["sentence"]


@pytest.mark.parametrize(
    ("text", "rule", "starts"),
    [
        (
            "every other Tuesday at 9:30 until March",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270228T235959",
            "2026-12-01 09:30",
        ),
        ("Second Tuesday of each month at 2pm", "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU", "2026-11-25 14:00"),
        ("first Monday, 8 times", "FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO;COUNT=8", "2026-11-25 09:30"),
        ("last working day of the month", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1", "2026-11-25 09:30"),
        ("first working day of every quarter", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "2026-12-01 09:30"),
        ("daily", "FREQ=DAILY;INTERVAL=1", "2026-11-25 09:30"),
        ("every 3 days at noon", "FREQ=DAILY;INTERVAL=3", "2026-11-25 12:00"),
        ("every other day", "FREQ=DAILY;INTERVAL=2", "2026-11-25 09:30"),
        ("every weekday at 14.15", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR", "2026-11-25 14:15"),
        ("weekly", "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE", "2026-11-25 09:30"),
        ("fortnightly on Thu and Mon", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-11-26 09:30"),
        ("every 2 weeks on tuesday, 5 times", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=5", "2026-12-01 09:30"),
        ("Mondays, Wednesdays & Fridays", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,WE,FR", "2026-11-25 09:30"),
        ("Tuesday every three weeks", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "2026-12-01 09:30"),
        ("every second Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-12-01 09:30"),
        ("every third Friday", "FREQ=WEEKLY;INTERVAL=3;BYDAY=FR", "2026-11-27 09:30"),
        ("every second Tuesday of the month", "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU", "2026-11-25 09:30"),
        ("the 31st of every month", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1", "2026-11-25 09:30"),
        ("monthly on the 30th", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2026-11-25 09:30"),
        ("every 10th of the month", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=10", "2026-11-25 09:30"),
        ("every month on the 1st and 31st", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=1,-1", "2026-11-25 09:30"),
        ("every month", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=25", "2026-11-25 09:30"),
        ("last day of the month at midnight", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1", "2026-11-25 00:00"),
        ("last weekday of the month", "FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-25 09:30"),
        ("first and third Monday of the month", "FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO,3MO", "2026-11-25 09:30"),
        ("penultimate Friday of each month", "FREQ=MONTHLY;INTERVAL=1;BYDAY=-2FR", "2026-11-25 09:30"),
        ("every other month on the first Monday", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "2026-12-07 09:30"),
        (
            "first Monday of January, April and July at half past 9",
            "FREQ=MONTHLY;INTERVAL=1;BYMONTH=1,4,7;BYDAY=1MO",
            "2026-11-25 09:30",
        ),
        ("every year on 29 February", "FREQ=YEARLY;INTERVAL=1;BYMONTH=2;BYMONTHDAY=-1", "2026-11-25 09:30"),
        ("every 1 March", "FREQ=YEARLY;INTERVAL=1;BYMONTH=3;BYMONTHDAY=1", "2026-11-25 09:30"),
        ("1st of March yearly", "FREQ=YEARLY;INTERVAL=1;BYMONTH=3;BYMONTHDAY=1", "2026-11-25 09:30"),
        (
            "12 May, 3 June and September 9, 2027 at 10am",
            "RDATE=20270512,20270603,20270909",
            "2026-11-25 10:00",
        ),
        ("2027-05-12", "RDATE=20270512", "2026-11-25 09:30"),
        ("on 12/05/2027 at 09h15", "RDATE=20270512", "2026-11-25 09:15"),
        ("tomorrow at 2pm", "RDATE=20261126", "2026-11-25 14:00"),
        ("29 February", "RDATE=20280229", "2026-11-25 09:30"),
        ("T-28, T-14, T+1 and T+90 at 9", "OFFSETS=-28,-14,1,90", "2026-11-25 09:00"),
        ("T\u221214, T, t + 1", "OFFSETS=-14,0,1", "2026-11-25 09:30"),
        ("2 weeks before, the day before and 1 day after the event", "OFFSETS=-14,-1,1", "2026-11-25 09:30"),
        ("on the day of the event", "OFFSETS=0", "2026-11-25 09:30"),
        ("on the day", "OFFSETS=0", "2026-11-25 09:30"),
        ("Fridays for 6 weeks", "FREQ=WEEKLY;INTERVAL=1;BYDAY=FR;UNTIL=20270105T235959", "2026-11-25 09:30"),
        (
            "every Tuesday from 3 May until the end of July",
            "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20270731T235959",
            "2027-05-03 09:30",
        ),
        ("daily from January to the end of March", "FREQ=DAILY;INTERVAL=1;UNTIL=20270331T235959", "2027-01-01 09:30"),
        ("every Monday through 1 March", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;UNTIL=20270301T235959", "2026-11-25 09:30"),
        ("daily until March 2028", "FREQ=DAILY;INTERVAL=1;UNTIL=20280229T235959", "2026-11-25 09:30"),
        ("every Monday, twice only.", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;COUNT=2", "2026-11-25 09:30"),
        ("RRULE:FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=2TU", "2026-11-25 09:30"),
    ],
)
def test_what_is_understood(text: str, rule: str, starts: str) -> None:
    found = said(text)
    assert (found.rule, f"{found.starts:%Y-%m-%d %H:%M}") == (rule, starts)


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("every Tuesday", None),
        ("every Tuesday, or the next working day", Shift.NEXT),
        ("every Tuesday moved to the previous working day", Shift.PREVIOUS),
        ("tuesdays except bank holidays", Shift.SKIP),
        ("daily on working days only", Shift.SKIP),
        ("every working day", Shift.SKIP),
        ("last working day of the month", Shift.PREVIOUS),
        ("first working day of the month", Shift.NEXT),
    ],
)
def test_what_is_said_of_days_off(text: str, shift: Shift | None) -> None:
    assert said(text).shift is shift


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Write something such as"),
        ("blue moon", "“blue moon” is not understood. Write something such as: every other Tuesday"),
        ("every hour", "once a day at most"),
        ("three times a day", "once a day at most"),
        ("every Tuesday at 25:00", "“25:00” may be no time of day"),
        ("every Tuesday at 2", "Write it such as 9:30, 2pm or 14:00"),
        ("every Tuesday at 13pm", "Write it such as 9:30, 2pm or 14:00"),
        ("every Tuesday at teatime", "“at teatime” is no time of day"),
        ("every Wednesday at 9:30 and 14:00", "Write one time"),
        ("31 February", "is not understood"),
        ("every Monday until 1 January 2020", "ends before it begins"),
        ("every Monday until 31 February", "names no day that there is"),
        ("every Monday until May, until June", "cannot both hold"),
        ("every Monday until May, 3 times", "are two ends"),
        ("every Monday, 0 times", "from 1 to 1,000"),
        ("every Monday, 9999 times", "from 1 to 1,000"),
        ("12 May until June", "end by themselves"),
        ("T-14, 3 times", "end by themselves"),
        ("T-9999", "is not understood"),
        ("third working day of the month", "only the first and the last one"),
        ("1st and 30th of every month", "is not understood"),
        ("sixth Friday of the month", "is not understood"),
        ("32nd of every month", "is not understood"),
        ("every 0 weeks", "is not understood"),
        ("every 0 months on the 10th", "is not understood"),
        ("28 days and 14 days before", "is not understood"),
        ("1 week", "is not understood"),
        ("31/02/2027", "is not understood"),
        ("every Tuesday at 0am", "Write it such as 9:30, 2pm or 14:00"),
        ("every 9999 months on the first Monday", "is not understood"),
        ("daily until the end of December 9999", "Write an earlier end"),
        ("daily for 9999 years", "Write an earlier end"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "There is no such day"),
        ("every Tuesday " * 20, f"At most {LENGTH} characters"),
    ],
)
def test_what_is_not_understood_is_told_with_what_can_be_written(text: str, why: str) -> None:
    assert why in refused(text)


def test_what_is_no_time_of_day_is_none() -> None:
    assert [spoken.clock(text) for text in ("soon", "24:00", "9:75", "half past 3")] == [None] * 4
    assert spoken.clock("half past 3pm") == time(15, 30)


_VOCABULARY = """
every other second third last first working day weekday month week year monday tuesdays fri march may
31st 30 2nd at 9:30 2pm 14 noon until from for times 3 8 0 9999 t-14 t+1 t and , of the each on or next
previous holidays except bank before after event 2027 2027-02-30 29 february fortnightly daily
freq=daily rrule: ;count=3 starting through end once only quarterly ٣ ²
"""
_WORDS = st.sampled_from(_VOCABULARY.split())


@settings(max_examples=600, deadline=None)
@given(st.lists(_WORDS, max_size=12).map(" ".join) | st.text(max_size=160))
def test_whatever_is_written_is_a_rule_or_refused_in_a_sentence(text: str) -> None:
    try:
        found = said(text)
    except InvalidInput as error:
        why = dict(error.errors)
    else:
        why = {"sentence": "none"}
        assert str(Rule.of(found.rule)) == found.rule
        assert found.hangs or list(islice(Rule.of(found.rule).slots(found.starts), 1))
    assert [bool(told.strip()) for told in why.values()] == [True]


def test_what_people_are_shown_as_an_example_is_understood() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    shown = readme.split("one line such as:")[1].split("```")[1].splitlines()[1:-1]
    told = HELP.removeprefix("Write something such as: ").rstrip(".").split("; ")
    assert len(shown) > 7
    assert len(told) > 5
    for text in (*shown, *told):
        assert said(text.strip()).rule
