"""What becomes of deliveries whose installation cannot post just now, and of its lane."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.chat.names import Lane
from bot.domain import delivery
from bot.domain.delivery import Delivery
from bot.errors import Disconnected, Throttled
from bot.store import deliveries, holds
from bot.usecases.delivering import posting, telling
from bot.usecases.delivering.posting import Stopped

_LEAST = 1.0
"""Seconds to wait where a platform says wait, and no longer than no time at all."""
_LONGEST = timedelta(minutes=5)
"""For how long outsiders wait before it is looked whether the installation that writes to them is still held."""


@dataclass(slots=True)
class Outcome:
    """What came of it: the lanes that are lost since now, and the deliveries that were given up."""

    lost: list[Lane] = field(default_factory=list)
    ended: list[Delivery] = field(default_factory=list)


def stop(
    session: Session, stops: Sequence[tuple[Delivery, Stopped]], connected: Collection[str], now: datetime
) -> Outcome:
    """Nothing of these was posted. Their lanes wait as long as the platform asks, else a little.

    One that cannot be posted waits ever longer by itself, so that it does not hold up those behind it. Where the
    platform does not let us in at all, that is no fault of what waits there: the lane alone waits ever longer.
    """
    outcome = Outcome()
    lanes = dict.fromkeys(stopped.lane for _, stopped in stops)
    for lane in lanes:
        if _hold(session, lane, [stopped for _, stopped in stops if stopped.lane == lane], now):
            outcome.lost.append(lane)
    for one, stopped in stops:
        if isinstance(stopped.error, Throttled | Disconnected):
            # An outsider waits for the installation that writes to them; their own lane goes on without them.
            left = min(holds.left(session, stopped.lane, now), _LONGEST)
            deliveries.put_back(session, one, None if stopped.lane == one.lane else now + left)
        elif one.attempts < delivery.MOST_ATTEMPTS:
            deliveries.again(session, one, now + delivery.back_off(one.attempts))
        elif posting.end(session, one, posting.given_up(one), connected, now):
            outcome.ended.append(one)
    for lane in dict.fromkeys(stopped.lane for _, stopped in stops if isinstance(stopped.error, Disconnected)):
        concerned = [one.partnership for one, stopped in stops if stopped.lane == lane]
        telling.lost(session, lane, concerned, connected, now)
    return outcome


def _hold(session: Session, lane: Lane, stops: Sequence[Stopped], now: datetime) -> bool:
    """Whether the lane is lost, and was not before."""
    if any(isinstance(stopped.error, Disconnected) for stopped in stops):
        return holds.lose(session, lane, now)
    asked = [stopped.error.retry_after for stopped in stops if isinstance(stopped.error, Throttled)]
    pause = timedelta(seconds=max(_LEAST, *asked)) if asked else delivery.back_off(1)
    holds.hold(session, lane, now + pause)
    return False
