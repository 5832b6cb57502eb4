"""What travels through Teams unseen and comes back: what a button or form means, and where it was shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from adapters.teams.scene import Aside, Home, Nowhere, Origin
from bot.chat.message import Action
from bot.chat.names import Address, Receipt
from bot.errors import Unbuildable

KEY = "weft"
"""Where in an action's data ours is. Inputs come back beside it, under names that begin with `FIELD`."""
FIELD = "f."

Doing = Literal["press", "form", "home", "back", "said"]
_DOINGS: frozenset[str] = frozenset({"press", "form", "home", "back", "said"})
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried: what is being done, with what, and the post or home card that it began at."""

    doing: Doing
    action: Action | None = None
    post: str = ""
    is_home: bool = False
    is_aside: bool = False
    text: str = ""


def carry(doing: Doing, action: Action | None = None, origin: Origin | None = None, text: str = "") -> Data:
    """The data of an action. Without an origin it is the post that holds the action, which Teams tells itself."""
    data: Data = {"do": doing}
    if action is not None:
        data |= {"verb": action.verb} | ({"subject": action.subject} if action.subject else {})
    match origin:
        case Receipt():
            data["post"] = origin.post
        case Home():
            data |= {"home": True} | ({"post": origin.card.post} if origin.card.post else {})
        case Aside(post):
            data |= {"aside": True, "post": post.post}
        case Nowhere() | None:
            pass
    return {KEY: data | ({"text": text} if text else {})}


def read(data: object) -> Carried | None:
    """What an action's data carried; None when we did not write it."""
    match data:
        case {"weft": {"do": str(doing)} as ours} if doing in _DOINGS:
            return Carried(
                doing=doing,  # type: ignore[arg-type]  # it is among them
                action=_action(ours),
                post=_text(ours, "post"),
                is_home=ours.get("home") is True,
                is_aside=ours.get("aside") is True,
                text=_text(ours, "text"),
            )
        case _:
            return None


def origin(carried: Carried, conversation: Address, shown_in: str, mri: str) -> Origin:
    """Where it began: the carried post, else the one whose card it was done in."""
    post = carried.post or shown_in
    if carried.is_home:
        return Home(Receipt(conversation, post), mri)
    if not post:
        return Nowhere()
    return Aside(Receipt(conversation, post)) if carried.is_aside else Receipt(conversation, post)


def _action(ours: Mapping[str, Any]) -> Action | None:
    if "verb" not in ours:
        return None
    try:
        return Action(_text(ours, "verb"), _text(ours, "subject"))
    except Unbuildable:
        return None


def _text(ours: Mapping[str, Any], key: str) -> str:
    value = ours.get(key)
    return value if isinstance(value, str) else ""
