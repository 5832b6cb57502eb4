"""What was changed, in words: whatever stands on record can be said, and is said plainly."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from bot.domain.audit import OPERATOR, RELEASES, SOMEBODY, WEFT, WITHHELD, Change, Entry, dump
from bot.texts import changes
from bot.texts.changing import told
from bot.texts.verbs import Verb
from tests.texts.changed import VIEWS
from tests.texts.test_total import SOME

NAMES = {"a": "Ada", "m": "Mo", "o": "Fen Trust", "g": "Ely", "s": "Listening", "c": "#fenland", "q": "How we listen"}
ENTRY = Entry("p", 3, datetime(2026, 5, 5, 8, 30, tzinfo=UTC), Verb.PAUSE, "a", "[]", "", "")


def said(change: Change, zone: str = "Europe/London") -> list[str]:
    return list(told(change, NAMES, zone))


@SOME
@given(view=VIEWS)
def test_whatever_stands_on_record_fits_a_page(view: changes.View) -> None:
    for latest in (True, False):
        changes.message(view, latest=latest)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (Change("rolegiven", "m:lead", None, {}), "Mo: now lead"),
        (Change("rolegiven", "m:lead", {}, None), "Mo: no longer lead"),
        (Change("belonging", "g:m", None, {"leads": False}), "Mo now belongs to Ely"),
        (Change("belonging", "g:m", None, {"leads": True}), "Mo now belongs to Ely and leads it"),
        (Change("belonging", "g:m", {"leads": False}, None), "Mo no longer belongs to Ely"),
        (Change("belonging", "g:m", {"leads": False}, {"leads": True}), "Mo now leads Ely"),
        (Change("belonging", "g:m", {"leads": True}, {"leads": False}), "Mo no longer leads Ely"),
        (Change("member", "m", None, {"organisation": "o"}), "Mo is a member for Fen Trust"),
        (Change("member", "m", {}, {"left_at": "2026-05-05T08:30:00+00:00"}), "Mo takes no further part"),
        (Change("member", "m", {"left_at": "2026-05-05T08:30:00+00:00"}, {}), "Mo takes part again"),
        (Change("member", "gone", {"organisation": "o"}, None), "somebody who has been erased is no longer a member"),
        (Change("link", "m", {"generation": 1}, {"generation": 2}), "Mo: earlier links have ended"),
        (
            Change("organisation", "o", {"name": WITHHELD}, {"name": WITHHELD}),
            "organisation “Fen Trust”: name changed",
        ),
        (
            Change("organisation", "o", {"retention_days": 730}, {"retention_days": 183}),
            "organisation “Fen Trust”: kept for: 6 months (before: 2 years)",
        ),
        (
            Change("organisation", "o", {}, {"basis": "consent"}),
            "organisation “Fen Trust”: lawful basis: consent (before: not set)",
        ),
        (Change("space", "c", None, {"partnership": "p"}), "new: channel “#fenland”"),
        (
            Change("space", "x", {"partnership": "p"}, None),
            "channel “something that is no longer here” is no longer here",
        ),
        (
            Change("schedule", "s", {"visibility": "anonymous"}, {"visibility": "attributed"}),
            "check-in “Listening”: visibility: with names (before: without names)",
        ),
        (
            Change("schedule", "s", {"audience": "everybody"}, {"audience": "role:lead"}),
            "check-in “Listening”: for: everybody who is lead (before: everybody)",
        ),
        (
            Change("schedule", "s", {"remind_minutes": 90}, {"remind_minutes": 60}),
            "check-in “Listening”: reminds before the end: 1 hour (before: 90 minutes)",
        ),
        (
            Change("schedule", "s", {"skips_holidays": False}, {"skips_holidays": True}),
            "check-in “Listening”: skips holidays: yes (before: no)",
        ),
        (
            Change("occurrence", "s", {}, {"closes_at": "2026-05-05T08:30:00+00:00"}),
            "check-in “Listening”: closes: Tuesday 5 May, 09:30 (London time) (before: not set)",
        ),
        (
            Change("retention", "", None, {"check_ins": 1, "messages": 1, "drafts": 2}),
            "deleted: answers to 1 check-in, 1 message and what is kept of its way and 2 drafts",
        ),
        (Change("retention", "", None, {}), "deleted: nothing"),
    ],
)
def test_a_change_in_words(change: Change, line: str) -> None:
    assert said(change) == [line]


def test_a_rhythm_is_told_as_one() -> None:
    weekly = {"rule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", "starts": "2026-05-05T09:30:00", "zone": "Europe/London"}
    (line,) = said(Change("schedule", "s", weekly, {**weekly, "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"}))
    assert "every 2 weeks on Tuesday at 09:30 (London time) (before: every week on Tuesday" in line


@pytest.mark.parametrize(
    ("by", "who"),
    [
        (WEFT, "Weft"),
        (OPERATOR, "Whoever runs Weft"),
        (SOMEBODY, "Somebody"),
        ("a", "Ada"),
        ("x", "Somebody who has been erased"),
    ],
)
def test_who_it_was(by: str, who: str) -> None:
    line = changes.sentence(replace(ENTRY, by=by), NAMES, "Europe/London")
    assert line == f"5 May 2026, 09:30 (London time): {who} paused a check-in."


def test_what_has_no_words_of_its_own_is_said_all_the_same() -> None:
    assert "Ada changed something." in changes.sentence(replace(ENTRY, deed="a.later_verb"), NAMES, "UTC")
    assert "printed every release" in changes.sentence(replace(ENTRY, deed=RELEASES), NAMES, "UTC")


def test_of_many_things_some_are_told_and_the_rest_counted() -> None:
    many = dump(Change("belonging", "g:m", None, {"leads": False}) for _ in range(40))
    line = changes.sentence(replace(ENTRY, changes=many), NAMES, "UTC")
    assert line.count("now belongs") == 6
    assert line.endswith("• and 34 more")
