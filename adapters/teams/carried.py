"""What travels through Teams unseen and comes back: what a button or form means, and where it was shown."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Literal

from adapters.teams.scene import Aside, Home, Nowhere, Origin, Whereabouts
from bot.chat.message import Action
from bot.chat.names import Receipt
from bot.errors import Unbuildable

KEY = "weft"
"""Where in an action's data ours is. Inputs come back beside it, under names that begin with `FIELD`."""
FIELD = "f."

_KEY = secrets.token_bytes(32)
_SEAL = 32

Doing = Literal["press", "form", "home", "back", "said"]
_DOINGS: frozenset[str] = frozenset({"press", "form", "home", "back", "said"})
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried: what is being done, with what, and the post or home card that it began at."""

    doing: Doing
    action: Action | None = None
    post: str = ""
    seal: str = ""
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
            data |= _sealed(origin)
        case Home():
            data |= {"home": True} | (_sealed(origin.card) if origin.card.post else {})
        case Aside(post):
            data |= {"aside": True} | _sealed(post)
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
                seal=_text(ours, "seal"),
                is_home=ours.get("home") is True,
                is_aside=ours.get("aside") is True,
                text=_text(ours, "text"),
            )
        case _:
            return None


def origin(carried: Carried, where: Whereabouts, shown_in: str) -> Origin:
    """Where it began: the post whose card it was done in, which Teams tells, else the carried one.

    A client can be made to send anything, so a carried post counts only with our seal, a home card only in private.
    """
    conversation, post = where.conversation, shown_in
    if not post and compare_digest(carried.seal.encode(), seal(Receipt(conversation, carried.post)).encode()):
        post = carried.post
    if carried.is_home and where.kind == "personal":
        return Home(Receipt(conversation, post), where.mri)
    if not post:
        return Nowhere()
    return Aside(Receipt(conversation, post)) if carried.is_aside else Receipt(conversation, post)


def seal(post: Receipt) -> str:
    """What shows that we carried this post. It ends with the process: dialogs are open for minutes."""
    said = f"{post.address.tenant} {post.address.place} {post.post}"
    return hmac.new(_KEY, said.encode(), sha256).hexdigest()[:_SEAL]


def _sealed(post: Receipt) -> Data:
    return {"post": post.post, "seal": seal(post)}


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
