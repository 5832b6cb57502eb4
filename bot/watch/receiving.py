"""Follows what people do from the adapter's door to the reply, over HTTP and over a socket alike."""

from collections.abc import Callable
from random import getrandbits
from time import monotonic

from bot import logs
from bot.chat import facts
from bot.chat.events import Inbound, Pressed, Receive, Reply, Submitted
from bot.texts.verbs import Verb
from bot.watch.spans import Tracer

Replied = Callable[[str, float], None]
"""Told the platform and the seconds until the core had a reply."""
_KNOWN = frozenset(Verb)


def followed(receive: Receive, tracer: Tracer, replied: Replied | None = None) -> Receive:
    """The same, with a span around each deed, and whoever counts replies told of it."""

    async def received(inbound: Inbound) -> Reply:
        # What comes over a socket comes by no request, and each has a task of its own.
        if logs.REQUEST.get() is None:
            logs.REQUEST.set(f"{getrandbits(64):016x}")
        platform, begun = facts.platform(inbound), monotonic()
        with tracer.span("deed", platform=platform, deed=_named(inbound)):
            reply = await receive(inbound)
        if replied is not None:
            replied(platform, monotonic() - begun)
        return reply

    return received


def _named(inbound: Inbound) -> str:
    """A verb that we never gave out is somebody's own words."""
    deed = facts.deed(inbound)
    return "unknown" if isinstance(inbound, Pressed | Submitted) and deed not in _KNOWN else deed
