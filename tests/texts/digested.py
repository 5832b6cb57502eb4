"""Digests of a few releases, from which the tests of their words make theirs."""

from dataclasses import replace

from bot.chat.message import Message
from bot.domain.digest import WEEK, Coming, Digest, Lens, compose
from bot.domain.disclosure.figures import Figure, ScaleFigure
from bot.domain.disclosure.release import Release, Result
from bot.domain.prompt import OpenQuestion, Question, ScaleQuestion
from bot.texts import digests
from tests.replied import words
from tests.texts.released import EVERYBODY, NHS, NOW, TRUST, by_group

HOW = ScaleQuestion("q1", "How well do we listen?")
FIGURE = ScaleFigure(1, (0, 2, 0, 5, 1))
WHY, AND = OpenQuestion("q1", "Why?"), OpenQuestion("q2", "And?")
CONVENER, LEAD = Lens(whole=True, own=frozenset()), Lens(whole=False, own=frozenset({TRUST.key, NHS.key}))
DISAGREEING = ScaleFigure(1, (8, 0, 0, 0, 0))


def told(
    *releases: Release,
    last: tuple[Release, ...] = (),
    coming: tuple[Coming, ...] = (),
    lens: Lens = CONVENER,
) -> Message:
    """The digest of these releases, before which others were made."""
    digest: Digest = compose(
        partnership="p",
        name="Fenland",
        until=NOW,
        zone="Europe/London",
        lens=lens,
        releases=releases,
        earlier={each.schedule: (*last, each) for each in releases},
        coming=coming,
    )
    return digests.message(digest)


def said(*releases: Release, lens: Lens = CONVENER, coming: tuple[Coming, ...] = ()) -> str:
    """Its words."""
    return words(told(*releases, lens=lens, coming=coming))


def figured(*answers: tuple[Question, Figure], **changes: object) -> Release:
    """A release with these figures of everybody."""
    made = by_group(*((question, {EVERYBODY: figure}) for question, figure in answers))
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields' own types


PULSE = figured((HOW, FIGURE))


def before(figure: Figure, weeks: int = 1, **changes: object) -> Release:
    """What the same question showed some weeks before."""
    return figured((HOW, figure), occurrence=f"before {weeks}", closed_at=NOW - weeks * WEEK, **changes)


def results(*answers: tuple[Question, Figure]) -> tuple[Result, ...]:
    """Their results alone."""
    return figured(*answers).results
