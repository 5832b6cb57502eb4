"""Where in Slack somebody acted, which decides how and where they can be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.events import Inbound
from bot.chat.form import Values

PLATFORM = "slack"


@dataclass(frozen=True, slots=True)
class Install:
    """One workspace that the app is installed in, or one organisation, and the bot user that it has there."""

    team: str
    bot_user: str


@dataclass(frozen=True, slots=True)
class Post:
    """A message that everybody in its conversation sees."""

    channel: str
    ts: str
    team: str
    """Here and below: the workspace of the installation, whoever it is that acts."""


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message that one person sees; only its response URL can change it, for 30 minutes."""

    channel: str
    url: str
    team: str


@dataclass(frozen=True, slots=True)
class Home:
    """The App Home of the person who acted."""

    team: str


@dataclass(frozen=True, slots=True)
class Nowhere:
    """No message or page: a form that a slash command opened."""

    team: str


Origin = Post | Ephemeral | Home | Nowhere


@dataclass(frozen=True, slots=True)
class Press:
    """A button outside modals. The trigger opens a modal for three seconds."""

    user: str
    trigger: str
    origin: Post | Ephemeral | Home


@dataclass(frozen=True, slots=True)
class ModalPress:
    """A button inside a modal that shows a message."""

    user: str
    view: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal that was sent."""

    user: str
    view: str
    origin: Origin
    values: Values = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)
    """Field name to the block_id that it has in this view: errors are keyed by it."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody wrote to the bot."""

    user: str
    channel: str


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody used the slash command."""

    user: str
    trigger: str
    url: str
    origin: Nowhere


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody looks at their App Home."""

    user: str
    origin: Home


@dataclass(frozen=True, slots=True)
class Entry:
    """The bot came into a channel."""

    channel: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Nobody waits for an answer."""


Scene = Press | ModalPress | Submission | Speech | Command | Visit | Entry | Notice


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a payload meant. `key` identifies an event over Slack's retries; only events have one."""

    inbound: Inbound
    scene: Scene
    key: str | None = None


def is_direct(channel: str) -> bool:
    """Whether a conversation is private to one person and the bot."""
    return channel.startswith("D")
