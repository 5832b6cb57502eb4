"""What a vendor has granted a workspace's installation, such as its tokens, kept beyond a restart and sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Grant:
    """One installation. `tenant` is the workspace's or organisation's id."""

    tenant: str
    text: str = field(repr=False)
    """The adapter's own words, which nobody else can read and no log may hold."""
    since: datetime
    """When it was installed, for the last time."""


class Grants(Protocol):
    """The installations of one platform. Every method raises `StoreUnavailable` only; what it did is on disk."""

    async def all(self) -> Sequence[Grant]:
        """Every installation that can be read, the first one first."""
        ...

    async def of(self, tenant: str) -> Grant | None:
        """One installation; None where there is none, or it cannot be read."""
        ...

    async def keep(self, tenant: str, text: str) -> None:
        """Keep what was granted just now, in the place of what was granted before; what waited for it goes on."""
        ...

    async def renew(self, tenant: str, text: str) -> None:
        """Keep what was granted instead of something that runs out; nothing happens where it has ended meanwhile."""
        ...

    async def hold(self, tenant: str, span: timedelta) -> bool:
        """Whether whoever asks is the one to renew it; for so long nobody else is."""
        ...

    async def end(self, tenant: str, at: datetime) -> bool:
        """Forget what was granted before `at`; False where it was granted anew since."""
        ...
