"""What is seen of a vendor's events, in memory; nothing that was begun is ever forgotten by itself."""

from dataclasses import dataclass, field

from bot.chat.seen import Standing
from bot.errors import StoreUnavailable


@dataclass(slots=True)
class MemorySeen:
    """Satisfies `bot.chat.seen.Seen`."""

    standing: dict[str, Standing] = field(default_factory=dict)

    broken: int = 0
    """How many calls fail from now on."""

    async def begin(self, key: str) -> Standing:
        """See `Seen.begin`."""
        self._work()
        known = self.standing.get(key, Standing.NEW)
        self.standing.setdefault(key, Standing.UNDER_WAY)
        return known

    async def done(self, key: str) -> None:
        """See `Seen.done`."""
        self._work()
        self.standing[key] = Standing.DONE

    async def forget(self, key: str) -> None:
        """See `Seen.forget`."""
        self._work()
        if self.standing.get(key) is Standing.UNDER_WAY:
            del self.standing[key]

    def _work(self) -> None:
        if self.broken:
            self.broken -= 1
            raise StoreUnavailable("the database is locked")

    def lapse(self) -> None:
        """Forget what was begun, as time does."""
        self.standing = {key: each for key, each in self.standing.items() if each is Standing.DONE}
