"""Which post bears which mark. Teams cannot be searched, so the intent is written before a post and its id after.

A mark that was never written down was certainly not posted; one without an id may have been.
"""

from datetime import timedelta
from hashlib import sha256

from adapters.teams.scene import PLATFORM
from bot.chat.names import Address, Receipt
from bot.chat.notebook import Notebook
from bot.errors import StoreUnavailable, Unavailable, Uncertain

_KEPT = timedelta(days=8)
_INTENDED = "?"


class Postbook:
    """The marks of posts, in the notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    async def intend(self, to: Address, mark: str) -> None:
        """A post with this mark is about to be made.

        Raises:
            Unavailable: it could not be written down, so nothing may be posted.
        """
        try:
            await self._notebook.write(_page(to, mark), _INTENDED, keep=_KEPT)
        except StoreUnavailable as error:
            raise Unavailable("the notebook is out of reach") from error

    async def made(self, post: Receipt, mark: str) -> None:
        """The post with this mark was made; if that cannot be written down, it stays intended."""
        try:
            await self._notebook.write(_page(post.address, mark), post.post, keep=_KEPT)
        except StoreUnavailable:
            return

    async def not_made(self, to: Address, mark: str) -> None:
        """The post with this mark was certainly not made; if that cannot be written down, it stays intended."""
        try:
            await self._notebook.tear_out(_page(to, mark))
        except StoreUnavailable:
            return

    async def find(self, to: Address, mark: str) -> Receipt | None:
        """The post with this mark; None is a certain no.

        Raises:
            Uncertain: it was about to be made, and what became of it is not known.
            Unavailable: the notebook is out of reach.
        """
        try:
            post = await self._notebook.read(_page(to, mark))
        except StoreUnavailable as error:
            raise Unavailable("the notebook is out of reach") from error
        if post == _INTENDED:
            raise Uncertain("it may have been posted, and Teams cannot be searched")
        return None if post is None else Receipt(to, post)


def _page(to: Address, mark: str) -> str:
    return f"{PLATFORM}:{to.tenant}:mark:{sha256(f'{to.place} {mark}'.encode()).hexdigest()}"
