"""Working days by country and region."""

from datetime import date, datetime

import pytest

from bot.domain.calendar import Calendar, Shift, Working


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ""),
        ("GB-ENG", "GB-ENG"),
        (" gb_sct ", "GB-SCT"),
        ("uk", "GB"),
        ("England", "GB-ENG"),
        ("northern ireland", "GB-NIR"),
        ("de-augsburg", "DE-Augsburg"),
    ],
)
def test_calendars_that_are_known(text: str, place: str) -> None:
    assert Calendar.of(text) == Calendar(place)


@pytest.mark.parametrize("text", ["Narnia", "GB-XX", "ENG", "G", "GB-", "🎄"])
def test_calendars_that_are_not(text: str) -> None:
    assert Calendar.of(text) is None
    with pytest.raises(ValueError, match="no calendar"):
        Calendar(text)


@pytest.mark.parametrize(
    ("place", "day", "works"),
    [
        ("", "2026-12-25", True),
        ("", "2026-12-26", False),
        ("GB-ENG", "2026-12-25", False),
        ("GB-ENG", "2026-12-28", False),
        ("GB-ENG", "2026-11-30", True),
        ("GB-SCT", "2026-11-30", False),
        ("GB-ENG", "2022-09-19", False),
        ("IE", "2026-03-17", False),
        ("DE-BY", "2026-01-06", False),
        ("DE-BE", "2026-01-06", True),
        ("IL", "2026-11-27", False),
        ("IL", "2026-11-29", True),
    ],
)
def test_whether_people_work(place: str, day: str, *, works: bool) -> None:
    assert Calendar(place).is_working(date.fromisoformat(day)) is works


def test_a_working_day_stays_and_another_is_moved() -> None:
    england = Calendar("GB-ENG")
    christmas = datetime.fromisoformat("2026-12-25 09:30")
    assert Working(Shift.NEXT, england)(christmas) == datetime.fromisoformat("2026-12-29 09:30")
    assert Working(Shift.PREVIOUS, england)(christmas) == datetime.fromisoformat("2026-12-24 09:30")
    assert Working(Shift.SKIP, england)(christmas) is None
    assert Working(Shift.SKIP)(christmas) == christmas


def test_no_day_is_looked_for_beyond_all_days() -> None:
    assert Calendar("IL").nearest(date.max, Shift.NEXT) is None
    assert Calendar().nearest(date(9999, 12, 25), Shift.NEXT) == date(9999, 12, 27)


@pytest.mark.parametrize("text", ["next", "previous:GB-ENG", "skip:IE", "next:DE-Augsburg"])
def test_it_is_written_and_read_back(text: str) -> None:
    assert str(Working.parse(text)) == text


@pytest.mark.parametrize("text", ["", "later", "next:Narnia"])
def test_what_is_nothing_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Working.parse(text)
