"""Follows what people do from the adapter's door to the reply, over HTTP and over a socket alike."""

from random import getrandbits

from bot import logs
from bot.chat import facts
from bot.chat.events import Inbound, Pressed, Receive, Reply, Submitted
from bot.texts.verbs import Verb
from bot.watch.spans import Tracer

_KNOWN = frozenset(Verb)


def followed(receive: Receive, tracer: Tracer) -> Receive:
    """The same, with a span around each deed."""

    async def received(inbound: Inbound) -> Reply:
        # What comes over a socket comes by no request, and each has a task of its own.
        if logs.REQUEST.get() is None:
            logs.REQUEST.set(f"{getrandbits(64):016x}")
        with tracer.span("deed", platform=facts.platform(inbound), deed=_named(inbound)):
            return await receive(inbound)

    return received


def _named(inbound: Inbound) -> str:
    """A verb that we never gave out is somebody's own words."""
    deed = facts.deed(inbound)
    return "unknown" if isinstance(inbound, Pressed | Submitted) and deed not in _KNOWN else deed
