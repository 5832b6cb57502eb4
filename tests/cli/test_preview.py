"""The next instants of a rule, in words and for machines; what is no rule."""

import pytest

from tests.cli.weft import Weft

LEFT_OUT = "clocks go forward: this time is left out, so it comes later"
TWICE = "clocks go back: this time comes twice, and the first counts"


def test_in_words_across_both_changes_of_clocks(weft: Weft) -> None:
    forward = weft(
        "preview", "FREQ=DAILY", "--start", "2027-03-27T01:30", "--after", "2027-03-01T00:00", "--count", "2"
    )
    assert forward.out.splitlines() == [
        "FREQ=DAILY, London time:",
        "  Saturday 27 March 2027, 01:30 (2027-03-27 01:30 UTC)",
        f"  Sunday 28 March 2027, 01:30 (2027-03-28 01:30 UTC); {LEFT_OUT}",
    ]
    back = weft("preview", "rrule:freq=weekly;count=2", "--start", "2027-10-31T01:30", "--after", "2027-10-30T00:00")
    assert back.out.splitlines()[1:] == [
        f"  Sunday 31 October 2027, 01:30 (2027-10-31 00:30 UTC); {TWICE}",
        "  Sunday 7 November 2027, 01:30 (2027-11-07 01:30 UTC)",
        "Nothing comes after that.",
    ]


def test_for_machines(weft: Weft) -> None:
    told = weft(
        "preview", "FREQ=MONTHLY;BYDAY=2TU", "--start", "2027-01-01T09:30", "--after", "2027-01-01T00:00",
        "--zone", "Pacific/Auckland", "--count", "1", "--json",
    )  # fmt: skip
    assert told.json == {
        "rule": "FREQ=MONTHLY;BYDAY=2TU",
        "start": "2027-01-01T09:30:00",
        "zone": "Pacific/Auckland",
        "instants": [
            {"local": "2027-01-12T09:30:00", "utc": "2027-01-11T20:30:00+00:00", "offset": "+1300", "note": None}
        ],
        "ended": False,
    }


def test_from_now_on_and_one_that_is_over(weft: Weft) -> None:
    assert len(weft("preview", "FREQ=WEEKLY").out.splitlines()) == 6
    over = weft("preview", "FREQ=WEEKLY;COUNT=2", "--start", "2020-01-01T09:30")
    assert (over.code, over.out) == (0, "It does not fall due any more.\n")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "is no part of a rule"),
        ("every Tuesday", "“EVERYTUESDAY” is no part of a rule"),
        ("FREQ", "“FREQ” is no part of a rule"),
        ("FREQ=HOURLY", "write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"),
        ("FREQ=WEEKLY;FREQ=DAILY", "FREQ is there twice"),
        ("FREQ=WEEKLY;BYDAY=XX", "“XX” is no day"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL is a whole number from 1"),
        ("FREQ=WEEKLY;COUNT=0", "COUNT is a whole number from 1"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "the rule never falls on any day"),
        ("FREQ=MONTHLY;BYDAY=99TU", "the number is from 1 to 5"),
        ("FREQ=WEEKLY\nDTSTART:20200101", "Write one rule only"),
    ],
)
def test_what_is_no_rule(rule: str, said: str, weft: Weft) -> None:
    weft("preview", rule).refused(2, said)


def test_an_end_in_utc_is_read_on_the_clock_of_the_zone(weft: Weft) -> None:
    said = weft("preview", "FREQ=DAILY;UNTIL=20270601T230000Z", "--start", "2027-05-30T09:30").out
    assert "UNTIL=20270602T000000," in said


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--zone", "Mars", "'Mars' is no time zone we know"),
        ("--start", "soon", "'soon' is no day and time"),
        ("--after", "2027-01-01T00:00+01:00", "without an offset"),
    ],
)
def test_what_is_no_time(option: str, value: str, said: str, weft: Weft) -> None:
    weft("preview", "FREQ=DAILY", option, value).refused(2, said)
