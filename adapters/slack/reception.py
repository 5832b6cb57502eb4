"""Takes what arrives to the core and has its reply told, inside the three seconds that Slack waits."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.slack.book import Workspace
from adapters.slack.installs import Installs
from adapters.slack.parse import parse
from adapters.slack.replies import Call, Respond, answer, waiting
from adapters.slack.scene import Arrival, Home, ModalPress, Press, Scene, Submission, Visit
from bot.chat.events import Left, Opened, Pressed, Receive, Reply, Submitted
from bot.errors import PlatformError, Throttled

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

    taken: bool = False
    """Whether it is known from now on, so that Slack need not send it again."""
    reply: Reply | None = None
    ack: Ack | None = None
    late: bool = False


class Reception:
    """Stands between Slack's payloads and the core."""

    def __init__(
        self,
        receive: Receive,
        installs: Installs,
        first_seen: Callable[[str], Awaitable[bool]],
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._receive = receive
        self._installs = installs
        self._first_seen = first_seen
        self._patience = patience
        self._errands: set[asyncio.Task[None]] = set()

    async def take(self, payload: Mapping[str, Any]) -> Ack | None:
        """Handle one payload; the result is the body to acknowledge it with, in time.

        What is told besides the acknowledgement is told before it when there is time, and after it when not. None is
        no acknowledgement: the payload may be for a workspace that Slack has not told of yet, or is not on disk yet.
        """
        if len(self._errands) >= _MOST_LATE:
            _log.warning("request.refused", platform="slack", reason="busy")
            return None
        try:
            workspace = await self._installs.meant(payload)
        except PlatformError as error:
            _log.warning("payload.put_off", platform="slack", reason=str(error))
            return None
        if workspace is None and self._installs.awaited:
            return None
        if workspace is not None and await self._installs.heed(workspace, payload):
            return {}
        return await self._acknowledged(workspace, payload)

    async def _acknowledged(self, workspace: Workspace | None, payload: Mapping[str, Any]) -> Ack | None:
        arrival = None if workspace is None else parse(payload, workspace.api.install)
        if workspace is None or arrival is None:
            _log.info("payload.ignored")
            return {}
        turn = _Turn()
        # The core says within it in which language the person is spoken to, whoever tells them what.
        spoken = copy_context()
        loop = asyncio.get_running_loop()
        work = loop.create_task(self._attend(workspace, arrival, payload, turn), context=spoken)
        await asyncio.wait({work}, timeout=self._patience)
        if work.done():
            work.result()
        else:
            self._run(work)
        if turn.reply is not None and turn.ack and len(json.dumps(turn.ack)) > _LARGEST_ACK:
            telling = self._tell_after(workspace, turn.reply, arrival.scene)
            self._run(loop.create_task(telling, context=spoken))
            return spoken.run(waiting, arrival.scene)
        if turn.ack is not None:
            return turn.ack
        if not turn.taken:
            # It is still being written down. Should that fail, Slack sends it again, and else it is known by then.
            _log.warning("payload.put_off", platform="slack", reason="the database takes its time")
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
        if not await self._is_news(workspace, arrival, payload):
            turn.ack = {}
            return
        turn.taken = True
        inbound = await workspace.people.complete(arrival.inbound)
        turn.reply = await self._receive(inbound)
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

    async def _is_news(self, workspace: Workspace, arrival: Arrival, payload: Mapping[str, Any]) -> bool:
        """Whether this was not heard before, and is still so."""
        if arrival.key is not None and not await self._first_seen(f"slack:{arrival.key}"):
            _log.info("event.repeated")
            return False
        over = isinstance(arrival.inbound, Left) and arrival.inbound.space is None
        if over and not await self._installs.ended(workspace, payload):
            _log.info("event.outdated")
            return False
        return True

    async def _tell_after(self, workspace: Workspace, reply: Reply, scene: Scene) -> None:
        """Tell what no acknowledgement can hold, once Slack has had time to take the one that holds its place."""
        await asyncio.sleep(_BREATH)
        for call in answer(reply, scene, late=True).calls:
            await self._tell(workspace, call)

    def _run(self, errand: asyncio.Task[None]) -> None:
        self._errands.add(errand)
        errand.add_done_callback(self._finished)

    async def _tell(self, workspace: Workspace, call: Call | Respond) -> None:
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
            if isinstance(call, Call) and call.otherwise is not None:
                await self._tell(workspace, call.otherwise)

    def _finished(self, errand: asyncio.Task[None]) -> None:
        self._errands.discard(errand)
        if not errand.cancelled() and (error := errand.exception()) is not None:
            _log.error("reply.failed", kind=type(error).__name__)
