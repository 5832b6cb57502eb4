"""Named nasty cases: what a rhythm does where calendars, clocks and zone databases are at their worst."""

from datetime import timedelta
from itertools import islice

import pytest

from bot.domain.calendar import Calendar, Shift, Working
from bot.domain.schedule import Rhythm, instant
from tests.domain.examples import at

ENGLAND, SCOTLAND = Calendar("GB-ENG"), Calendar("GB-SCT")
NASTY = {
    "london springs forward over a daily half past one": (
        Rhythm("FREQ=DAILY", at("2026-03-28 01:30"), "Europe/London"),
        ["2026-03-28 01:30Z", "2026-03-29 01:30Z", "2026-03-30 00:30Z"],
    ),
    "london falls back over a daily half past one, once": (
        Rhythm("FREQ=DAILY", at("2026-10-24 01:30"), "Europe/London"),
        ["2026-10-24 00:30Z", "2026-10-25 00:30Z", "2026-10-26 01:30Z"],
    ),
    "sydney springs forward in october": (
        Rhythm("FREQ=DAILY", at("2026-10-03 02:30"), "Australia/Sydney"),
        ["2026-10-02 16:30Z", "2026-10-03 16:30Z", "2026-10-04 15:30Z"],
    ),
    "sydney falls back in april, once": (
        Rhythm("FREQ=DAILY", at("2026-04-04 02:30"), "Australia/Sydney"),
        ["2026-04-03 15:30Z", "2026-04-04 15:30Z", "2026-04-05 16:30Z"],
    ),
    "lord howe loses half an hour": (
        Rhythm("FREQ=DAILY", at("2026-10-03 02:15"), "Australia/Lord_Howe"),
        ["2026-10-02 15:45Z", "2026-10-03 15:45Z", "2026-10-04 15:15Z"],
    ),
    "lord howe gains half an hour": (
        Rhythm("FREQ=DAILY", at("2026-04-04 01:45"), "Australia/Lord_Howe"),
        ["2026-04-03 14:45Z", "2026-04-04 14:45Z", "2026-04-05 15:15Z"],
    ),
    "samoa had no 30 december 2011": (
        Rhythm("FREQ=DAILY", at("2011-12-29 09:00"), "Pacific/Apia"),
        ["2011-12-29 19:00Z", "2011-12-30 19:00Z", "2011-12-31 19:00Z"],
    ),
    "kiribati's line islands had no 31 december 1994": (
        Rhythm("FREQ=DAILY", at("1994-12-30 09:00"), "Pacific/Kiritimati"),
        ["1994-12-30 19:00Z", "1994-12-31 19:00Z"],
    ),
    "kwajalein had no 21 august 1993": (
        Rhythm("FREQ=DAILY", at("1993-08-20 09:00"), "Pacific/Kwajalein"),
        ["1993-08-20 21:00Z", "1993-08-21 21:00Z"],
    ),
    "midnight is left out in beirut": (
        Rhythm("FREQ=DAILY", at("2026-03-28 00:00"), "Asia/Beirut"),
        ["2026-03-27 22:00Z", "2026-03-28 22:00Z", "2026-03-29 21:00Z"],
    ),
    "morocco stands an hour back in ramadan": (
        Rhythm("FREQ=WEEKLY;BYDAY=MO", at("2026-02-09 09:00"), "Africa/Casablanca"),
        ["2026-02-09 08:00Z", "2026-02-16 09:00Z", "2026-02-23 09:00Z"],
    ),
    "nepal stands a quarter of an hour apart": (
        Rhythm("FREQ=MONTHLY;BYMONTHDAY=-1", at("2026-01-31 09:00"), "Asia/Kathmandu"),
        ["2026-01-31 03:15Z", "2026-02-28 03:15Z", "2026-03-31 03:15Z"],
    ),
    "the 31st by the letter of the RFC leaves months out": (
        Rhythm("FREQ=MONTHLY;BYMONTHDAY=31", at("2026-01-31 09:00"), "UTC"),
        ["2026-01-31 09:00Z", "2026-03-31 09:00Z", "2026-05-31 09:00Z"],
    ),
    "the 30th in shorter months on the last day": (
        Rhythm("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", at("2028-01-30 09:00"), "UTC"),
        ["2028-01-30 09:00Z", "2028-02-29 09:00Z", "2028-03-30 09:00Z"],
    ),
    "29 february comes every four years, but not in 2100": (
        Rhythm("FREQ=YEARLY", at("2092-02-29 09:00"), "UTC"),
        ["2092-02-29 09:00Z", "2096-02-29 09:00Z", "2104-02-29 09:00Z"],
    ),
    "the last day of february leaps": (
        Rhythm("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", at("2027-01-01 09:00"), "UTC"),
        ["2027-02-28 09:00Z", "2028-02-29 09:00Z", "2029-02-28 09:00Z"],
    ),
    "a fifth friday is not in every month": (
        Rhythm("FREQ=MONTHLY;BYDAY=5FR", at("2026-11-01 09:00"), "UTC"),
        ["2027-01-29 09:00Z", "2027-04-30 09:00Z", "2027-07-30 09:00Z"],
    ),
    "every other week across the turn of the year": (
        Rhythm("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", at("2026-12-15 09:00"), "UTC"),
        ["2026-12-15 09:00Z", "2026-12-29 09:00Z", "2027-01-12 09:00Z"],
    ),
    "week 53 is not in every year": (
        Rhythm("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", at("2020-01-01 09:00"), "UTC"),
        ["2020-12-28 09:00Z", "2026-12-28 09:00Z", "2032-12-27 09:00Z"],
    ),
    "30 february never comes": (Rhythm("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", at("2026-01-01 09:00"), "UTC"), []),
    "30 february does not come daily either": (
        Rhythm("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", at("2026-01-01 09:00"), "UTC"),
        [],
    ),
    "until is a whole day": (
        Rhythm("FREQ=DAILY;UNTIL=20260102", at("2026-01-01 23:30"), "UTC"),
        ["2026-01-01 23:30Z", "2026-01-02 23:30Z"],
    ),
    "until before the start is never": (Rhythm("FREQ=DAILY;UNTIL=20251231", at("2026-01-01 09:00"), "UTC"), []),
    "the last working day of a december": (
        Rhythm(
            "FREQ=MONTHLY;BYMONTHDAY=-1", at("2027-12-01 09:00"), "Europe/London", Working(Shift.PREVIOUS, ENGLAND)
        ),
        ["2027-12-31 09:00Z", "2028-01-31 09:00Z", "2028-02-29 09:00Z"],
    ),
    "easter monday moves a monday in england": (
        Rhythm("FREQ=WEEKLY;BYDAY=MO", at("2027-03-22 09:00"), "Europe/London", Working(Shift.NEXT, ENGLAND)),
        ["2027-03-22 09:00Z", "2027-03-30 08:00Z", "2027-04-05 08:00Z"],
    ),
    "easter monday is a working day in scotland": (
        Rhythm("FREQ=WEEKLY;BYDAY=MO", at("2027-03-22 09:00"), "Europe/London", Working(Shift.NEXT, SCOTLAND)),
        ["2027-03-22 09:00Z", "2027-03-29 08:00Z", "2027-04-05 08:00Z"],
    ),
    "christmas on a saturday pushes four days to one": (
        Rhythm("FREQ=DAILY", at("2027-12-24 09:00"), "Europe/London", Working(Shift.NEXT, ENGLAND)),
        ["2027-12-24 09:00Z", "2027-12-29 09:00Z", "2027-12-30 09:00Z"],
    ),
    "good friday back to maundy thursday": (
        Rhythm("FREQ=WEEKLY;BYDAY=FR", at("2027-03-26 09:00"), "Europe/London", Working(Shift.PREVIOUS, ENGLAND)),
        ["2027-03-25 09:00Z", "2027-04-02 08:00Z", "2027-04-09 08:00Z"],
    ),
    "good friday is left out, and counted": (
        Rhythm("FREQ=WEEKLY;BYDAY=FR;COUNT=2", at("2027-03-26 09:00"), "Europe/London", Working(Shift.SKIP, ENGLAND)),
        ["2027-04-02 08:00Z"],
    ),
    "a weekend on friday and saturday": (
        Rhythm("FREQ=DAILY", at("2026-11-26 09:00"), "UTC", Working(Shift.NEXT, Calendar("IL"))),
        ["2026-11-26 09:00Z", "2026-11-29 09:00Z", "2026-11-30 09:00Z"],
    ),
    "an event on a leap day": (
        Rhythm("OFFSETS=-28,-1,0,366", at("2028-02-29 09:00"), "UTC"),
        ["2028-02-01 09:00Z", "2028-02-28 09:00Z", "2028-02-29 09:00Z", "2029-03-01 09:00Z"],
    ),
    "what went out before an event moved": (
        Rhythm("OFFSETS=-28,-14,1;SENT=-28", at("2026-06-01 09:00"), "UTC"),
        ["2026-05-18 09:00Z", "2026-06-02 09:00Z"],
    ),
    "days named in disorder and twice": (
        Rhythm("RDATE=20270603,20270512,20270603", at("2026-01-01 09:00"), "UTC"),
        ["2027-05-12 09:00Z", "2027-06-03 09:00Z"],
    ),
    "the last days that there are": (
        Rhythm("FREQ=DAILY", at("9999-12-30 09:00"), "UTC"),
        ["9999-12-30 09:00Z", "9999-12-31 09:00Z"],
    ),
}
"""Each rhythm with the first moments that come of it; all of them where they are fewer than three."""


@pytest.mark.parametrize(("rhythm", "moments"), NASTY.values(), ids=NASTY)
def test_the_first_moments_are(rhythm: Rhythm, moments: list[str]) -> None:
    most = max(3, len(moments))
    found = [instant(slot, rhythm.zone) for slot in islice(rhythm.slots(), most)]
    expected = [at(moment) for moment in moments]
    assert found[: len(expected)] == expected
    assert expected or not found
    if expected and rhythm.starts.year < 9999:
        # Looked for from just before each of them, the same are found.
        for moment in expected:
            following = rhythm.next_slot(moment - timedelta(seconds=1))
            assert following is not None
            assert instant(following, rhythm.zone) == moment
