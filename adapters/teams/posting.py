"""Makes and changes posts: where to, at which pace, in how many parts, under which mark."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import structlog

from adapters.teams.connector import Connector
from adapters.teams.faults import SentAway, TooLarge
from adapters.teams.pace import Pace
from adapters.teams.places import Places
from adapters.teams.postbook import Postbook
from adapters.teams.render import Place
from adapters.teams.replies import Change, Manner, Post, Put, home_card
from adapters.teams.scene import Home
from adapters.teams.size import BUDGET, cards, within
from adapters.teams.told import channel_of
from adapters.teams.words import Element
from bot.chat.message import Message
from bot.chat.names import Address, Receipt
from bot.errors import Gone, PlatformError, Throttled, Uncertain

_log = structlog.get_logger(__name__)

_SMALLEST = BUDGET // 8
_REMEMBERED = 500
"""Posts whose card is kept at hand, for whoever wants to go back to it."""
_PARTS = ","
"""Between the ids of a message's parts in a receipt; Teams's own ids are numbers."""


class Posting:
    """Posts of every sort. Methods raise `PlatformError` only."""

    def __init__(
        self, connector: Connector, places: Places, postbook: Postbook, manner: Manner, pace: Callable[[], Pace]
    ) -> None:
        self._connector = connector
        self._places = places
        self._postbook = postbook
        self._manner = manner
        self._paces: defaultdict[str, Pace] = defaultdict(pace)
        self._shown: OrderedDict[Receipt, Element] = OrderedDict()

    async def post(self, to: Address, message: Message, home_of: str | None = None) -> Receipt:
        """Post a message, in parts where it is too large for one; `home_of` makes it that person's home card."""
        if home_of is not None:
            home = Home(Receipt(to, ""), home_of)
            return await self.put(to, home_card(message, home, self._manner), message.summary)
        receipt = await self._post(to, message)
        if message.mark is not None:
            await self._postbook.made(receipt, message.mark)
        return receipt

    async def put(self, to: Address, card: Element, summary: str, mark: str | None = None) -> Receipt:
        """Post a card that is made already.

        A mark is written down only when it is the post's turn: whoever is stopped while waiting has posted nothing.
        """
        line = await self._places.line(to)
        await self._paces[to.tenant].turn(to.place)
        if mark is not None:
            await self._postbook.intend(to, mark)
        try:
            post = await self._connector.send(line, card, summary)
        except PlatformError as error:
            if mark is not None and not isinstance(error, Uncertain):
                await self._postbook.not_made(to, mark)
            await self._take_in(to, error)
            raise
        return self._remember(Receipt(to, post), card)

    async def change(self, post: Receipt, message: Message, home_of: str | None = None) -> None:
        """Put another message in a post's place; while Teams says wait, nothing is asked of it."""
        to, parts = post.address, post.post.split(_PARTS)
        self._paces[to.tenant].check()
        line = await self._places.line(to)
        if home_of is None:
            shown = cards(message, self._place)
        else:
            shown = [home_card(message, Home(post, home_of), self._manner)]
        fitted = within(len(parts), shown, message.summary, self._manner.inbox)
        try:
            for part, card in zip(parts, fitted, strict=False):
                await self._connector.change(line, part, card, message.summary)
                self._remember(Receipt(to, part), card)
            for part in parts[len(fitted) :]:
                # Whoever updates again finds it taken away already.
                with suppress(Gone):
                    await self._connector.remove(line, part)
        except PlatformError as error:
            await self._take_in(to, error)
            raise

    async def tell(self, call: Post | Put | Change) -> None:
        """Make one of a reply's calls."""
        match call:
            case Post(to, message, home_of):
                await self.post(to, message, home_of)
            case Put(to, card, summary):
                await self.put(to, card, summary)
            case Change(post, message, home_of):
                await self.change(post, message, home_of)

    def last_shown(self, post: Receipt) -> Element | None:
        """The card that everybody sees of a post, if it is at hand."""
        return self._shown.get(_in_channel(post))

    async def title(self, channel: Address, team: str) -> str:
        """What a team and a channel of it are called together."""
        return await self._connector.title(await self._places.line(channel), team)

    @property
    def _place(self) -> Place:
        return Place(dialogs=self._manner.dialogs)

    async def _post(self, to: Address, message: Message) -> Receipt:
        budget = BUDGET
        while True:
            try:
                return await self._post_parts(to, message, budget)
            except TooLarge:
                # Teams may come to take less than it says today.
                if budget <= _SMALLEST:
                    raise
                budget //= 2

    async def _post_parts(self, to: Address, message: Message, budget: int) -> Receipt:
        made: list[str] = []
        for card in cards(message, self._place, budget=budget):
            try:
                # The first part stands for all: once it is there, nothing is posted anew.
                mark = None if made else message.mark
                made.append((await self.put(to, card, message.summary, mark)).post)
            except PlatformError as error:
                if made:
                    raise Uncertain(f"only a part of a message was posted: {error}") from error
                raise
        return Receipt(to, _PARTS.join(made))

    async def _take_in(self, to: Address, error: PlatformError) -> None:
        """Learn from what Teams refuses: to wait, or that somebody has sent the bot away."""
        match error:
            case Throttled(retry_after=seconds):
                self._paces[to.tenant].hold(seconds)
                _log.info("platform.throttled", platform="teams", seconds=seconds)
            case SentAway():
                await self._places.sent_away(to)
            case _:
                pass

    def _remember(self, post: Receipt, card: Element) -> Receipt:
        at = _in_channel(post)
        self._shown[at] = card
        self._shown.move_to_end(at)
        if len(self._shown) > _REMEMBERED:
            self._shown.popitem(last=False)
        return post


def _in_channel(post: Receipt) -> Receipt:
    """A post in a thread as a post of its channel, which is where whoever acts in its card acts."""
    return replace(post, address=replace(post.address, place=channel_of(post.address.place)))
