"""The bot: one door for people and platforms, and one method for each job of the clock."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlmodel import Session

from bot import deeds, natures
from bot.chat import facts, limits
from bot.chat.events import (
    Arrived,
    Departed,
    Inbound,
    Joined,
    Left,
    Moved,
    Nothing,
    Opened,
    Pressed,
    Renamed,
    Reply,
    Said,
    Submitted,
    Whisper,
)
from bot.chat.names import Lane
from bot.chat.platform import Platform
from bot.deeds import Deed
from bot.domain.host import Host
from bot.domain.occurrence import Occurrence
from bot.domain.presence import identities
from bot.errors import PersonError, StoreUnavailable, last_line
from bot.speech import language, speak, speaking
from bot.store import claims
from bot.store.database import Database
from bot.texts import notes
from bot.texts.verbs import Verb
from bot.traces import Traces
from bot.usecases import (
    calendar,
    closing,
    delivering,
    digesting,
    ending,
    hearing,
    latecoming,
    looking,
    meeting,
    noticing,
    opening,
    refreshing,
    reminding,
    retaining,
)

E = TypeVar("E", bound=Inbound)
_log = structlog.get_logger()


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


class Bot:
    """Weft, over one database and the platforms that are connected."""

    def __init__(
        self,
        database: Database,
        platforms: Iterable[Platform],
        host: Host,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._platforms: Mapping[str, Platform] = {platform.name: platform for platform in platforms}
        self._clock = clock
        self._host = host
        self._submissions = deeds.on_record(deeds.submissions(host))
        self._presses = deeds.on_record(deeds.presses(host), but=self._submissions)
        self._opened = deeds.opened(host)
        self._said = deeds.said(host)
        self._languages = hearing.Languages(database)
        self._traces = Traces(database)
        self._retained: date | None = None
        """The day on which retention last ran; none at the start, as to run it twice is safe."""

    async def receive(self, inbound: Inbound) -> Reply:
        """Do what somebody asks and say at once what they are to see. Never raises."""
        try:
            # Whatever is said from here on, by the platform that shows the reply, too, is for whoever does this.
            speak(await self._languages.of(inbound))
            return await self._receive(inbound)
        except PersonError as error:
            return Whisper(notes.with_words(notes.note(str(error)), _written(inbound)))
        except StoreUnavailable as error:
            _log.error("store.unavailable", kind=type(inbound).__name__, reason=str(error))
            return Whisper(notes.with_words(notes.busy(), _written(inbound)), again=True)
        except Exception as error:  # noqa: BLE001  the person must hear of it, whatever it was
            reference = secrets.token_hex(4)
            # Without the message and the values: an unforeseen error may quote what somebody wrote.
            where = last_line(error)
            _log.error("receive.failed", reference=reference, fault=type(error).__name__, where=where)
            return Whisper(notes.with_words(notes.trouble(reference), _written(inbound)))

    async def _receive(self, inbound: Inbound) -> Reply:
        match inbound:
            case Pressed():
                return await self._do(self._presses.get(inbound.action.verb), await self._introduced(inbound))
            case Submitted():
                return await self._submitted(inbound)
            case Opened():
                return await self._do(self._opened, inbound)
            case Said():
                return await self._do(self._said, inbound)
            case Joined():
                return await self._do(meeting.joined, inbound)
            case Left():
                return await self._do(meeting.left, inbound)
            case Moved():
                return await self._do(meeting.moved, inbound)
            case Renamed():
                return await self._do(meeting.renamed, inbound)
            case Departed() | Arrived():
                return await self._notice(inbound)

    async def _submitted(self, inbound: Submitted) -> Reply:
        reply = await self._do(await self._deed(inbound), inbound)
        if inbound.action.verb == Verb.ERASE:
            self._traces.left(1, wished=True)
        return reply

    async def _introduced(self, pressed: Pressed) -> Pressed:
        """The same with what the platform tells of who pressed, where that is of use."""
        return await looking.introduce(pressed, self._platforms) if natures.introduces(pressed) else pressed

    async def _deed(self, inbound: Submitted) -> Deed[Submitted] | None:
        """What a form does, once it is known who is where, if it has to be."""
        verb = inbound.action.verb
        if (ask := deeds.ASK_WHO.get(verb)) is None:
            return self._submissions.get(verb)
        space = await self._database.read(lambda session: ask(session, inbound))
        rosters = await looking.look_up([space] if space else [], self._platforms, looking.PATIENCE)
        return deeds.on_record(deeds.submissions(self._host, rosters))[verb]

    async def _notice(self, inbound: Departed | Arrived) -> Reply:
        """Keep what somebody's coming or going means, once it is known who is still where."""
        spaces = await self._database.read(partial(noticing.concerned, event=inbound))
        if isinstance(inbound, Arrived) and not spaces:
            return Nothing()
        rosters = await looking.look_up(spaces, self._platforms, opening.PATIENCE)
        match inbound:
            case Departed():
                return await self._do(partial(noticing.departed, rosters=rosters), inbound)
            case Arrived():
                return await self._do(partial(noticing.arrived, rosters=rosters), inbound)

    async def _do(self, deed: Deed[E] | None, inbound: E) -> Reply:
        """Run a deed in one transaction; what it wrote is on disk when this returns."""
        if deed is None:
            return Whisper(notes.stale())
        now, spoken = self._clock(), language()

        def work(session: Session) -> Reply:
            with speaking(spoken):
                return deed(session, now, inbound)

        reply = await self._way(inbound)(work)
        _log.debug("deed.done", **facts.of(inbound, reply))
        if natures.changes_languages(inbound):
            self._languages.forget()
            speak(await self._languages.of(inbound))
        return reply

    def _way(self, inbound: Inbound) -> Callable[[Callable[[Session], Reply]], Awaitable[Reply]]:
        """The way into the database that is just wide enough for what is asked."""
        if not natures.looks(inbound):
            return self._database.write
        return self._database.read_answers if natures.shows_own(inbound) else self._database.read

    async def calendar(self, member: str, generation: int) -> bytes | None:
        """The calendar feed of a convener; None for whoever may not see it, or has an earlier address of it."""
        feed = partial(calendar.feed, now=self._clock(), member=member, generation=generation)
        return await self._database.read(feed)

    async def open_due(self, patience: float = opening.PATIENCE) -> int:
        """Open the occurrences whose slot has come, and line up whom to ask; how many were opened.

        A platform has so many seconds of `patience` to say who is in a space. What becomes due meanwhile is for the
        next time.
        """
        now = self._clock()
        spaces = await self._database.read(partial(opening.spaces_due, now=now))
        rosters = identities(await looking.look_up(spaces, self._platforms, patience))
        opened = await self._database.write(
            partial(opening.open_due, now=now, platforms=self._platforms.keys(), rosters=rosters)
        )
        opened += await self._database.write(partial(opening.open_early, now=now))
        for occurrence in opened:
            _log.info(f"occurrence.{occurrence.state}", occurrence=occurrence.id)
        return len(opened)

    async def remind_due(self) -> int:
        """Line up the reminders that are due; how many."""
        return await self._database.write(
            partial(reminding.remind_due, now=self._clock(), platforms=self._platforms.keys())
        )

    async def close_due(self) -> None:
        """Close what is over and make its release, and end late answers and evaluations whose last day is over."""
        now = self._clock()
        for occurrence in await self._database.read(partial(closing.over, now=now)):
            await self._close(occurrence)
        self._traces.left(await self._database.write(partial(latecoming.end_due, now=now)))
        self._traces.left(await self._database.write(partial(ending.end_due, now=now)))
        await self._traces.forget()

    async def _close(self, occurrence: Occurrence) -> None:
        """Make a release beside the writer, who has others to serve, and close with it; failing, hold up no other."""
        try:
            made = await self._database.read_answers(partial(closing.make, occurrence=occurrence))
            self._traces.left(await self._database.write(partial(closing.close, made=made)))
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, others are over, too, and it is tried again
            fault, where = type(error).__name__, last_line(error)
            _log.error("occurrence.not_closed", occurrence=occurrence.id, fault=fault, where=where)

    async def retain_due(self) -> None:
        """Once a day, delete what has been kept long enough, and log how far each audit has come."""
        now = self._clock()
        if self._retained == now.date():
            return
        for partnership in await self._database.read(retaining.due):
            counts = await self._database.write(partial(retaining.delete_old, partnership=partnership, now=now))
            if counts:
                self._traces.left(1, wished=True)
                _log.info("retention.ran", partnership=partnership, **counts)
        await self._database.write(partial(retaining.forget_leave, now=now))
        for partnership, (number, head) in (await self._database.read(retaining.heads)).items():
            _log.info("audit.head", partnership=partnership, number=number, head=head)
        self._retained = now.date()

    async def digest_due(self) -> int:
        """Line up the digests that are due; how many."""
        return await self._database.write(
            partial(digesting.line_up, now=self._clock(), platforms=self._platforms.keys())
        )

    async def lanes_due(self) -> Sequence[Lane]:
        """The lanes that have something to post."""
        return await self._database.read(partial(claims.lanes, now=self._clock()))

    async def drain(self, lane: Lane, turn: timedelta | None = None) -> int:
        """Post what waits on a lane, at its own pace, for so long at most; how many posts were made."""
        platform = self._platforms.get(lane.platform)
        if platform is None:
            return 0
        return await delivering.drain(self._database, platform, lane, self._platforms.keys(), self._clock, turn=turn)

    async def deliver(self) -> None:
        """Post what waits on every lane."""
        outcomes = await asyncio.gather(*map(self.drain, await self.lanes_due()), return_exceptions=True)
        # Each lane comes to its own end before one of them is heard of.
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def refresh(self) -> None:
        """Keep the cards of open and just closed check-ins true."""
        await refreshing.refresh(self._database, self._platforms, self._clock)

    async def tick(self) -> None:
        """All of the above once, in the order in which one makes work for the next."""
        await self.retain_due()
        await self.close_due()
        await self.open_due()
        await self.remind_due()
        await self.digest_due()
        await self.deliver()
        await self.refresh()

    async def rewrite_due(self) -> None:
        """Write the database's file anew if anything was deleted since: see `Database.rewrite`.

        Within an hour where people erased what was theirs, or it had been kept long enough, and else once a day. It
        is no part of a tick: whoever writes meanwhile waits for it.
        """
        await self._traces.rewrite(self._clock())


def _written(inbound: Inbound) -> list[str]:
    """What somebody wrote in a form in their own words: more than one of them, which no choice or number has."""
    values = inbound.values.values() if isinstance(inbound, Submitted) else ()
    return [value for value in values if isinstance(value, str) and len(value.split()) > 1][: limits.FIELDS]
