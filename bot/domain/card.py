"""What a posted check-in looks like now: the face whose change is what a post is updated for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.occurrence import Occurrence, Part
from bot.speech import ENGLISH, language


class Stage(StrEnum):
    """How far an occurrence has come, as a reader sees it."""

    OPEN = "open"
    CLOSING_SOON = "closing_soon"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Card:
    """The changing part of a check-in's post."""

    stage: Stage
    answered: int | None
    """None while fewer have answered than may be shown, and on private cards."""
    part: Part | None
    """What the reader of a private card has done; None in a space."""

    def __str__(self) -> str:
        """The face, in the language that is spoken: who has chosen another sees the post in it."""
        answered = "" if self.answered is None else self.answered
        spoken = "" if language() == ENGLISH else f"/{language()}"
        return f"{self.stage}/{answered}/{self.part or ''}{spoken}"


def in_space(occurrence: Occurrence, answered: int, now: datetime) -> Card:
    """The card that a space sees. Once it has closed, how many answered is the release's to say or to hide."""
    stage = _stage(occurrence, now)
    told = stage not in {Stage.LATE, Stage.CLOSED} and answered >= occurrence.thresholds.scores
    return Card(stage, answered if told else None, None)


def in_private(occurrence: Occurrence, part: Part | None, now: datetime) -> Card:
    """The card that one member sees."""
    return Card(_stage(occurrence, now), None, part or Part.ASKED)


def _stage(occurrence: Occurrence, now: datetime) -> Stage:
    if occurrence.takes_late(now):
        return Stage.LATE
    if not occurrence.takes_answers(now):
        return Stage.CLOSED
    return Stage.CLOSING_SOON if occurrence.closing_soon(now) else Stage.OPEN
