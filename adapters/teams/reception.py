"""Takes what arrives to the core and has its reply told, inside the time that Teams waits."""

import asyncio
from collections.abc import Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from http import HTTPStatus

import structlog

from adapters.teams.places import Places, reachable
from adapters.teams.posting import Posting
from adapters.teams.replies import (
    GONE_BACK,
    Answer,
    Body,
    Call,
    Change,
    Manner,
    Put,
    answer,
    hint,
    home_card,
    in_place,
    late,
    overheard,
)
from adapters.teams.scene import (
    Arrival,
    BackTo,
    Departure,
    Dialog,
    Entry,
    Home,
    InCard,
    Notice,
    Nowhere,
    Overheard,
    Scene,
)
from adapters.teams.web import Later, Refusal
from bot.chat.events import (
    Inbound,
    Joined,
    Left,
    Nothing,
    Opened,
    Pressed,
    Receive,
    Renamed,
    Replace,
    Reply,
    Said,
    Submitted,
    Whisper,
)
from bot.chat.names import Address, Identity, Person, Receipt
from bot.chat.seen import Seen, Standing
from bot.errors import PlatformError, StoreUnavailable
from bot.speech import gettext as _

_log = structlog.get_logger(__name__)

PATIENCE = 8.0
"""Seconds until Teams is answered whatever happens: it waits for ten or more, of which the network needs some."""
_FAREWELL = 5.0
_MOST_LATE = 2_000
"""Replies that are told late at the same time. While there are so many, nothing more is taken in and kept."""


@dataclass(slots=True)
class _Turn:
    """How far one arrival has come."""

    answer: Answer | None = None
    late: bool = False
    lost: bool = False
    """Whether something was not kept, for no fault of the person's."""


