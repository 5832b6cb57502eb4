"""Evaluations in words: what holds for the answers to their waves, and how far something moved."""

from datetime import datetime, timedelta

from bot.domain.schedule import Visibility
from bot.domain.trend import Change, Matched, Move
from bot.texts import moments
from bot.texts.room import capital


def matching(visibility: Visibility, ends_at: datetime, zone: str) -> str:
    """What holds for the answers to the waves of an evaluation, besides what holds for every check-in.

    Args:
        visibility: of the check-in.
        ends_at: the moment at which the evaluation ends.
        zone: on whose clock its last day is told.
    """
    day = moments.day(ends_at - timedelta(seconds=1), zone)
    if visibility is Visibility.ATTRIBUTED:
        return f"This is asked in several waves until {day}; what the same person answered is compared by name."
    return (
        "This is asked in several waves, and your answers to them are kept under one code, so that they can be "
        f"matched. Until the end of {day} whoever runs Weft could work out whose code it is. After that nobody, "
        "operators included, can tell which answers are the same person's."
    )


METHOD = "An interval holds the true change in about 95 of 100 such comparisons (Newcombe's hybrid score method)."


def different(change: Change, since: str, top: str = "") -> tuple[str, str]:
    """How far agreement and strong agreement moved since a moment, when it is not known who answered both times.

    `top` is what those do who stand at the highest point of the scale, such as `strongly agree`.
    """
    whose = f"n = {change.before.n}, then {change.now.n}; different people or not known"
    return _told(change.agree, change.strongly, since, whose, top)


def same(people: Matched, since: str, top: str = "") -> tuple[str, str]:
    """How far the agreement and the strong agreement of the same people moved since a moment."""
    return _told(people.agree, people.strongly, since, f"same people: {people.n} answered both times", top)


def shortly(move: Move, called: str = "") -> str:
    """How far something moved and between which bounds, such as `up 12 points (2 to 21)`; `called` names these."""
    return f"{moved(move)} ({called}{move.low} to {move.high})"


def terms(change: Change, people: Matched | None, since: str) -> str:
    """On what terms the agreement's change is told: since when, how sure it is, and of whom."""
    if people:
        return f"since {since}: {_chance(people.agree)}; the same {people.n} people"
    return f"since {since}: {_chance(change.agree)}; n was {change.before.n}, different people or not known"


def _chance(move: Move) -> str:
    return "more than chance would explain" if move.beyond_chance else "could be chance"


def moved(move: Move) -> str:
    """A change such as `up 12 points`, `down 1 point` or `no change`."""
    if not move.points:
        return "no change"
    way, many = "up" if move.points > 0 else "down", abs(move.points)
    return f"{way} {many} point{'' if many == 1 else 's'}"


def briefly(move: Move) -> str:
    """A change in points with its interval, such as `+12 (2 to 21)`."""
    return f"{move.points:+d} ({move.low} to {move.high})" if move.points else f"0 ({move.low} to {move.high})"


def _told(agree: Move, strongly: Move, since: str, whose: str, top: str) -> tuple[str, str]:
    return capital(_sentence(agree, since, whose)), f"{capital(top)}: {_sentence(strongly, since, whose)}"


def _sentence(move: Move, since: str, whose: str) -> str:
    return f"{moved(move)} since {since} (95 % interval {move.low} to {move.high}; {whose}): {_chance(move)}."
