"""Takes what arrives to the core and has its reply told, inside the three seconds that Slack waits."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.slack.book import Workspace
from adapters.slack.installs import Installs
from adapters.slack.parse import parse
from adapters.slack.replies import Call, Respond, answer, waiting
from adapters.slack.scene import (
    PLATFORM,
    Arrival,
    Entry,
    Home,
    ModalPress,
    Notice,
    Press,
    Scene,
    Submission,
    Visit,
)
from bot.chat.events import Left, Opened, Pressed, Receive, Reply, Submitted, Whisper
from bot.chat.seen import Seen, Standing
from bot.errors import PlatformError, StoreUnavailable, Throttled

_log = structlog.get_logger(__name__)

PATIENCE = 2.4
"""Seconds until Slack is acknowledged whatever happens: it waits 3, of which the network needs some."""
_FAREWELL = 5.0
_BREATH = 0.3
_LARGEST_ACK = 18_000
"""Bytes: over a socket Slack silently drops an acknowledgement of 20 KB or more."""
_SHORT_WAIT = 3.0
_MOST_LATE = 2_000
"""Replies that are told late at the same time. While there are so many, nothing more is taken in and kept."""

Ack = Mapping[str, Any]


@dataclass(slots=True)
class _Turn:
    """How far one arrival has come."""

    reply: Reply | None = None
    ack: Ack | None = None
    late: bool = False

    @property
    def lost(self) -> bool:
        """Whether nothing was kept of it, for no fault of the person's."""
        return isinstance(self.reply, Whisper) and self.reply.again


