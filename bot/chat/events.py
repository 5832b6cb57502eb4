"""What people and platforms do to us (`Inbound`) and what we answer at once (`Reply`)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.chat.form import Form, Values
from bot.chat.message import Action, Message
from bot.chat.names import Address, Identity, Lane, Person, Receipt


@dataclass(frozen=True, slots=True)
class Pressed:
    """A person pressed a button. `origin` is the post that held it; None on a home page."""

    who: Person
    action: Action
    origin: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A person sent a form. `origin` is the post whose button opened it, if it was one."""

    who: Person
    action: Action
    values: Values
    origin: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A person wrote to the bot: a command, a mention or a private message. `text` is without the mention."""

    who: Person
    text: str
    where: Address
    private: bool = True
    """Whether nobody else could read it there."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A person looks at their home page; the reply's message becomes that page."""

    who: Person


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot was added to a space; a message in reply is posted there."""

    space: Address
    title: str
    by: Person | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """The bot was removed from a space, or, where `space` is None, from the whole lane."""

    lane: Lane
    space: Address | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A space is the same under a new address: Slack changes a channel's id when it becomes shared."""

    old: Address
    new: Address


@dataclass(frozen=True, slots=True)
class Renamed:
    """A space has another title."""

    space: Address
    title: str


@dataclass(frozen=True, slots=True)
class Departed:
    """A person left a space, or, where `space` is None, their account on the platform has ended."""

    who: Identity
    space: Address | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A person came into a space."""

    who: Identity
    space: Address


Inbound = Pressed | Submitted | Said | Opened | Joined | Left | Moved | Renamed | Departed | Arrived


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to show."""


@dataclass(frozen=True, slots=True)
class Show:
    """Show this form, in place of the one just sent if there was one."""

    form: Form


@dataclass(frozen=True, slots=True)
class Reject:
    """Keep the form open with all that was typed, and say beside each field what is wrong."""

    form: Form
    errors: Mapping[str, str]
    """Field name to a sentence; the name "" is about the form as a whole."""


@dataclass(frozen=True, slots=True)
class Replace:
    """Put this message where the button was; where there is no such post, show it to the person."""

    message: Message


@dataclass(frozen=True, slots=True)
class Whisper:
    """Show this message to the person alone, leaving the post as it is."""

    message: Message
    again: bool = False
    """Whether nothing was kept, for no fault of the person's. If this cannot be told, they must not take what they
    did for done; what no person waits for is to come again."""


Reply = Nothing | Show | Reject | Replace | Whisper
Receive = Callable[[Inbound], Awaitable[Reply]]
"""The one door from every platform into the core. It never raises."""
