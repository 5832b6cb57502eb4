"""Where in Teams somebody acted, which decides how and where they can be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.events import Arrived, Departed, Inbound
from bot.chat.form import Values
from bot.chat.names import Address, Receipt

PLATFORM = "teams"


@dataclass(frozen=True, slots=True)
class Home:
    """The card in a private conversation that stands for the home page; `mri` is what Teams calls its reader."""

    card: Receipt
    mri: str


@dataclass(frozen=True, slots=True)
class Nowhere:
    """No post: Teams did not tell which one it was."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that one person is shown in a post's place, or in a dialog of it: its buttons are not the post's."""

    post: Receipt


Origin = Receipt | Home | Aside | Nowhere


@dataclass(frozen=True, slots=True)
class InCard:
    """Something was done inside a card; what is answered takes its place, for this person alone."""

    origin: Origin
    typed: Values | None = None
    """What was filled in, when it was a form shown as a card."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """A dialog is to be opened, or something was done in an open one."""

    origin: Origin
    opening: bool
    typed: Values | None = None


@dataclass(frozen=True, slots=True)
class BackTo:
    """Somebody wants to see the post again that a whisper was shown in place of."""

    post: Receipt


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody wrote to the bot in private."""

    conversation: Address


@dataclass(frozen=True, slots=True)
class Overheard:
    """Somebody mentioned the bot where others read along: each reads the answer for themselves."""

    thread: Address
    mri: str
    text: str
    """What is asked for: everybody who reads the card could say it, so it is never what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody is to see their home card, in this private conversation."""

    conversation: Address
    mri: str


@dataclass(frozen=True, slots=True)
class Entry:
    """The bot came into a space, was asked to say hello there, or the space was renamed."""

    conversation: Address
    team: str = ""
    """The id of the team whose channel it is, to look the channel's title up where Teams has not told it."""


@dataclass(frozen=True, slots=True)
class Departure:
    """The bot is no longer in a team, and so in none of its channels."""

    team: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Nobody waits for an answer."""


Scene = InCard | Dialog | BackTo | Speech | Overheard | Visit | Entry | Departure | Notice


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What an activity tells of where its conversation and its person are found."""

    conversation: Address
    kind: str
    """`personal`, `groupChat` or `channel`."""
    service_url: str
    mri: str = ""
    """What Teams calls the person when it talks to this bot; "" when nobody acted."""
    user: str = ""
    """The person's object id, which all bots and tenants know them by."""
    team: str = ""
    """The id of the team whose channel the conversation is."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an activity meant; `inbound` is None where only the adapter is asked something."""

    inbound: Inbound | None
    scene: Scene
    whereabouts: Whereabouts
    people: Mapping[str, str] = field(default_factory=dict)
    """Object id to what Teams calls them, of others whom the activity tells of."""
    private: bool | None = None
    """Whether the person lets the bot write to them in private, where the activity tells."""
    comings: tuple[Departed | Arrived, ...] = ()
    """The people who came into the conversation or left it; by what Teams calls them, where it tells no more."""