class Reception:
    """Stands between Slack's payloads and the core."""

    def __init__(
        self,
        receive: Receive,
        installs: Installs,
        seen: Seen,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._receive = receive
        self._installs = installs
        self._seen = seen
        self._patience = patience
        self._errands: set[asyncio.Task[None]] = set()

    async def take(self, payload: Mapping[str, Any]) -> Ack | None:
        """Handle one payload; the result is the body to acknowledge it with, in time.

        What is told besides the acknowledgement is told before it when there is time, and after it when not. None is
        no acknowledgement: Slack sends an event again, and says at a button that it did not work.
        """
        if len(self._errands) >= _MOST_LATE:
            _log.warning("request.refused", platform="slack", reason="busy")
            return None
        until = asyncio.get_running_loop().time() + self._patience
        try:
            async with asyncio.timeout_at(until):
                workspace = await self._installs.meant(payload)
                if workspace is None and self._installs.awaited:
                    return None
                if workspace is not None and await self._installs.heed(workspace, payload):
                    return {}
        except (PlatformError, TimeoutError) as error:
            _log.warning("payload.put_off", platform="slack", reason=str(error) or "whose it is takes its time")
            return None
        return await self._acknowledged(workspace, payload, until)

    async def _acknowledged(
        self, workspace: Workspace | None, payload: Mapping[str, Any], until: float
    ) -> Ack | None:
        arrival = None if workspace is None else parse(payload, workspace.api.install)
        if workspace is None or arrival is None:
            _log.info("payload.ignored")
            return {}
        turn = _Turn()
        # The core says within it in which language the person is spoken to, whoever tells them what.
        spoken = copy_context()
        loop = asyncio.get_running_loop()
        work = loop.create_task(self._attend(workspace, arrival, payload, turn), context=spoken)
        await asyncio.wait({work}, timeout=until - loop.time())
        if work.done():
            work.result()
        else:
            self._run(work)
        large = bool(turn.ack) and len(json.dumps(turn.ack)) > _LARGEST_ACK
        if turn.lost and large:
            return None
        if turn.reply is not None and large:
            telling = self._tell_after(workspace, turn.reply, arrival.scene)
            self._run(loop.create_task(telling, context=spoken))
            return spoken.run(waiting, arrival.scene)
        if turn.ack is not None:
            return turn.ack
        if arrival.key is not None or turn.lost:
            # An event is acknowledged once it is done: until then this process may be killed.
            return None
        turn.late = True
        _log.warning("reply.late", platform="slack")
        return spoken.run(waiting, arrival.scene)

    async def aclose(self) -> None:
        """Wait a little for what is still being told, then give it up."""
        if self._errands:
            _, pending = await asyncio.wait(self._errands, timeout=_FAREWELL)
            for errand in pending:
                errand.cancel()

    async def _attend(self, workspace: Workspace, arrival: Arrival, payload: Mapping[str, Any], turn: _Turn) -> None:
        if not await self._is_news(workspace, arrival, payload, turn):
            return
        inbound = await workspace.people.complete(arrival.inbound)
        turn.reply = await self._receive(inbound)
        if turn.lost:
            await self._own_up(workspace, arrival, payload, turn)
            return
        if not await self._settled(workspace, arrival, payload):
            return
        said = answer(turn.reply, arrival.scene, late=turn.late)
        turn.ack = said.ack
        for call in said.calls:
            await self._tell(workspace, call)
        match inbound, arrival.scene:
            case Pressed(who) | Submitted(who), (
                Press(origin=Home() as home) | ModalPress(origin=Home() as home) | Submission(origin=Home() as home)
            ):
                # What was done on the home page usually changes it.
                page = answer(await self._receive(Opened(who)), Visit(who.identity.user, home))
                for call in page.calls:
                    await self._tell(workspace, call)
            case _:
                pass

    async def _is_news(self, workspace: Workspace, arrival: Arrival, payload: Mapping[str, Any], turn: _Turn) -> bool:
        """Whether this is to be done now; what is done already is acknowledged."""
        if arrival.key is None:
            return True
        try:
            standing = await self._seen.begin(_known_by(arrival.key))
            if standing is Standing.UNDER_WAY:
                _log.info("event.under_way")
            elif standing is Standing.DONE:
                _log.info("event.repeated")
                turn.ack = {}
            elif _is_end(arrival) and await self._installs.outdated(workspace, payload):
                _log.info("event.outdated")
                await self._seen.done(_known_by(arrival.key))
                turn.ack = {}
            else:
                return True
        except (PlatformError, StoreUnavailable) as error:
            _log.warning("payload.put_off", platform="slack", reason=str(error))
        return False

    async def _settled(self, workspace: Workspace, arrival: Arrival, payload: Mapping[str, Any]) -> bool:
        """Know an event as done, now that it is; False where that cannot be kept."""
        if arrival.key is None:
            return True
        try:
            if _is_end(arrival):
                # After the deed: from then on nobody knows any more whose event it was.
                await self._installs.ended(workspace, payload)
            await self._seen.done(_known_by(arrival.key))
        except (PlatformError, StoreUnavailable) as error:
            _log.warning("payload.put_off", platform="slack", reason=str(error))
            return False
        return True

    async def _own_up(self, workspace: Workspace, arrival: Arrival, payload: Mapping[str, Any], turn: _Turn) -> None:
        """Tell the person that nothing was kept; what could not be told, or nobody waits for, is to come again."""
        if turn.reply is not None and not isinstance(arrival.scene, Entry | Notice):
            said = answer(turn.reply, arrival.scene, late=turn.late)
            told = [await self._tell(workspace, call) for call in said.calls]
            if all(told) and await self._settled(workspace, arrival, payload):
                turn.ack = said.ack
                return
        if arrival.key is not None:
            with suppress(StoreUnavailable):
                await self._seen.forget(_known_by(arrival.key))

    async def _tell_after(self, workspace: Workspace, reply: Reply, scene: Scene) -> None:
        """Tell what no acknowledgement can hold, once Slack has had time to take the one that holds its place."""
        await asyncio.sleep(_BREATH)
        for call in answer(reply, scene, late=True).calls:
            await self._tell(workspace, call)

    def _run(self, errand: asyncio.Task[None]) -> None:
        self._errands.add(errand)
        errand.add_done_callback(self._finished)

    async def _tell(self, workspace: Workspace, call: Call | Respond) -> bool:
        """Whether the person was told, if not by this then by what is told instead."""
        try:
            try:
                await workspace.api.tell(call)
            except Throttled as throttled:
                if throttled.retry_after > _SHORT_WAIT:
                    raise
                await asyncio.sleep(throttled.retry_after)
                await workspace.api.tell(call)
        except PlatformError as error:
            method = call.method if isinstance(call, Call) else "response_url"
            _log.warning("reply.not_told", method=method, reason=str(error))
            otherwise = call.otherwise if isinstance(call, Call) else None
            return otherwise is not None and await self._tell(workspace, otherwise)
        return True

    def _finished(self, errand: asyncio.Task[None]) -> None:
        self._errands.discard(errand)
        if not errand.cancelled() and (error := errand.exception()) is not None:
            _log.error("reply.failed", kind=type(error).__name__)


def _known_by(key: str) -> str:
    return f"{PLATFORM}:{key}"


def _is_end(arrival: Arrival) -> bool:
    """Whether an installation has ended."""
    return isinstance(arrival.inbound, Left) and arrival.inbound.space is None
