"""Evaluations in words: what holds for the answers to their waves, and how far something moved."""

from datetime import datetime, timedelta

from bot.domain.schedule import Visibility
from bot.domain.trend import Change, Matched, Move
from bot.speech import gettext as _
from bot.speech import ngettext, noop
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
        return _(
            "This is asked in several waves until {day}; what the same person answered is compared by name.", day=day
        )
    return _(
        "This is asked in several waves, and your answers to them are kept under one code, so that they can be "
        "matched. Until the end of {day} whoever runs Weft could work out whose code it is. After that nobody "
        "can tell which answers are the same person's, not even those who run Weft.",
        day=day,
    )


METHOD = noop(
    "An interval holds the true change in about 95 of 100 such comparisons (Newcombe's hybrid score method)."
)
ROUNDED = noop(
    "Each figure is rounded by itself. So a change may be a point more or less than the two figures beside it."
)
_LINE = noop("{who}: {before} % to {now} %, {moved}; {chance} ({low} to {high}).")
_INTERVAL = noop("{who}: {before} % to {now} %, {moved}; {chance} (95 % interval {low} to {high}).")


def different(change: Change, since: str, agree: str, strongly: str) -> tuple[str, str]:
    """Whose change it is, and how far it went, when it is not known who answered both times.

    Args:
        change: since that moment.
        since: the moment.
        agree: what those above the middle of the scale do, such as `agree`.
        strongly: what those at its highest point do, such as `strongly agree`.
    """
    whose = _(
        "All who answered, since {since} (n = {before}, then {now}; different people or not known)",
        since=since,
        before=change.before.n,
        now=change.now.n,
    )
    told = _told(change.agree, change.strongly, agree, strongly)
    return whose, told


def same(people: Matched, since: str, agree: str, strongly: str) -> tuple[str, str]:
    """The same of those who answered both times."""
    whose = ngettext(
        "The same {count} person, since {since}", "The same {count} people, since {since}", people.n, since=since
    )
    return whose, _told(people.agree, people.strongly, agree, strongly)


def apart(move: Move) -> bool:
    """Whether the two shares, rounded each by itself, leave another change than the one that is told."""
    return move.now - move.before != move.points


def shortly(move: Move, *, named: bool = False) -> str:
    """How far something moved and between which bounds, such as `up 12 points (2 to 21)`; perhaps with their name."""
    if named:
        return _("{moved} (95 % interval {low} to {high})", moved=moved(move), low=move.low, high=move.high)
    return _("{moved} ({low} to {high})", moved=moved(move), low=move.low, high=move.high)


def terms(change: Change, people: Matched | None, since: str) -> str:
    """On what terms the agreement's change is told: since when, how sure it is, and of whom if it does not say so."""
    if people:
        return _("since {since}: {chance}", since=since, chance=_chance(people.agree))
    return _(
        "since {since}: {chance}; n was {before}, different people or not known",
        since=since,
        chance=_chance(change.agree),
        before=change.before.n,
    )


def _chance(move: Move) -> str:
    return _("more than chance would explain") if move.beyond_chance else _("could be chance")


def moved(move: Move) -> str:
    """A change such as `up 12 points`, `down 1 point` or `no change`."""
    if not move.points:
        return _("no change")
    if move.points > 0:
        return ngettext("up {count} point", "up {count} points", move.points)
    return ngettext("down {count} point", "down {count} points", -move.points)


def briefly(move: Move) -> str:
    """A change in points with its interval, such as `+12 (2 to 21)`."""
    points = f"{move.points:+d}" if move.points else "0"
    return _("{points} ({low} to {high})", points=points, low=move.low, high=move.high)


def _told(agree: Move, strongly: Move, above: str, highest: str) -> str:
    lines = [_line(agree, above, named=True)]
    # On a scale of two points they are the same.
    return "\n".join(lines if above == highest else [*lines, _line(strongly, highest)])


def _line(move: Move, who: str, *, named: bool = False) -> str:
    """Plain words first, what only some readers want last."""
    template = _INTERVAL if named else _LINE
    return _(
        template,
        who=capital(who),
        before=move.before,
        now=move.now,
        moved=moved(move),
        chance=_chance(move),
        low=move.low,
        high=move.high,
    )
