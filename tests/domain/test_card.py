"""Cards: what a posted check-in shows as time goes by, and when its face changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.card import Card, Stage, in_private, in_space
from bot.domain.occurrence import Part, State
from tests.domain.examples import OCCURRENCE

START, END = OCCURRENCE.due_at, OCCURRENCE.closes_at


@pytest.mark.parametrize(
    ("left", "stage"),
    [
        (timedelta(days=2), Stage.OPEN),
        (timedelta(hours=4), Stage.CLOSING_SOON),
        (timedelta(0), Stage.CLOSED),
        (-timedelta(days=2), Stage.CLOSED),
    ],
)
def test_a_card_says_how_far_its_check_in_has_come(left: timedelta, stage: Stage) -> None:
    assert in_space(OCCURRENCE, 0, END - left).stage is stage
    assert in_private(OCCURRENCE, None, END - left).stage is stage


def test_one_that_was_closed_early_is_closed() -> None:
    assert in_space(replace(OCCURRENCE, state=State.CLOSED), 9, START).stage is Stage.CLOSED


@pytest.mark.parametrize(("answered", "shown"), [(0, None), (4, None), (5, 5), (6, 6)])
def test_a_space_sees_how_many_answered_once_they_are_enough(answered: int, shown: int | None) -> None:
    assert in_space(OCCURRENCE, answered, START) == Card(Stage.OPEN, shown, None)


@pytest.mark.parametrize(
    ("part", "shown"), [(None, Part.ASKED), (Part.ANSWERED, Part.ANSWERED), (Part.SKIPPED, Part.SKIPPED)]
)
def test_a_member_sees_their_own_part_and_nobody_elses(part: Part | None, shown: Part) -> None:
    assert in_private(OCCURRENCE, part, START) == Card(Stage.OPEN, None, shown)


def test_different_cards_have_different_faces() -> None:
    cards = [Card(stage, answered, part) for stage in Stage for answered in (None, 5, 55) for part in (None, *Part)]
    assert len({str(card) for card in cards}) == len(cards)
