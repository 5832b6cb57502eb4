"""A mailbox in memory that can be told to fail, for tests of the browser inbox."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.mailbox import Holder, Letter
from bot.chat.message import Message
from bot.errors import StoreUnavailable


class MemoryMailbox:
    """Holders and letters in two dicts; satisfies `adapters.web.mailbox.Mailbox`."""

    def __init__(self) -> None:
        self.holders: dict[str, Holder] = {}
        self.kept: dict[str, Letter] = {}
        self.broken: int | None = 0
        """How many of the next calls fail as a locked database would; None: all of them."""
        self.emptied = False
        """Whether the next letter finds its person gone."""

    async def enrol(self, user: str, name: str) -> None:
        self.holders[user] = Holder(name, generation=1)

    async def holder(self, user: str) -> Holder | None:
        self._stumble()
        return self.holders.get(user)

    async def revoke(self, user: str) -> None:
        self._stumble()
        holder = self.holders[user]
        self.holders[user] = replace(holder, generation=holder.generation + 1)

    async def put(self, letter: Letter) -> bool:
        self._stumble()
        if self.emptied or letter.user not in self.holders:
            self.emptied = False
            return False
        self.kept[letter.id] = letter
        return True

    async def replace(self, user: str, letter_id: str, message: Message) -> bool:
        self._stumble()
        old = self.kept.get(letter_id)
        if old is None or old.user != user:
            return False
        self.kept[letter_id] = replace(old, message=replace(message, mark=message.mark or old.message.mark))
        return True

    async def letter(self, user: str, letter_id: str) -> Letter | None:
        self._stumble()
        found = self.kept.get(letter_id)
        return found if found is not None and found.user == user else None

    async def letters(self, user: str, limit: int, skip: int = 0) -> Sequence[Letter]:
        self._stumble()
        own = [letter for letter in reversed(self.kept.values()) if letter.user == user]
        return own[skip:][:limit]

    async def find(self, user: str, mark: str) -> str | None:
        self._stumble()
        own = (letter for letter in self.kept.values() if letter.user == user)
        return next((letter.id for letter in own if letter.message.mark == mark), None)

    def _stumble(self) -> None:
        if self.broken == 0:
            return
        if self.broken is not None:
            self.broken -= 1
        raise StoreUnavailable("the database is locked")
