"""Finds out who a request is from, and whether it may be acted on."""

from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from yarl import URL

from adapters.web import names, notices, parse
from adapters.web.door import origin_of
from adapters.web.notices import TurnedAway
from adapters.web.pace import Pace
from adapters.web.parse import Malformed, Pairs
from adapters.web.render import Carry
from adapters.web.seals import Pass, Seals
from bot.chat.mailbox import Mailbox
from bot.chat.names import Person

MOST_BODY = 1024 * 1024
"""Bytes: thirty long texts of 3,000 characters in any script that takes three bytes a character, percent-encoded."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who came in by their link, and what the forms on their page carry along."""

    person: Person
    carry: Carry


class Gate:
    """Checks sessions and what browsers send; raises `TurnedAway`, `Malformed` or `StoreUnavailable` only."""

    def __init__(
        self, seals: Seals, mailbox: Mailbox, origins: frozenset[URL], cookie: str, pace: Pace | None = None
    ) -> None:
        self._pace = pace or Pace()
        self._seals = seals
        self._mailbox = mailbox
        self._origins = origins
        self._cookie = cookie

    async def enter(self, token: str) -> Pass:
        """The pass in a link that lets its bearer in."""
        seen = self._seals.read_link(token)
        if seen is None:
            raise TurnedAway(notices.FORGED)
        if self._seals.ended(seen):
            raise TurnedAway(notices.EXPIRED)
        holder = await self._mailbox.holder(seen.user)
        if holder is None or holder.generation != seen.generation:
            raise TurnedAway(notices.REVOKED)
        return seen

    async def visitor(self, request: Request) -> Visitor:
        """Whose session a request belongs to."""
        return await self._admit(self._session(request))

    async def sent(self, request: Request) -> tuple[Visitor, Pairs]:
        """Whose form this is, and what is in it; kept in the request's state too, for when the store fails."""
        origin = request.headers.get("origin")
        if origin is not None and origin_of(origin) not in self._origins:
            raise TurnedAway(notices.ELSEWHERE)
        session = self._session(request)
        pairs = parse.pairs(await _body(request))
        if not self._seals.proves(parse.meta(pairs, "proof"), session.user, session.generation):
            raise TurnedAway(notices.UNPROVEN)
        request.state.pairs = pairs
        return await self._admit(session, parse.words(pairs)), pairs

    def _session(self, request: Request) -> Pass:
        seen = self._seals.read_session(request.cookies.get(self._cookie, ""))
        if seen is None:
            raise TurnedAway(notices.STRANGER)
        return seen

    async def _admit(self, session: Pass, words: tuple[str, ...] = ()) -> Visitor:
        if self._seals.ended(session):
            raise TurnedAway(notices.ENDED, words)
        if not self._pace.allows(session.user):
            raise TurnedAway(notices.HURRIED, words)
        holder = await self._mailbox.holder(session.user)
        if holder is None or holder.generation != session.generation:
            raise TurnedAway(notices.ENDED, words)
        person = Person(names.identity(session.user), holder.name)
        return Visitor(person, Carry(self._seals.proof(session.user, session.generation)))


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BODY:
                raise TurnedAway(notices.OVERSIZED)
    except ClientDisconnect as error:
        raise Malformed from error
    return bytes(body)
