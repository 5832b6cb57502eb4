"""A release in plain text and as values: both say the same, and every mask says why."""

import json
from dataclasses import replace

import pytest

from bot.domain.disclosure.figures import Mask, Reason, ScaleRange
from bot.domain.disclosure.published import published
from bot.domain.disclosure.release import Cell, Release, Result
from bot.domain.group import EVERYBODY
from bot.domain.prompt import Kind
from bot.texts import figures
from bot.texts.exports import exported
from bot.texts.listings import listing
from tests.domain.test_published import FENS, NHS, RELEASE, SCALE

WHOLE: Release = replace(
    RELEASE,
    wave="midpoint",
    pairs=RELEASE.pairs[:1],
    results=(
        Result(SCALE, (*RELEASE.results[0].cells, Cell(FENS, ScaleRange(12, 10, 12)))),
        *RELEASE.results[1:],
    ),
)


def test_the_values_of_a_release() -> None:
    told = exported(WHOLE, "partnership")
    assert json.loads(json.dumps(told)) == told
    assert {**told, "rows": [], "words": [], "pairs": []} == {
        "audience": "partnership",
        "addendum": None,
        "occurrence": "o",
        "schedule": "s",
        "title": "Seeing the system",
        "kind": "pulse",
        "wave": "midpoint",
        "closed_at": "2026-05-12T00:00:00+00:00",
        "visibility": "organisation",
        "thresholds": {"scores": 5, "words": 10},
        "rows": [],
        "words": [],
        "pairs": [],
    }
    first, second, third, choice, hidden, words, _ = told["rows"]
    assert first == {
        "question": "q1",
        "text": "I see the whole system.",
        "margin": "partnership",
        "group": "Everybody",
        "group_id": "",
        "asked": 58,
        "answered": 43,
        "response_rate": 74,
        "response_rate_hidden": None,
        "n": 43,
        "counts": [{"answer": str(point), "count": count} for point, count in enumerate((3, 4, 8, 16, 12), 1)],
        "mean": 3.7,
        "agree": 65,
        "strongly_agree": 28,
        "agree_from": None,
        "agree_to": None,
        "hidden": None,
        "reason": None,
    }
    assert (second["n"], second["counts"], second["agree"]) == (None, None, None)
    assert (second["hidden"], second["reason"]) == (figures.hidden(Mask(Reason.OTHERS)), "others")
    assert (third["agree_from"], third["agree_to"], third["agree"], third["n"]) == (83, 100, None, 12)
    assert (third["response_rate"], third["answered"]) == (None, None)
    assert third["response_rate_hidden"] == "hidden: too few answers besides one organisation's"
    assert choice["counts"] == [
        {"answer": "red", "count": 22},
        {"answer": "green", "count": 14},
        {"answer": "blue", "count": 6},
    ]
    assert (hidden["n"], words["n"], words["counts"]) == (9, 17, None)
    assert all(row.keys() == first.keys() for row in told["rows"])
    assert told["words"] == [
        {"question": "What else?", "text": "Less hurry.", "author": None},
        {"question": "What else?", "text": "More tea.", "author": "Bo"},
    ]
    assert told["pairs"] == [
        {
            "question": "q1",
            "earlier": "before",
            "n": 33,
            "agree": {"before": 12, "now": 18, "points": 18, "from": 2, "to": 31},
            "strongly_agree": {"before": 3, "now": 8, "points": 15, "from": -1, "to": 28},
        }
    ]


def test_what_is_published_has_the_same_shape() -> None:
    inside, outside = exported(WHOLE, "partnership"), exported(published(WHOLE), "published")
    assert inside.keys() == outside.keys()
    assert [row.keys() for row in inside["rows"]] == [row.keys() for row in outside["rows"]]
    assert outside["words"] == []
    assert outside["rows"][0]["counts"][3] == {"answer": "4", "count": 15}


def test_the_lines_of_a_release() -> None:
    lines = listing(WHOLE, "partnership").splitlines()
    assert lines[:3] == [
        "Seeing the system · Pulse · midpoint",
        "  for: partnership · occurrence: o · closed: 2026-05-12 00:00 UTC",
        "  answers: by organisation · shown: groups of 5 or more people, 10 for words and what is published",
    ]
    assert [" ".join(line.split()) for line in lines[4:10]] == [
        "I see the whole system.",
        "Margin Group Answered n 1 2 3 4 5 average % agree % strongly agree",
        "partnership Everybody 43 of 58 (74 %) 43 3 4 8 16 12 3.7 65 28",
        f"sector NHS 9 of 12 (75 %) {figures.hidden(Mask(Reason.OTHERS))}",
        f"site The Fens {figures.hidden(Mask(Reason.ALONE))} 12, of whom 83 to 100 % stand above the middle",
        (
            "the same people as in before, n = 33: agree 36 % to 55 %, +18 (2 to 31) points, strongly agree "
            "9 % to 24 %, +15 (-1 to 28) points"
        ),
    ]
    assert lines[5].index("average") + len("average") == lines[6].index("3.7") + 3
    assert lines[-1] == "  “More tea.” (Bo)"
    assert lines[-3] == "  “Less hurry.”"


def test_what_people_write_cannot_steer_a_terminal() -> None:
    told = listing(replace(WHOLE, title="Calm\x1b[31m\x9b2J"), "partnership")
    assert told.startswith("Calm [31m 2J · Pulse")


def test_a_plain_release_without_waves() -> None:
    told = listing(replace(WHOLE, wave=None, kind=Kind.REFLECTION, words=(), pairs=(), results=()), "published")
    assert told.splitlines()[0] == "Seeing the system · Reflection"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_words(reason: Reason) -> None:
    assert figures.hidden(Mask(reason)).startswith("hidden")
    hidden = replace(WHOLE, results=(Result(SCALE, (Cell(EVERYBODY, Mask(reason)), Cell(NHS, Mask(reason)))),))
    assert listing(hidden, "partnership").count(figures.hidden(Mask(reason))) >= 2
