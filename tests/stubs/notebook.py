"""A notebook in memory, whose next call can be made to fail."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.errors import StoreUnavailable


@dataclass(slots=True)
class MemoryNotebook:
    """Satisfies `bot.chat.notebook.Notebook`; nothing fades."""

    pages: dict[str, str] = field(default_factory=dict)
    kept: dict[str, timedelta | None] = field(default_factory=dict)
    broken: int = 0
    """How many calls fail from now on."""
    spared: int = 0
    """How many calls still work before them."""

    async def read(self, page: str) -> str | None:
        """See `Notebook.read`."""
        self._work()
        return self.pages.get(page)

    async def write(self, page: str, text: str, *, keep: timedelta | None = None) -> None:
        """See `Notebook.write`."""
        self._work()
        self.pages[page], self.kept[page] = text, keep

    async def tear_out(self, page: str) -> None:
        """See `Notebook.tear_out`."""
        self._work()
        self.pages.pop(page, None)

    def _work(self) -> None:
        if self.spared:
            self.spared -= 1
        elif self.broken:
            self.broken -= 1
            raise StoreUnavailable("the database is busy")