class Reception:
    """Stands between Teams's activities and the core."""

    def __init__(
        self, receive: Receive, posting: Posting, places: Places, manner: Manner, seen: Seen, *, patience: float
    ) -> None:
        self._receive = receive
        self._posting = posting
        self._places = places
        self._manner = manner
        self._seen = seen
        self._patience = patience
        self._errands: set[asyncio.Task[None]] = set()

    async def take(self, arrival: Arrival, key: str | None) -> Body | None:
        """Handle one arrival; the result is the body to answer Teams's request with, in time.

        What is told besides is told before it when there is time, and after it when not. Presses have no key: they
        come by the hundred, and are known again in memory for as long as their token counts.

        Raises:
            StoreUnavailable: too much is still to be told; nothing was done.
            Later: what goes by this key is not done yet.
            Refusal: it is done already.
        """
        if len(self._errands) >= _MOST_LATE:
            _log.warning("request.refused", platform="teams", reason="busy")
            raise StoreUnavailable("too many replies are still to be told")
        turn = _Turn()
        # The core says within it in which language the person is spoken to, whoever tells them what.
        spoken = copy_context()
        work = asyncio.get_running_loop().create_task(self._attend(arrival, key, turn), context=spoken)
        await asyncio.wait({work}, timeout=self._patience)
        if work.done():
            work.result()
        else:
            self._run(work)
        if turn.answer is not None:
            return turn.answer.body
        if key is not None and not isinstance(arrival.inbound, Said):
            # An event is answered for once it is done: until then this process may be killed. Who only said something
            # can say it again.
            raise Later("it takes longer")
        turn.late = True
        _log.warning("reply.late", platform="teams")
        return spoken.run(late, arrival.scene)

    async def aclose(self) -> None:
        """Wait a little for what is still being told, then give it up."""
        if self._errands:
            _done, pending = await asyncio.wait(self._errands, timeout=_FAREWELL)
            for errand in pending:
                errand.cancel()

    async def _attend(self, arrival: Arrival, key: str | None, turn: _Turn) -> None:
        if key is not None:
            await self._begin(key)
        await self._meet(arrival)
        said = await self._answer(arrival, turn)
        if key is not None:
            await self._settle(key, arrival, turn)
        turn.answer = said
        for call in said.calls:
            await self._tell(call)

    async def _begin(self, key: str) -> None:
        match await self._seen.begin(key):
            case Standing.DONE:
                raise Refusal(HTTPStatus.UNAUTHORIZED, "replay")
            case Standing.UNDER_WAY:
                raise Later("it is under way")
            case Standing.NEW:
                pass

    async def _settle(self, key: str, arrival: Arrival, turn: _Turn) -> None:
        """Know an event as done, now that it is; what was not kept, and nobody waits for, is to come again."""
        if turn.lost and isinstance(arrival.scene, Entry | Departure | Notice):
            await self._seen.forget(key)
            raise Later("it was not kept")
        await self._seen.done(key)

    async def _hear(self, inbound: Inbound, turn: _Turn) -> Reply:
        said = await self._receive(inbound)
        turn.lost |= isinstance(said, Whisper) and said.again
        return said

    async def _answer(self, arrival: Arrival, turn: _Turn) -> Answer:
        match arrival.inbound, arrival.scene:
            case Said() as inbound, Overheard() as scene:
                # The core hears it all the same: what must not be read by others ends as soon as it has been.
                await self._receive(inbound)
                return overheard(scene)
            case _, BackTo(post):
                shown = self._posting.last_shown(post)
                return Answer(hint(_(GONE_BACK)) if shown is None else in_place(shown))
            case None, _:
                await self._notice(arrival, turn)
                return Answer()
            case Opened(who), InCard(Home() as home):
                return Answer(await self._page(who, home))
            case (Pressed(who) | Submitted(who) | Said(who) | Opened(who)) as inbound, scene:
                reply = await self._receive(inbound)
                said = Answer() if turn.late else await self._said(reply, who, scene)
                # Looking at the home page anew may have taken too long, too.
                return await self._said_late(reply, who, scene) if turn.late else said
            case inbound, _:
                return await self._answer_space(inbound, arrival, turn)

    async def _notice(self, arrival: Arrival, turn: _Turn) -> None:
        """Hand in who came and who left."""
        for each in arrival.comings:
            try:
                who = await self._places.known_as(each.who, arrival.whereabouts.conversation)
            except PlatformError as error:
                _log.warning("person.not_looked_up", platform="teams", fault=type(error).__name__)
                who = each.who
            await self._hear(replace(each, who=who), turn)

    async def _answer_space(self, inbound: Inbound, arrival: Arrival, turn: _Turn) -> Answer:
        """What happens to a space, which nobody is answered for."""
        match inbound, arrival.scene:
            case Joined() | Renamed(), Entry(team=team) if team:
                named = replace(inbound, title=await self._title(inbound.space, team) or inbound.title)
                return answer(await self._hear(named, turn), arrival.scene, self._manner)
            case Left(lane), Departure(team):
                for channel in await self._channels(arrival.whereabouts.conversation, team):
                    await self._hear(Left(lane, channel), turn)
                return Answer()
            case _, scene:
                return answer(await self._hear(inbound, turn), scene, self._manner)

    async def _said(self, reply: Reply, who: Person, scene: Scene) -> Answer:
        """The answer; what was done on the home page usually changes it, so that is shown anew, too."""
        said = answer(reply, scene, self._manner)
        match scene, reply:
            case InCard(Home() as home), Nothing():
                return Answer(await self._page(who, home))
            case Dialog(Home(card, mri)), Nothing() | Replace() | Whisper() if card.post:
                page = await self._receive(Opened(who))
                if isinstance(page, Replace | Whisper):
                    return replace(said, calls=(*said.calls, Change(card, page.message, mri)))
                return said
            case _:
                return said

    async def _page(self, who: Person, home: Home) -> Body:
        """The home page as it is now, in the place of its card."""
        match await self._receive(Opened(who)):
            case Replace(message) | Whisper(message):
                return in_place(home_card(message, home, self._manner))
            case reply:
                return answer(reply, InCard(home), self._manner).body or {}

    async def _said_late(self, reply: Reply, who: Person, scene: Scene) -> Answer:
        """Tell in private what Teams did not wait for, so that no word is lost; to an outsider it cannot be told."""
        match scene:
            case InCard(origin, typed) | Dialog(origin, _, typed):
                said = answer(reply, InCard(origin, typed), self._manner)
                to = await self._private(who.identity) if said.shown else None
                if said.shown and to is None:
                    _log.warning("reply.lost", platform="teams", reply=type(reply).__name__)
                if to is None:
                    return said
                # A card carries which post it is about and not where that is: elsewhere it is about itself.
                here = origin if not isinstance(origin, Receipt) or origin.address == to else Nowhere()
                told = answer(reply, InCard(here, typed), self._manner)
                return Answer(calls=(Put(to, (told.body or {})["value"], _("About what you sent")),))
            case _:
                # Nobody waited: it is posted, now as before.
                return answer(reply, scene, self._manner)

    async def _private(self, who: Identity) -> Address | None:
        try:
            known = reachable(await self._places.acquaintance(who.tenant, who.user))
        except PlatformError:
            return None
        return Address(who.platform, who.tenant, known.conversation) if known.conversation else None

    async def _meet(self, arrival: Arrival) -> None:
        try:
            await self._places.met(arrival)
        except PlatformError as error:
            # Who cannot be remembered can still be answered; the next time they act is another chance.
            _log.warning("person.not_remembered", platform="teams", fault=type(error).__name__)

    async def _channels(self, general: Address, team: str) -> Sequence[Address]:
        try:
            return await self._places.channels(general, team)
        except PlatformError as error:
            _log.warning("channels.not_looked_up", platform="teams", fault=type(error).__name__)
            return [general]

    async def _title(self, channel: Address, team: str) -> str:
        try:
            return await self._posting.title(channel, team)
        except PlatformError as error:
            _log.warning("channel.not_looked_up", platform="teams", fault=type(error).__name__)
            return ""

    async def _tell(self, call: Call) -> None:
        try:
            await self._posting.tell(call)
        except PlatformError as error:
            _log.warning("reply.not_told", platform="teams", call=type(call).__name__, reason=str(error))

    def _run(self, errand: asyncio.Task[None]) -> None:
        self._errands.add(errand)
        errand.add_done_callback(self._finished)

    def _finished(self, errand: asyncio.Task[None]) -> None:
        self._errands.discard(errand)
        if not errand.cancelled() and (error := errand.exception()) is not None:
            _log.error("reply.failed", platform="teams", kind=type(error).__name__)
