"""What a platform's driver does for the contract suite: it plays the people and the vendor.

A driver touches the adapter only where the vendor would (its web side, its socket, the vendor's API stubbed at
HTTP level) and reads back only what a person or the vendor would see. A new platform adds a driver and no test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.chat.events import Receive
from bot.chat.form import Values
from bot.chat.message import Action
from bot.chat.names import Address, Person, Receipt
from bot.chat.platform import Platform

Fault = Literal["throttled", "timed_out", "failing", "not_json", "revoked", "blocked", "gone", "refused"]
"""How the vendor's next call goes wrong. A driver lists those its vendor knows in `faults`."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A post, page or whisper as its reader sees it: all texts in reading order, and its buttons."""

    texts: tuple[str, ...]
    buttons: Mapping[str, Action] = field(default_factory=dict)
    """Label to action, as carried by the rendered button."""
    summary: str | None = None
    """What a notification of it says, where the vendor is told."""


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form as its reader sees it. `raw` is the vendor's own form (a Slack view, an HTML page)."""

    title: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    """All that can be read on it, hints, options and the submit label too, with the platform's own additions."""
    initial: Values
    errors: Mapping[str, str]
    raw: object


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a person sees after doing something. Everything None: nothing was to be seen."""

    form: ShownForm | None = None
    replaced: Shown | None = None
    whispered: Shown | None = None
    home: Shown | None = None
    refused: int | None = None
    """The HTTP status of a refusal at the door."""


class Driver(Protocol):
    """One platform under test, with its people and its vendor."""

    looks: bool
    """Whether the vendor can be asked, after a call without an answer, if it was carried out."""

    @property
    def platform(self) -> Platform: ...

    @property
    def faults(self) -> Mapping[Fault, type[Exception]]:
        """The faults this vendor knows, and the error of ours that each must become on `post`."""
        ...

    async def start(self, receive: Receive) -> None:
        """Serve the adapter and the vendor; what people do goes to `receive`."""
        ...

    async def stop(self) -> None: ...

    async def person(self, name: str) -> Person:
        """Somebody new whom the platform knows and the bot may write to."""
        ...

    async def places(self) -> Sequence[Address]:
        """One address of every sort that the platform has: first a private conversation, then spaces of everybody."""
        ...

    async def shown(self, receipt: Receipt) -> Shown:
        """The post as it stands now."""
        ...

    async def count(self, to: Address) -> int:
        """How many posts stand at this address."""
        ...

    async def press(self, who: Person, label: str, on: Receipt) -> Outcome:
        """Press the button with this label on a post."""
        ...

    async def press_home(self, who: Person, label: str) -> Outcome:
        """Press the button with this label on the home page last shown to this person."""
        ...

    async def press_whisper(self, who: Person, label: str) -> Outcome:
        """Press the button with this label on what this person was last whispered."""
        ...

    async def submit(self, who: Person, form: ShownForm, values: Values) -> Outcome:
        """Empty the form, fill in these values and send it."""
        ...

    async def say(self, who: Person, text: str) -> Outcome:
        """Write to the bot (on the web, where nobody can, open the home page)."""
        ...

    async def open_home(self, who: Person) -> Outcome: ...

    async def leave(self, who: Person, space: Address) -> None:
        """Somebody leaves one of the spaces."""
        ...

    async def come(self, who: Person, space: Address) -> None:
        """Somebody comes into one of the spaces."""
        ...

    async def end_account(self, who: Person) -> bool:
        """Somebody's account ends; whether the vendor tells of it."""
        ...

    async def forge(self) -> Mapping[str, int]:
        """Send every kind of forged, stale, replayed and malformed request; kind to HTTP status."""
        ...

    def fail(self, fault: Fault) -> None:
        """Make the vendor's next call fail this way."""
        ...
