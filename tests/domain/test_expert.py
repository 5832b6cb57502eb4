"""Rules as experts write them: what is kept, and a sentence for each thing that is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.expert import is_rule, read
from bot.domain.rule import Rule
from bot.errors import InvalidInput
from tests.domain.examples import at


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO"),
        (" rrule:freq=monthly; byday=2tu ;", "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=MONTHLY;BYDAY=-1FR,+1MO;WKST=SU", "FREQ=MONTHLY;BYDAY=-1FR,+1MO;WKST=SU"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"),
        ("FREQ=YEARLY;BYYEARDAY=-1", "FREQ=YEARLY;BYYEARDAY=-1"),
        ("FREQ=DAILY;UNTIL=20271231", "FREQ=DAILY;UNTIL=20271231"),
        ("FREQ=DAILY;UNTIL=20270701T080000Z", "FREQ=DAILY;UNTIL=20270701T090000"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=DAILY;UNTIL=99991231T235959"),
    ],
)
def test_what_is_kept(text: str, kept: str) -> None:
    assert is_rule(text)
    assert read(text, "Europe/London") == kept
    assert next(Rule.of(kept).slots(at("2026-11-25 09:00"))).year >= 2026


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("RRULE", "Write one rule only"),
        ("RRULE:", "is no part of a rule"),
        ("RRULE:BYDAY=MO", "Write FREQ=DAILY"),
        ("FREQ=", "is no part of a rule"),
        ("FREQ=SOMETIMES", "Write FREQ=DAILY"),
        ("FREQ=HOURLY", "once a day at most"),
        ("FREQ=DAILY;BYHOUR=3", "Leave BYHOUR out"),
        ("FREQ=DAILY;BYEASTER=1", "BYEASTER is no part of a rule that Weft knows"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ is there twice"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL is a whole number from 1 to 366"),
        ("FREQ=WEEKLY;INTERVAL=-2", "INTERVAL is a whole number from 1 to 104"),
        ("FREQ=WEEKLY;INTERVAL=1" + "0" * 5000, "INTERVAL is a whole number"),
        ("FREQ=DAILY;COUNT=5000", "COUNT is a whole number from 1 to 1,000"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", "either COUNT or UNTIL"),
        ("FREQ=DAILY;UNTIL=20270230", "UNTIL is a day such as"),
        ("FREQ=DAILY;UNTIL=soon", "UNTIL is a day such as"),
        ("FREQ=WEEKLY;BYDAY=XX", "“XX” is no day"),
        ("FREQ=WEEKLY;BYDAY=2MO", "counts days of a month or year"),
        ("FREQ=MONTHLY;BYDAY=6MO", "from 1 to 5"),
        ("FREQ=MONTHLY;BYDAY=0MO", "from 1 to 5"),
        ("FREQ=YEARLY;BYDAY=54MO", "from 1 to 53"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", "have no numbers"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "cannot stand beside FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYYEARDAY=3", "cannot stand beside FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "from 1 to 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "from 1 to 31"),
        ("FREQ=YEARLY;BYMONTH=-1", "from 1 to 12"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS chooses among days"),
        ("FREQ=WEEKLY;WKST=9", "WKST is one of MO"),
        ("FREQ=DAILY DTSTART:20270101", "Write one rule only"),
        ("FREQ=DAILY\nRRULE:FREQ=WEEKLY", "Write one rule only"),
    ],
)
def test_what_is_not_kept_is_told_why(text: str, why: str) -> None:
    assert is_rule(text)
    with pytest.raises(InvalidInput) as caught:
        read(text, "Europe/London")
    assert why in caught.value.errors["sentence"]


def test_an_end_beyond_all_days_stays_where_it_is() -> None:
    assert read("FREQ=DAILY;UNTIL=99991231T235959Z", "Pacific/Auckland") == "FREQ=DAILY;UNTIL=99991231T235959"


_NAMES = "FREQ INTERVAL COUNT UNTIL WKST BYDAY BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYSETPOS BYHOUR"
_VALUES = "DAILY WEEKLY MONTHLY YEARLY 1 2 -1 31 366 MO 2TU -1FR SA,SU 20270101 20270101T000000Z 1,2"
_PARTS = st.dictionaries(st.sampled_from(_NAMES.split()), st.sampled_from(_VALUES.split()))


@settings(max_examples=400, deadline=None)
@given(_PARTS)
def test_what_is_accepted_can_be_followed(parts: dict[str, str]) -> None:
    try:
        kept = read(";".join(f"{name}={value}" for name, value in parts.items()), "Pacific/Auckland")
    except InvalidInput:
        return
    next(Rule.of(kept).slots(at("2026-11-25 09:00")), None)
