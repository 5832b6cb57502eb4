"""The port: what the core asks of a platform."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, Protocol

from bot.chat.events import Receive
from bot.chat.message import Message
from bot.chat.names import Address, Identity, Lane, Person, Receipt

AsgiScope = MutableMapping[str, Any]
AsgiMessage = MutableMapping[str, Any]
Asgi = Callable[
    [AsgiScope, Callable[[], Awaitable[AsgiMessage]], Callable[[AsgiMessage], Awaitable[None]]],
    Awaitable[None],
]


class Platform(Protocol):
    """One chat platform, outbound and inbound. Every method raises `PlatformError` only."""

    @property
    def name(self) -> str:
        """The platform's name in identities, addresses and the paths of its web side."""
        ...

    @property
    def lanes(self) -> Sequence[Lane]:
        """The workspaces or tenants that this process speaks for."""
        ...

    async def post(self, to: Address, message: Message) -> Receipt:
        """Post a message; its mark can be found again with `find`.

        Raises:
            TooLate: `deadline` says so as the first byte of it is about to be written.
        """
        ...

    async def update(self, receipt: Receipt, message: Message) -> None:
        """Put another message in a post's place.

        Raises:
            Gone: the post is no longer there.
        """
        ...

    async def direct(self, who: Identity) -> Address:
        """The private conversation with a person.

        Raises:
            Unreachable: the platform does not allow one.
        """
        ...

    def reaches(self, who: Identity) -> bool:
        """Whether somebody can be written to in private, as far as that is known without asking anybody."""
        ...

    async def members(self, space: Address) -> Sequence[Person]:
        """Everybody in a space but bots, paged to the end."""
        ...

    async def about(self, who: Person, at: Address) -> Person:
        """All that the platform tells of somebody who acts at an address; as they are where it tells no more."""
        ...

    async def find(self, to: Address, mark: str) -> Receipt | None:
        """The post with this mark, if it was made; None is a certain no.

        Raises:
            Uncertain: it cannot be looked for, now or later. What may be over soon is raised as it is everywhere:
                to be asked to wait, an outage, a call that only read and was not answered, a lost installation.
        """
        ...

    def asgi(self, receive: Receive) -> Asgi:
        """The platform's web side, which hands everything that people do to `receive`."""
        ...

    async def start(self, receive: Receive | None) -> None:
        """Open whatever the platform needs besides its web side, such as a socket.

        Args:
            receive: what people do is handed in here; None where this process takes in nothing that people do.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections; may be called twice."""
        ...
