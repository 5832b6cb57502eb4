"""The days of a check-in as they are filled in: the form, the sentence, and both as a rhythm and back."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.form import Values
from bot.domain.calendar import Calendar, Shift, Working
from bot.domain.event import Event
from bot.domain.patterns import MOST_NAMED, MOST_OFFSET
from bot.domain.recurring import as_filled_in, read_rhythm
from bot.domain.schedule import Rhythm
from bot.domain.sentence import LENGTH
from bot.domain.typed import Typed
from tests.domain.examples import at

NOW = at("2026-11-25 08:00Z")
EVENTS = {"launch": Event("launch", "p", "Launch", date(2027, 6, 1))}
FILLED: Values = {
    "weekdays": ("1",),
    "every": "1",
    "time": "09:30",
    "starts": "2026-12-08",
    "zone": "Europe/London",
}
"""From a second Tuesday on."""


def filled(**changes: str | tuple[str, ...]) -> tuple[Rhythm | None, dict[str, str]]:
    typed = Typed({**FILLED, **changes})
    rhythm, _ = read_rhythm(typed, NOW, EVENTS)
    assert (rhythm is None) is bool(typed.errors)
    return rhythm, typed.errors


@pytest.mark.parametrize(
    ("changes", "rule", "working"),
    [
        ({}, "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", None),
        ({"every": "date"}, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=8", None),
        (
            {"every": "date", "starts": "2027-01-30", "weekdays": ()},
            "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30;BYSETPOS=-1",
            None,
        ),
        ({"every": "date", "starts": "2027-01-31"}, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1", None),
        ({"every": "place"}, "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU", None),
        ({"every": "place", "starts": "2027-01-29"}, "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR", None),
        (
            {"every": "working", "holidays": "IE"},
            "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1",
            Working(Shift.PREVIOUS, Calendar("IE")),
        ),
        ({"every": "working"}, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1", Working(Shift.PREVIOUS)),
        (
            {"every": "working", "working": "skip", "holidays": "gb-eng"},
            "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1",
            Working(Shift.PREVIOUS, Calendar("GB-ENG")),
        ),
        ({"every": "once"}, "RDATE=20261208", None),
        (
            {"working": "next", "holidays": "Scotland"},
            "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU",
            Working(Shift.NEXT, Calendar("GB-SCT")),
        ),
        ({"working": "stay", "holidays": "IE"}, "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", None),
        ({"sentence": "second Monday", "every": ""}, "FREQ=MONTHLY;INTERVAL=1;BYDAY=2MO", None),
        (
            {"sentence": "last working day of the month", "holidays": "GB-ENG"},
            "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1",
            Working(Shift.PREVIOUS, Calendar("GB-ENG")),
        ),
        ({"sentence": "daily", "working": "skip"}, "FREQ=DAILY;INTERVAL=1", Working(Shift.SKIP)),
        ({"sentence": "T-28, T+1", "event": "launch"}, "OFFSETS=-28,1", None),
    ],
)
def test_what_is_filled_in_is_a_rhythm(
    changes: dict[str, str | tuple[str, ...]], rule: str, working: Working | None
) -> None:
    rhythm, errors = filled(**changes)
    assert not errors
    assert rhythm is not None
    assert (rhythm.rule, rhythm.working) == (rule, working)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"weekdays": ()}, "weekdays"),
        ({"every": "fortnight"}, "every"),
        ({"working": "never"}, "working"),
        ({"holidays": "Narnia"}, "holidays"),
        ({"sentence": "blue moon"}, "sentence"),
        ({"sentence": "daily from 1 May 2035"}, "sentence"),
        ({"sentence": "daily", "starts": "2035-01-01"}, "starts"),
        ({"sentence": "T-28"}, "event"),
        ({"sentence": "daily", "event": "launch"}, "event"),
        ({"event": "launch"}, "sentence"),
        ({"sentence": "T-28", "event": "lunch"}, "event"),
        ({"sentence": "daily", "zone": "Narnia"}, "zone"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(changes: dict[str, str | tuple[str, ...]], wrong: str) -> None:
    assert list(filled(**changes)[1]) == [wrong]


def test_an_event_may_be_farther_away_than_a_rhythm_may_start() -> None:
    rhythm, _ = filled(sentence="T-28 at 8:15", event="launch", starts="2035-01-01")
    assert rhythm is not None
    assert rhythm.starts == at("2027-06-01 08:15")


_SENTENCES = st.sampled_from(
    (
        "every other Tuesday at 9:30 until March",
        "first Monday, 8 times",
        "the 30th of every month",
        "every 3 weeks on Monday",
        "12 May and 3 June 2027",
        "last working day of the month at noon",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "every year on 29 February",
        "quarterly on the last Friday",
    )
)


@settings(deadline=None)
@given(_SENTENCES, st.sampled_from(("stay", "next", "previous", "skip")), st.sampled_from(("", "GB-ENG", "IE")))
def test_what_is_edited_is_read_back_as_it_was(text: str, working: str, holidays: str) -> None:
    rhythm, _ = filled(sentence=text, working=working, holidays=holidays)
    assert rhythm is not None
    values = {name: value if name == "weekdays" else value[0] for name, value in as_filled_in(rhythm, None).items()}
    typed = Typed(values)
    assert read_rhythm(typed, NOW, EVENTS) == (rhythm, None)


@given(st.integers(0, MOST_NAMED))
def test_however_much_is_written_the_line_in_which_it_is_changed_holds_it(many: int) -> None:
    offsets = ",".join(f"t-{MOST_OFFSET - each}" for each in range(many + 1))
    days = ",".join(f"{each + 1} may" for each in range(many + 1))
    for text, event in ((offsets, "launch"), (days, "")):
        rhythm, errors = filled(sentence=text, event=event) if len(text) <= LENGTH else (None, {"": ""})
        assert (rhythm is None) is (many == MOST_NAMED or len(text) > LENGTH), errors
        if rhythm:
            assert len(as_filled_in(rhythm, event)["sentence"][0]) <= LENGTH
