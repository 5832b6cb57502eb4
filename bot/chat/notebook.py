"""What an adapter has to remember beyond a restart, in its own words, such as where people are found."""

from datetime import timedelta
from typing import Protocol


class Notebook(Protocol):
    """Pages of text by name. Every method raises `StoreUnavailable` only; whoever writes a page chooses its name.

    A page name begins with its platform and the tenant, so that adapters and tenants keep out of each other's way.
    """

    async def read(self, page: str) -> str | None:
        """What stands on a page; None when it was never written, torn out, or has faded."""
        ...

    async def write(self, page: str, text: str, *, keep: timedelta | None = None) -> None:
        """Write a page, on disk when this returns; after `keep` it may be gone."""
        ...

    async def tear_out(self, page: str) -> None:
        """Forget a page, if it is there."""
        ...
