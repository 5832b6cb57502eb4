"""One release by groups from which the tests of words make theirs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.disclosure.figures import Figure, Mask, Rate
from bot.domain.disclosure.release import Cell, Release, Result, Turnout
from bot.domain.group import EVERYBODY, Group, Margin
from bot.domain.partnership import USUAL
from bot.domain.prompt import Kind, Question
from bot.domain.schedule import Visibility

__all__ = ["CITY", "COAST", "EVERYBODY", "MIND", "NHS", "NOW", "RELEASE", "TRUST", "VOLUNTARY", "by_group"]

NOW = datetime.fromisoformat("2026-05-11T08:00Z")
NHS, VOLUNTARY = Group(Margin.SECTOR, "nhs", "NHS"), Group(Margin.SECTOR, "voluntary", "Voluntary and community")
COAST = Group(Margin.SITE, "coast", "Coast")
TRUST, CITY, MIND = (
    Group(Margin.ORGANISATION, name.lower(), f"{name} organisation") for name in ("Trust", "City", "Mind")
)
RELEASE = Release(
    occurrence="o",
    schedule="s",
    partnership="p",
    kind=Kind.PULSE,
    title="Listening",
    closed_at=NOW,
    visibility=Visibility.ORGANISATION,
    thresholds=USUAL,
    turnouts=(Turnout(EVERYBODY, Rate(12, 8)),),
    results=(),
    words=(),
)


def by_group(
    *told: tuple[Question, Mapping[Group, Figure]], turnouts: Mapping[Group, Rate | Mask] | None = None
) -> Release:
    """A release with these figures, by the groups of the first question; where not told otherwise, all answered."""
    seen = turnouts or {}
    return replace(
        RELEASE,
        turnouts=tuple(Turnout(group, seen.get(group, Rate(12, 8))) for group in told[0][1]),
        results=tuple(
            Result(question, tuple(Cell(group, figure) for group, figure in cells.items()))
            for question, cells in told
        ),
    )
