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
ROUNDED = "Every figure is rounded by itself, so a change may be a point more or less than the two beside it leave."


def different(change: Change, since: str, agree: str, strongly: str) -> tuple[str, str]:
    """Whose change it is, and how far it went, when it is not known who answered both times.

    Args:
        change: since that moment.
        since: the moment.
        agree: what those above the middle of the scale do, such as `agree`.
        strongly: what those at its highest point do, such as `strongly agree`.
    """
    whose = f"(n = {change.before.n}, then {change.now.n}; different people or not known)"
    told = _told(change.agree, change.strongly, agree, strongly)
    return f"All who answered, since {since} {whose}", told


def same(people: Matched, since: str, agree: str, strongly: str) -> tuple[str, str]:
    """The same of those who answered both times."""
    return f"The same {people.n} people, since {since}", _told(people.agree, people.strongly, agree, strongly)


def apart(move: Move) -> bool:
    """Whether the two shares, rounded each by itself, leave another change than the one that is told."""
    return move.now - move.before != move.points


def shortly(move: Move, called: str = "") -> str:
    """How far something moved and between which bounds, such as `up 12 points (2 to 21)`; `called` names these."""
    return f"{moved(move)} ({called}{move.low} to {move.high})"


def terms(change: Change, people: Matched | None, since: str) -> str:
    """On what terms the agreement's change is told: since when, how sure it is, and of whom if it does not say so."""
    if people:
        return f"since {since}: {_chance(people.agree)}"
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


def _told(agree: Move, strongly: Move, above: str, highest: str) -> str:
    lines = [_line(agree, above, "95 % interval ")]
    # On a scale of two points they are the same.
    return "\n".join(lines if above == highest else [*lines, _line(strongly, highest)])


def _line(move: Move, who: str, called: str = "") -> str:
    """Plain words first, what only some readers want last."""
    shares = f"{move.before} % to {move.now} %"
    return f"{capital(who)}: {shares}, {moved(move)}; {_chance(move)} ({called}{move.low} to {move.high})."
