"""A database from before results by group: its answers know their groups, and its releases can still be read."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Rate, Reason, ScaleFigure
from bot.domain.disclosure.release import Cell, Release, Result, Turnout, Words
from bot.domain.group import EVERYBODY
from bot.domain.partnership import Thresholds
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Question, ScaleQuestion
from bot.domain.schedule import Visibility
from bot.store import codec
from bot.store.migrate import connection, migrate
from tests.databases import Databases
from tests.store.test_migrate import upgrade

KEY = bytes(range(32))
CLOSED_AT = datetime(2026, 5, 6, 9, tzinfo=UTC)
QUESTIONS: tuple[Question, ...] = (
    ScaleQuestion("q1", "How well do we listen?"),
    ChoiceQuestion("q2", "What gets in the way?", ("Time", "Trust")),
    OpenQuestion("q3", "What did you notice?"),
    OpenQuestion("q4", "What else?"),
)
OLD_FIGURES = [
    {
        "is": "ScaleFigure",
        "question": "How well do we listen?",
        "low": 1,
        "high": 5,
        "low_label": "Strongly disagree",
        "high_label": "Strongly agree",
        "counts": [0, 1, 2, 3, 0],
    },
    {"is": "ChoiceFigure", "question": "…", "options": ["Time", "Trust"], "counts": [4, 2], "n": 6},
    {"is": "OpenFigure", "question": "What did you notice?", "n": 6},
    {"is": "Mask", "question": "What else?", "reason": "hidden: fewer than 5 answers"},
]
FIGURES: tuple[Figure, ...] = (
    ScaleFigure(1, (0, 1, 2, 3, 0)),
    ChoiceFigure((4, 2), 6),
    OpenFigure(6),
    Mask(Reason.FEW),
)


def old_release(occurrence: str, answered: int | None) -> dict[str, Any]:
    """A release as it was written then."""
    return {
        "occurrence": occurrence,
        "schedule": "s",
        "partnership": "p",
        "kind": "pulse",
        "title": "Listening",
        "closed_at": CLOSED_AT.isoformat(),
        "asked": None if answered is None else 8,
        "answered": answered,
        "figures": OLD_FIGURES if answered else [OLD_FIGURES[-1]] * 4,
        "words": [{"question": "What did you notice?", "text": "Ça va", "author": "Bo"}],
    }


def token(member: str) -> str:
    return hmac.new(KEY, member.encode(), hashlib.sha256).hexdigest()


def rows() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Two organisations; an anonymous check-in that is open, one that bears names, and two that have closed."""
    yield "partnership", [{"id": "p", "name": "Warm Homes", "zone": "UTC"}]
    yield (
        "organisation",
        [
            {"id": each, "partnership": "p", "name": each, "sector": sector, "contact": "us"}
            for each, sector in (("trust", "nhs"), ("mind", "voluntary"))
        ],
    )
    yield (
        "member",
        [
            {
                "id": name,
                "partnership": "p",
                "organisation": organisation,
                "name": name,
                "digest_weekday": 0,
                "digest_hour": 9,
                "digest_zone": "UTC",
            }
            for name, organisation in (("ada", "trust"), ("bo", "mind"), ("cy", "mind"))
        ],
    )
    questions = codec.dump(QUESTIONS, tuple[Question, ...])
    yield (
        "prompt",
        [{"id": "q", "partnership": "p", "kind": "pulse", "title": "Listening", "theme": "", "questions": questions}],
    )
    yield (
        "schedule",
        [
            {
                "id": "s",
                "partnership": "p",
                "prompt": "q",
                "rule": "FREQ=WEEKLY",
                "starts": "2026-05-04T09:00:00",
                "zone": "UTC",
                "audience": "everybody",
                "open_minutes": 2880,
                "visibility": "anonymous",
                "status": "active",
            }
        ],
    )
    yield (
        "occurrence",
        [
            {
                "id": name,
                "schedule": "s",
                "partnership": "p",
                "prompt": "q",
                "audience": "everybody",
                "slot": f"2026-05-{day:02}T09:00:00",
                "zone": "UTC",
                "due_at": CLOSED_AT,
                "closes_at": CLOSED_AT,
                "reminded": False,
                "visibility": visibility,
                "threshold": 7,
                "state": "open" if key else "closed",
                "settled": False,
                "key": key,
            }
            for day, (name, visibility, key) in enumerate(
                (
                    ("open", "anonymous", KEY.hex()),
                    ("named", "attributed", KEY.hex()),
                    ("closed", "anonymous", None),
                    ("few", "organisation", None),
                ),
                1,
            )
        ],
    )
    yield (
        "participation",
        [
            {"occurrence": occurrence, "member": member, "part": part}
            for occurrence in ("open", "closed")
            for member, part in (("ada", "answered"), ("bo", "answered"), ("cy", "skipped"))
        ],
    )
    yield (
        "response",
        [
            {"answers": '{"q1":4}', "sharing": "no"} | row
            for row in (
                {"occurrence": "open", "token": token("ada"), "member": None, "organisation": None},
                {"occurrence": "open", "token": token("bo"), "member": None, "organisation": None},
                {"occurrence": "named", "token": token("bo"), "member": "bo", "organisation": "mind"},
                {"occurrence": "closed", "token": "a", "member": None, "organisation": None},
                {"occurrence": "few", "token": "b", "member": None, "organisation": "trust"},
            )
        ],
    )
    yield (
        "release",
        [
            {
                "occurrence": name,
                "partnership": "p",
                "schedule": "s",
                "closed_at": CLOSED_AT,
                "content": json.dumps(old_release(name, answered)),
            }
            for name, answered in (("closed", 6), ("few", None))
        ],
    )


