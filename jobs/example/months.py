"""What happens in the example from the first week to the last: time goes from moment to moment, and people answer."""

import asyncio
import heapq
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from bot.app import Bot
from bot.chat.events import Inbound
from bot.domain.digest import next_digest
from bot.domain.occurrence import Occurrence, State, occur
from bot.domain.prompt import Prompt
from bot.store import members, occurrences, prompts, schedules
from bot.store.database import Database
from jobs.example.crowd import Crowd
from jobs.example.programme import Calendar
from jobs.example.setting_up import Played, rewrite

_AT_ONCE = 64
"""People who answer at the same time: as many as one flush to disk serves."""


async def live(
    bot: Bot,
    database: Database,
    played: Played,
    calendar: Calendar,
    *,
    move: Callable[[datetime], None],
    until: datetime,
    progress: Callable[[int], None],
) -> None:
    """Go on until the end: at each moment people do what they do, then the bot does what is due.

    Args:
        bot: does everything.
        database: its memory, in which only what comes next is looked up.
        played: the partnership as it was set up.
        calendar: its days.
        move: sets the bot's clock.
        until: the end.
        progress: told how much is done, from 0 to 100.
    """
    crowd = Crowd(played, calendar)
    due = await database.read(partial(_due, partnership=played.partnership, after=calendar.begins, until=until))
    half = calendar.at(calendar.half) + timedelta(minutes=1)
    known = {*due, half, until}
    moments = sorted(known)
    coming: dict[datetime, list[Inbound]] = {}
    met: set[str] = set()
    while moments:
        at = heapq.heappop(moments)
        move(at)
        await _do(bot, coming.pop(at, ()))
        if at == half:
            await rewrite(bot, database, played, calendar)
        if at in due or at == until:
            await bot.tick()
            for occurrence, prompt, asked in await database.read(partial(_open, partnership=played.partnership)):
                if occurrence.id in met:
                    continue
                met.add(occurrence.id)
                for when, deed in crowd.answers(occurrence, prompt, asked, until):
                    coming.setdefault(when, []).append(deed)
                    if when < until and when not in known:
                        known.add(when)
                        heapq.heappush(moments, when)
        progress(int(100 * ((at - calendar.begins) / (until - calendar.begins))))


async def _do(bot: Bot, deeds: Sequence[Inbound]) -> None:
    for first in range(0, len(deeds), _AT_ONCE):
        await asyncio.gather(*map(bot.receive, deeds[first : first + _AT_ONCE]))


def _due(session: Session, partnership: str, after: datetime, until: datetime) -> frozenset[datetime]:
    """Every moment at which the bot has something to do by itself: nothing happens between them."""
    found: set[datetime] = set()
    for schedule, _ in schedules.running(session, partnership):
        for slot in schedule.rhythm.between(after, until):
            occurrence = occur(schedule, slot, "", State.OPEN)
            found |= {occurrence.due_at, occurrence.closes_at, occurrence.remind_at or occurrence.due_at}
    for digest in {member.digest for member in members.present(session, partnership)}:
        moment = after
        while (moment := next_digest(digest, moment)) <= until:
            found.add(moment)
    return frozenset(moment for moment in found if moment <= until)


def _open(session: Session, partnership: str) -> Iterable[tuple[Occurrence, Prompt, Sequence[str]]]:
    """What is open, with its prompt and the members who are asked."""
    return [
        (each, prompts.get(session, each.prompt), sorted(occurrences.parts(session, each.id)))
        for each in occurrences.running(session, partnership)
    ]
