"""What stands on record: an organisation as it was typed, and thresholds that only rise."""

import pytest

from bot.domain.partnership import LEAST_WORDS, RETENTION_DAYS, THRESHOLDS, USUAL, Basis, Sector, Thresholds
from bot.domain.record import Record, read
from bot.domain.typed import Typed
from bot.errors import InvalidInput

TYPED = {
    "organisation": "  Fen   Trust ",
    "sector": "nhs",
    "contact": "data@fen.example",
    "basis": "public_task",
    "retention": "730",
}


def test_a_record_is_read_as_it_was_typed() -> None:
    typed = Typed(TYPED)
    assert read(typed) == Record("Fen Trust", Sector.NHS, "data@fen.example", Basis.PUBLIC_TASK, 730, frozenset())
    assert not typed.errors


def test_whatever_is_missing_or_made_up_is_told_beside_its_field() -> None:
    typed = Typed({})
    assert read(typed) is None
    assert typed.errors.keys() == TYPED.keys()
    for field, value in (("basis", "because"), ("basis", ""), ("retention", "731"), ("retention", "-1")):
        typed = Typed({**TYPED, field: value})
        assert read(typed) is None
        assert typed.errors == {field: "Choose one of the options."}


def test_the_law_has_six_reasons_and_nothing_is_kept_for_ever() -> None:
    assert len(Basis) == 6
    assert all(0 < days < 366 * 7 for days in RETENTION_DAYS)


def test_thresholds_rise() -> None:
    assert USUAL.raised(5, 10) == USUAL, "staying is allowed"
    assert USUAL.raised(8, 15) == Thresholds(8, 15)
    assert USUAL.raised(10, 10) == Thresholds(10, 10)
    assert min(THRESHOLDS) == USUAL.scores
    assert USUAL.words == LEAST_WORDS


@pytest.mark.parametrize(
    ("scores", "words", "wrong"),
    [
        (6, 20, {"scores": "It is 8 by now and cannot fall again."}),
        (8, 10, {"words": "It is 15 by now and cannot fall again."}),
        (20, 15, {"words": "Words need at least as many people behind them as scores."}),
        (
            5,
            5,
            {
                "scores": "It is 8 by now and cannot fall again.",
                "words": "It is 15 by now and cannot fall again.",
            },
        ),
    ],
)
def test_thresholds_never_fall(scores: int, words: int, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        Thresholds(8, 15).raised(scores, words)
    assert caught.value.errors == wrong
