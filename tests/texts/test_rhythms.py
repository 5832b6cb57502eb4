"""Rhythms in words: each as a convener reads it before it is saved."""

import pytest

from bot.domain.calendar import Calendar, Shift, Working
from bot.domain.schedule import Rhythm
from bot.texts import moments
from bot.texts.ordinals import nth
from tests.domain.examples import at

ENGLAND = Calendar("GB-ENG")
TIME = " at 09:30 (London time)"
LEFT_OUT = "(months that have none are left out)"


def told(rule: str, working: Working | None = None) -> str:
    return moments.rhythm(Rhythm(rule, at("2027-05-12 09:30"), "Europe/London", working))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days"),
        ("FREQ=WEEKLY", "every week on Wednesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO,MO;WKST=SU", "every 2 weeks on Monday and Thursday"),
        ("FREQ=MONTHLY", "every month on the 12th"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,22,-3", "every 2 months on the 1st, 22nd and 3rd day from the end"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", f"every month on the 31st {LEFT_OUT}"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
            "every month on the 30th, in shorter months on the last day",
        ),
        ("FREQ=MONTHLY;BYDAY=2TU", "every month on the second Tuesday"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", "every month on the first Monday and last Friday"),
        ("FREQ=MONTHLY;BYDAY=5FR", f"every month on the fifth Friday {LEFT_OUT}"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last day from Monday to Friday"),
        ("FREQ=MONTHLY;BYMONTH=1,4;BYDAY=1MO", "in January and April on the first Monday"),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTH=1;BYMONTHDAY=1",
            "every 3 months, in January only, on the 1st",
        ),
        ("FREQ=YEARLY", "every year on 12 May"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", "every year on 1 March"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "every year on the last day of February"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "every year on 29 February (other years are left out)"),
        ("RDATE=20270512,20270603", "on 12 May 2027 and 3 June 2027"),
        (
            "RDATE=20270101,20270102,20270103,20270104,20270105,20270106,20270107,20270108",
            f"on {', '.join(f'{day} January 2027' for day in range(1, 7))} and 2 more",
        ),
        ("OFFSETS=-28,-1,0,1", "28 days before, 1 day before, on the day of and 1 day after the event"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "by the rule FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"),
        ("FREQ=MONTHLY;BYDAY=MO", "by the rule FREQ=MONTHLY;BYDAY=MO"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=3", "by the rule FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=3"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=-1", "by the rule FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=-1"),
        ("FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=1", "by the rule FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=1"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-2", "by the rule FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-2"),
        ("FREQ=DAILY;BYDAY=MO", "by the rule FREQ=DAILY;BYDAY=MO"),
    ],
)
def test_days_are_told_as_people_say_them(rule: str, words: str) -> None:
    assert told(rule) == words + TIME


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        ("FREQ=DAILY;UNTIL=20280229T235959", ", until 29 February 2028"),
        ("FREQ=DAILY;COUNT=1", ", once only"),
        ("FREQ=DAILY;COUNT=2", ", twice only"),
        ("FREQ=DAILY;COUNT=8", ", 8 times"),
    ],
)
def test_its_end_comes_last(rule: str, end: str) -> None:
    assert told(rule) == f"every day{TIME}{end}"


@pytest.mark.parametrize(
    ("working", "words"),
    [
        (Working(Shift.NEXT), ", on the next working day where it is none"),
        (Working(Shift.PREVIOUS, ENGLAND), ", on the working day before where it is none (bank holidays: England)"),
        (Working(Shift.SKIP, Calendar("DE-BY")), ", on working days only (bank holidays: DE-BY)"),
    ],
)
def test_working_days_are_told(working: Working, words: str) -> None:
    assert told("FREQ=DAILY", working) == f"every day{TIME}{words}"


@pytest.mark.parametrize(
    ("rule", "working", "words"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=-1", Working(Shift.PREVIOUS), "every month on the last working day"),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
            Working(Shift.NEXT, ENGLAND),
            "every 3 months on the first working day (bank holidays: England)",
        ),
    ],
)
def test_a_working_day_of_a_month_is_called_that(rule: str, working: Working, words: str) -> None:
    assert told(rule, working) == words + TIME


def test_each_person_s_own_clock_is_told() -> None:
    rhythm = Rhythm("FREQ=DAILY", at("2027-05-12 09:30"), "Europe/London")
    assert moments.rhythm(rhythm, own_clock=True) == (
        "every day at 09:30 (each person's own time; London time where they have not said theirs, and in channels)"
    )


def test_numbers_have_their_endings() -> None:
    assert [nth(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30, 31)] == (
        "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 30th 31st".split()  # noqa: SIM905  as people read them
    )
