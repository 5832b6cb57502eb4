"""The browser inbox as a platform: letters to people who come by a signed link."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from yarl import URL

from adapters.web import feed, names
from adapters.web.app import application
from adapters.web.door import our_origins
from adapters.web.gate import Gate
from adapters.web.pace import Pace
from adapters.web.pages import Cookie, Pages
from adapters.web.seals import Seals
from bot.chat import deadline
from bot.chat.events import Receive
from bot.chat.mailbox import Letter, Mailbox
from bot.chat.message import Message
from bot.chat.names import Address, Identity, Lane, Person, Receipt
from bot.chat.platform import Asgi
from bot.errors import Gone, PlatformError, SettingsInvalid, StoreUnavailable, Unavailable, Unreachable

_T = TypeVar("_T")


def _now() -> datetime:
    return datetime.now(UTC)


class WebPlatform:
    """Letters in a mailbox and pages over it; satisfies `bot.chat.platform.Platform`.

    `base_url` is the address by which browsers reach the inbox, scheme and host (with port) only. A link and the
    session that it opens both live as long as `link_life`. `pace` is how often one person may ask.
    """

    def __init__(
        self,
        *,
        secret: str,
        base_url: str,
        mailbox: Mailbox,
        link_life: timedelta,
        clock: Callable[[], datetime] = _now,
        pace: Pace | None = None,
    ) -> None:
        self._base = _checked(base_url)
        self._mailbox = mailbox
        self._clock = clock
        self._pace = pace
        self._seals = Seals(secret, link_life, clock)

    @property
    def name(self) -> str:
        """The platform's name."""
        return names.PLATFORM

    @property
    def lanes(self) -> Sequence[Lane]:
        """The one lane there is."""
        return (names.LANE,)

    async def link(self, user: str) -> str:
        """A link that lets this person in until it ends or is revoked; never log it.

        Raises:
            Unreachable: there is no such person.
            Unavailable: the mailbox could not look.
        """
        holder = await _or(Unavailable, self._mailbox.holder(user))
        if holder is None:
            raise Unreachable("nobody of this name has an inbox")
        return self.invitation(user, holder.generation)

    def invitation(self, user: str, generation: int) -> str:
        """The same link where the generation is known already."""
        return str(self._base / "enter" / self._seals.link(user, generation))

    def calendar(self, member: str, generation: int) -> str:
        """The address of a member's calendar; whoever has it can read that until there is a later generation."""
        return str(self._base / feed.PATH / f"{self._seals.feed(member, generation)}.ics")

    def calendars(self, read: feed.Feed) -> Asgi:
        """The web side of the calendars, to be served below `feed.PATH`."""
        return feed.calendars(self._seals, read)

    async def post(self, to: Address, message: Message) -> Receipt:
        """Put a letter into a person's inbox."""
        deadline.check()
        letter = Letter(secrets.token_hex(16), to.place, message, self._clock())
        if not await _or(Unavailable, self._mailbox.put(letter)):
            raise Gone("there is no such inbox")
        return Receipt(to, letter.id)

    async def update(self, receipt: Receipt, message: Message) -> None:
        """Put another message in a letter's place."""
        if not await _or(Unavailable, self._mailbox.replace(receipt.address.place, receipt.post, message)):
            raise Gone("there is no such letter")

    async def direct(self, who: Identity) -> Address:
        """A person's inbox."""
        known = who == names.identity(who.user)
        if not known or await _or(Unavailable, self._mailbox.holder(who.user)) is None:
            raise Unreachable("nobody of this name has an inbox")
        return names.address(who.user)

    def reaches(self, who: Identity) -> bool:
        """Everybody who has an inbox."""
        return who.lane == names.LANE

    async def members(self, space: Address) -> Sequence[Person]:  # noqa: ARG002  the port names it
        """Nobody: the web has inboxes and no spaces, so it raises `Gone`."""
        raise Gone("the web has no spaces")

    async def about(self, who: Person, at: Address) -> Person:  # noqa: ARG002  the port names it
        """They are known by their link, and nothing else is known of them."""
        return who

    async def find(self, to: Address, mark: str) -> Receipt | None:
        """The letter with this mark."""
        letter = await _or(Unavailable, self._mailbox.find(to.place, mark))
        return None if letter is None else Receipt(to, letter)

    def asgi(self, receive: Receive) -> Asgi:
        """The pages, to be served at the root of `base_url`."""
        secure = self._base.scheme == "https"
        cookie = Cookie("__Host-weft" if secure else "weft", secure)
        origins = our_origins(self._base)
        gate = Gate(self._seals, self._mailbox, origins, cookie.name, self._pace)
        pages = Pages(receive=receive, mailbox=self._mailbox, seals=self._seals, gate=gate, cookie=cookie)
        return application(pages, origins)

    async def start(self, receive: Receive | None) -> None:
        """Nothing to open: people come by the web side."""

    async def aclose(self) -> None:
        """Nothing to let go of: the mailbox belongs to whoever gave it."""


async def _or(error: type[PlatformError], asked: Awaitable[_T]) -> _T:
    """What the mailbox says, or this error when it cannot."""
    try:
        return await asked
    except StoreUnavailable as cause:
        raise error("the mailbox is out of reach") from cause


def _checked(base_url: str) -> URL:
    complaint = "the web inbox's address must be http(s)://host[:port] without a path"
    try:
        url = URL(base_url)
    except ValueError as error:
        raise SettingsInvalid(complaint) from error
    if url.scheme not in {"http", "https"} or not url.raw_host or str(url).rstrip("/") != str(url.origin()):
        raise SettingsInvalid(complaint)
    return url
