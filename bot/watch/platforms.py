"""Follows what is sent to a platform: while a delivery is posted, every log line carries its id."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.chat.events import Receive
from bot.chat.message import Message
from bot.chat.names import Address, Identity, Lane, Person, Receipt
from bot.chat.platform import Asgi, Platform
from bot.watch.spans import Tracer


@dataclass(frozen=True, slots=True)
class Followed:
    """Satisfies `Platform` by another one."""

    platform: Platform
    tracer: Tracer

    @property
    def name(self) -> str:
        """Satisfies `Platform`."""
        return self.platform.name

    @property
    def lanes(self) -> Sequence[Lane]:
        """Satisfies `Platform`."""
        return self.platform.lanes

    async def post(self, to: Address, message: Message) -> Receipt:
        """Satisfies `Platform`."""
        delivery = message.mark or "none"
        with (
            structlog.contextvars.bound_contextvars(delivery=delivery),
            self.tracer.span("delivery", platform=self.name, delivery=delivery),
        ):
            return await self.platform.post(to, message)

    async def update(self, receipt: Receipt, message: Message) -> None:
        """Satisfies `Platform`."""
        with self.tracer.span("update", platform=self.name):
            await self.platform.update(receipt, message)

    async def direct(self, who: Identity) -> Address:
        """Satisfies `Platform`."""
        return await self.platform.direct(who)

    def reaches(self, who: Identity) -> bool:
        """Satisfies `Platform`."""
        return self.platform.reaches(who)

    async def members(self, space: Address) -> Sequence[Person]:
        """Satisfies `Platform`."""
        with self.tracer.span("roster", platform=self.name):
            return await self.platform.members(space)

    async def about(self, who: Person, at: Address) -> Person:
        """Satisfies `Platform`."""
        return await self.platform.about(who, at)

    async def find(self, to: Address, mark: str) -> Receipt | None:
        """Satisfies `Platform`."""
        with (
            structlog.contextvars.bound_contextvars(delivery=mark),
            self.tracer.span("look", platform=self.name, delivery=mark),
        ):
            return await self.platform.find(to, mark)

    def asgi(self, receive: Receive) -> Asgi:
        """Satisfies `Platform`."""
        return self.platform.asgi(receive)

    async def start(self, receive: Receive | None) -> None:
        """Satisfies `Platform`."""
        await self.platform.start(receive)

    async def aclose(self) -> None:
        """Satisfies `Platform`."""
        await self.platform.aclose()
