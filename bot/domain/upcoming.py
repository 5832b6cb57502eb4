"""What is to come of a schedule: the slots of its rhythm without those skipped, with those moved, after any pause."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import merge
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from bot.domain.adjustment import Adjustment
from bot.domain.schedule import Rhythm, Schedule, Status, instant


def slots(schedule: Schedule, after: datetime | None = None) -> Iterator[datetime]:
    """The slots in order, naive local times, later than `after` where it is given."""
    changed = {change.slot for change in schedule.adjustments}
    moved = sorted(change.to for change in schedule.adjustments if change.to and (after is None or change.to > after))
    kept = (slot for slot in schedule.rhythm.slots(after) if slot not in changed)
    # Two that fall together are one.
    return (slot for slot, _ in groupby(merge(kept, moved)))


def next_slot(schedule: Schedule, now: datetime) -> datetime | None:
    """The first slot whose instant is later than `now`, and not before a pause is over; None when there is none."""
    zone = schedule.rhythm.zone
    paused = schedule.paused_until
    # A day's margin either way covers every change of clocks; the instants decide.
    local = max(now, paused or now).astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(days=1)
    coming = ((slot, instant(slot, zone)) for slot in slots(schedule, local))
    return next((slot for slot, at in coming if at > now and (paused is None or at >= paused)), None)


def preview(schedule: Schedule, now: datetime, count: int) -> tuple[datetime, ...]:
    """The next `count` slots from now on, naive local times."""
    first = next_slot(schedule, now)
    return () if first is None else (first, *islice(slots(schedule, first), count - 1))


def between(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    """The slots whose instants lie after the first and not after the second moment, of one that goes out at all."""
    first = next_slot(schedule, after) if schedule.status is Status.ACTIVE else None
    if first is None:
        return
    for slot in (first, *_within(schedule, first, until)):
        if instant(slot, schedule.rhythm.zone) <= until:
            yield slot


def _within(schedule: Schedule, first: datetime, until: datetime) -> Iterator[datetime]:
    last = until.astimezone(ZoneInfo(schedule.rhythm.zone)).replace(tzinfo=None) + timedelta(days=1)
    for slot in slots(schedule, first):
        if slot > last:
            return
        yield slot


def change_of(schedule: Schedule, slot: datetime) -> Adjustment | None:
    """What was changed about the one that comes at this slot; None where nothing was."""
    return next((change for change in schedule.adjustments if change.to == slot), None)


def as_asked(schedule: Schedule, slot: datetime) -> Schedule:
    """The schedule as it is for the one that comes at this slot: with what that one asks, and how long it is open."""
    change = change_of(schedule, slot)
    if change is None or not change.is_other:
        return schedule
    return replace(schedule, prompt=change.prompt or schedule.prompt, open_for=change.open_for or schedule.open_for)


def as_planned(schedule: Schedule, opened: Collection[datetime]) -> frozenset[datetime]:
    """Slots at which it went out, as its rhythm has them: those that were moved stand where they were moved from."""
    moved = {change.to: change.slot for change in schedule.adjustments if change.to is not None}
    return frozenset(moved.get(slot, slot) for slot in opened)


def carried_over(schedule: Schedule, rhythm: Rhythm) -> tuple[Adjustment, ...]:
    """The changes of single slots when its event is on another day: each stays with the day that it is about.

    Args:
        schedule: as it was; what has gone out has no change any more that could be carried.
        rhythm: the same, counted from the new day.
    """
    new = dict(rhythm.hung())
    found = {slot: new[days] for days, slot in schedule.rhythm.hung() if days in new}
    changes = (change for change in schedule.adjustments if change.slot in found)
    return tuple(_carried(change, found[change.slot]) for change in changes)


def _carried(change: Adjustment, slot: datetime) -> Adjustment:
    to = None if change.to is None else slot + (change.to - change.slot)
    return replace(change, slot=slot, to=to)


def adjusted(schedule: Schedule, slot: datetime, to: datetime | None) -> tuple[Adjustment, ...]:
    """The changes of a schedule when one more slot is skipped, or moved to another time; else it stays as it is."""
    change = change_of(schedule, slot) or Adjustment(slot, slot)
    return (*(each for each in schedule.adjustments if each.slot != change.slot), replace(change, to=to))


def otherwise(schedule: Schedule, change: Adjustment) -> tuple[Adjustment, ...]:
    """The changes of a schedule when one of its slots is changed like this, whatever was changed about it before."""
    return (*(each for each in schedule.adjustments if each.slot != change.slot), change)