def fill(opened: Connection) -> None:
    """Put all these rows in."""
    for table, filled in rows():
        for row in filled:
            named = f"({', '.join(row)}) VALUES ({', '.join(f':{column}' for column in row)})"
            opened.execute(text(f"INSERT INTO {table} {named}"), row)


@pytest.fixture
def older(both: Databases) -> Iterator[str]:
    """The address of a database that was filled at revision 0002 and then brought up."""
    with both.empty() as url:
        upgrade(url, "0002")
        with connection(url) as opened:
            fill(opened)
        migrate(url)
        yield url


def test_answers_know_their_groups_where_that_was_kept_or_can_still_be_worked_out(older: str) -> None:
    with connection(older) as opened:
        found = opened.execute(text("SELECT occurrence, token, answers, sharing, member, groups FROM response")).all()
    trust, mind = "organisation:trust sector:nhs", "organisation:mind sector:voluntary"
    assert sorted(map(tuple, found), key=lambda row: row[:2]) == sorted(
        [
            ("closed", "a", '{"q1":4}', "no", None, ""),
            ("few", "b", '{"q1":4}', "no", None, trust),
            ("named", token("bo"), '{"q1":4}', "no", "bo", mind),
            ("open", token("ada"), '{"q1":4}', "no", None, trust),
            ("open", token("bo"), '{"q1":4}', "no", None, mind),
        ],
        key=lambda row: row[:2],
    )


def test_releases_can_be_read_with_all_that_they_said(older: str) -> None:
    with connection(older) as opened:
        found = opened.execute(text("SELECT occurrence, content, whole FROM release")).all()
    contents = {row.occurrence: row.content for row in found}
    wholes = {row.occurrence: row.whole for row in found}
    made = Release(
        occurrence="closed",
        schedule="s",
        partnership="p",
        kind=Kind.PULSE,
        title="Listening",
        closed_at=CLOSED_AT,
        visibility=Visibility.ANONYMOUS,
        thresholds=Thresholds(7, 7),
        turnouts=(Turnout(EVERYBODY, Rate(8, 6)),),
        results=tuple(
            Result(question, (Cell(EVERYBODY, figure),)) for question, figure in zip(QUESTIONS, FIGURES, strict=True)
        ),
        words=(Words("What did you notice?", "Ça va", "Bo"),),
    )
    assert codec.load(contents["closed"], Release) == made
    assert codec.load(wholes["closed"], Release).results == made.results
    few = codec.load(contents["few"], Release)
    assert (few.visibility, few.turnout) == (Visibility.ORGANISATION, Mask(Reason.FEW))
    assert {result.whole for result in few.results} == {Mask(Reason.FEW)}


def test_what_is_open_keeps_its_threshold_and_its_words_get_one_of_their_own(older: str) -> None:
    with connection(older) as opened:
        found = opened.execute(text("SELECT id, threshold, words_threshold, programme, wave FROM occurrence")).all()
        partnership = opened.execute(text("SELECT threshold, words_threshold FROM partnership")).one()
    assert {row.id: tuple(row)[1:] for row in found} == {
        "open": (7, 10, None, None),
        "named": (7, 10, None, None),
        "closed": (7, 7, None, None),
        "few": (7, 7, None, None),
    }
    assert tuple(partnership) == (5, 10)


def test_reasons_that_there_are_no_more_become_the_one_that_there_is(both: Databases) -> None:
    with both.empty() as url:
        upgrade(url, "0002")
        with connection(url) as opened:
            fill(opened)
        upgrade(url, "0003")
        with connection(url) as opened:
            opened.execute(
                text(
                    "UPDATE release SET content = replace(content, '\"few\"', '\"refused\"') WHERE occurrence = 'few'"
                )
            )
        migrate(url)
        with connection(url) as opened:
            content = opened.execute(text("SELECT content FROM release WHERE occurrence = 'few'")).scalar_one()
    assert {result.whole for result in codec.load(content, Release).results} == {Mask(Reason.TELLING)}
