"""What may be counted of what people do: nothing of who did it, or of what they said."""

from collections.abc import Mapping

from bot.chat.events import (
    Arrived,
    Departed,
    Inbound,
    Joined,
    Left,
    Moved,
    Opened,
    Pressed,
    Reject,
    Renamed,
    Reply,
    Said,
    Show,
    Submitted,
)


def of(inbound: Inbound, reply: Reply) -> Mapping[str, str]:
    """By which platform it came, which deed it was, and whether it was done, shown first, or rejected."""
    outcome = "rejected" if isinstance(reply, Reject) else "shown" if isinstance(reply, Show) else "done"
    return {"platform": platform(inbound), "deed": deed(inbound), "outcome": outcome}


def deed(inbound: Inbound) -> str:
    """The verb of a button or form, else what happened."""
    return inbound.action.verb if isinstance(inbound, Pressed | Submitted) else type(inbound).__name__.lower()


def platform(inbound: Inbound) -> str:
    """The name of the platform by which it came."""
    match inbound:
        case Pressed() | Submitted() | Said() | Opened():
            return inbound.who.identity.platform
        case Arrived() | Departed():
            return inbound.who.platform
        case Joined() | Renamed():
            return inbound.space.platform
        case Left():
            return inbound.lane.platform
        case Moved():
            return inbound.new.platform
