"""Whether what is about to be posted may still be: asked by whoever writes it to the wire, right before.

A process may stand still between deciding to post and posting, for as long as its machine likes; meanwhile another
takes over. Who is that far down the call knows nothing of claims, so it is a context variable that tells.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.errors import TooLate

PATIENCE = 8.0
"""Seconds in which a call comes to its end, whichever: from its first byte until it is given up."""


def _always() -> bool:
    return True


_HOLDS: ContextVar[Callable[[], bool]] = ContextVar("holds", default=_always)


@contextmanager
def only_while(holds: Callable[[], bool]) -> Iterator[None]:
    """Let whatever is called in this block write to the wire only while this holds."""
    before = _HOLDS.set(holds)
    try:
        yield
    finally:
        _HOLDS.reset(before)


def check() -> None:
    """Go on only if it may still be written.

    Raises:
        TooLate: it may not; nothing was.
    """
    if not _HOLDS.get()():
        raise TooLate("somebody else may be at it by now")
