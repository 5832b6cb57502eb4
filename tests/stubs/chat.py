"""An honest chat platform in memory: it keeps its posts, finds them by their mark, and fails when it is told to."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from bot.chat import deadline
from bot.chat.events import Receive
from bot.chat.message import Message
from bot.chat.names import Address, Identity, Lane, Person, Receipt
from bot.chat.platform import Asgi, AsgiMessage
from bot.errors import Gone, Unreachable

Call = Literal["post", "update", "direct", "find", "members", "about"]


@dataclass(slots=True)
class Post:
    """A post as it stands now, and how often it was changed."""

    receipt: Receipt
    message: Message
    mark: str | None
    updates: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """How a call goes wrong. `after` says that it took effect all the same and only its answer was lost."""

    error: BaseException
    after: bool = False


@dataclass(slots=True)
class ChatPlatform:
    """One platform with private conversations and spaces; the names of its users are their ids."""

    name: str = "chat"
    posts: list[Post] = field(default_factory=list)
    calls: list[tuple[Call, str]] = field(default_factory=list)
    """Every call with the place it was about, those that failed among them."""
    blocked: set[str] = field(default_factory=set)
    """Users who cannot be written to in private."""
    gone: set[str] = field(default_factory=set)
    """Places that are no longer there."""
    rosters: dict[str, list[Person]] = field(default_factory=dict)
    """Who is in a place; of any other place the platform cannot tell."""
    emails: dict[str, str] = field(default_factory=dict)
    """The e-mail addresses of users, where the platform tells them."""
    _faults: defaultdict[Call, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _always: dict[str, BaseException] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def lanes(self) -> Sequence[Lane]:
        """Satisfies `Platform`."""
        return [Lane(self.name, "T1")]

    def fail(self, call: Call, *errors: BaseException, after: bool = False) -> None:
        """Let the next calls of this kind end like this, one each."""
        self._faults[call].extend(Fault(error, after) for error in errors)

    def always_fail(self, place: str, error: BaseException) -> None:
        """Let every post and update at this place end like this."""
        self._always[place] = error

    def heal(self, place: str) -> None:
        """Let posts and updates at this place succeed again."""
        del self._always[place]

    async def post(self, to: Address, message: Message) -> Receipt:
        """Satisfies `Platform`."""
        fault = self._begin("post", to.place)
        # A real one lets others run meanwhile.
        await asyncio.sleep(0)
        deadline.check()
        receipt = Receipt(to, str(next(self._numbers)))
        self.posts.append(Post(receipt, message, message.mark))
        if fault:
            raise fault.error
        return receipt

    async def update(self, receipt: Receipt, message: Message) -> None:
        """Satisfies `Platform`."""
        fault = self._begin("update", receipt.address.place)
        await asyncio.sleep(0)
        post = next((post for post in self.posts if post.receipt == receipt), None)
        if post is None:
            raise Gone("no such post")
        post.message, post.updates = message, post.updates + 1
        if fault:
            raise fault.error

    async def direct(self, who: Identity) -> Address:
        """Satisfies `Platform`."""
        self._begin("direct", who.user)
        if who.user in self.blocked:
            raise Unreachable("opted out")
        return Address(self.name, who.tenant, f"with {who.user}")

    def reaches(self, who: Identity) -> bool:
        """Satisfies `Platform`."""
        return who.platform == self.name and who.user not in self.blocked

    async def members(self, space: Address) -> Sequence[Person]:
        """Satisfies `Platform`."""
        self._begin("members", space.place)
        await asyncio.sleep(0)
        if space.place not in self.rosters:
            raise Gone("nobody knows who is there")
        return self.rosters[space.place]

    async def about(self, who: Person, at: Address) -> Person:
        """Satisfies `Platform`."""
        self._begin("about", at.place)
        return replace(who, email=self.emails.get(who.identity.user))

    async def find(self, to: Address, mark: str) -> Receipt | None:
        """Satisfies `Platform`."""
        self._begin("find", to.place)
        found = (post.receipt for post in self.posts if post.receipt.address == to and post.mark == mark)
        return next(found, None)

    def asgi(self, receive: Receive) -> Asgi:
        """Satisfies `Platform`; it has no web side."""
        del receive

        async def nowhere(_: object, __: object, send: object) -> None:
            assert callable(send)
            refusal: AsgiMessage = {"type": "http.response.start", "status": 404}
            await send(refusal)

        return nowhere

    async def start(self, receive: Receive | None) -> None:
        """Satisfies `Platform`."""

    async def aclose(self) -> None:
        """Satisfies `Platform`."""

    def at(self, place: str) -> list[Post]:
        """The posts at a place, in order."""
        return [post for post in self.posts if post.receipt.address.place == place]

    def to(self, who: Person) -> list[Post]:
        """The posts in the private conversation with somebody, in order."""
        return self.at(f"with {who.identity.user}")

    def delete(self, post: Post) -> None:
        """Somebody deletes a post."""
        self.posts.remove(post)

    def _begin(self, call: Call, place: str) -> Fault | None:
        self.calls.append((call, place))
        if call in {"post", "update"} and place in self._always:
            raise self._always[place]
        if place in self.gone:
            raise Gone("the bot is not there")
        fault = self._faults[call].popleft() if self._faults[call] else None
        if fault and not fault.after:
            raise fault.error
        return fault
