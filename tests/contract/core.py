"""Stands where the core stands: keeps all that platforms hand in and replies as it was told."""

import asyncio
from dataclasses import dataclass, field

from bot.chat.events import Inbound, Nothing, Opened, Replace, Reply
from bot.chat.message import Message, Text


class Core:
    """One door like `Bot.receive`. Looks at a home page get `home`, everything else gets `reply`."""

    def __init__(self) -> None:
        self.received: list[Inbound] = []
        self.home = Message("Home", (Text("Nothing is open."),))
        self.reply: Reply = Nothing()

    @property
    def deeds(self) -> list[Inbound]:
        """What people did besides looking: a browser looks at home whenever it looks at a post."""
        return [inbound for inbound in self.received if not isinstance(inbound, Opened)]

    async def receive(self, inbound: Inbound) -> Reply:
        """Satisfies `bot.chat.events.Receive`."""
        self.received.append(inbound)
        return Replace(self.home) if isinstance(inbound, Opened) else self.reply


@dataclass
class SlowCore:
    """Replies only when told to go on."""

    reply: Reply = field(default_factory=Nothing)
    received: list[Inbound] = field(default_factory=list)
    broken: bool = False
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, inbound: Inbound) -> Reply:
        self.received.append(inbound)
        await self.go_on.wait()
        if self.broken:
            raise RuntimeError("words of a person")
        return self.reply
