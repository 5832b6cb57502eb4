"""Teams's activities -> what happened and where; whatever we do not know becomes None."""

from collections.abc import Mapping
from typing import Any

from adapters.teams import carried
from adapters.teams.carried import Carried
from adapters.teams.forms import values
from adapters.teams.parse_event import parse_event
from adapters.teams.parse_message import parse_message
from adapters.teams.scene import Arrival, BackTo, Dialog, Home, InCard, Whereabouts
from adapters.teams.told import part, person, tenant_of, text, whereabouts
from bot.chat.events import Opened, Pressed, Said, Submitted
from bot.chat.names import Person, Receipt

Activity = Mapping[str, Any]


def parse(activity: Activity, tenant: str, *, shared_channels: bool) -> Arrival | None:
    """Read any activity that Teams sends; total, so that a new kind of activity is only ignored.

    Args:
        activity: as it came, since the SDK's own reading loses the tenant.
        tenant: of the installation that it was sent to; "" for one that serves every tenant.
        shared_channels: whether the bot speaks in channels that are shared with other organisations.
    """
    where = whereabouts(activity, tenant)
    if where is None or (_is_shared(activity) and not shared_channels) or _is_foreign(activity, where, tenant):
        return None
    match activity:
        case {"type": "invoke", "name": str(name), "from": {"id": str()}}:
            return _invoked(activity, name, where)
        case {"type": "message", "from": {"id": str()}}:
            return parse_message(activity, where)
        case _:
            return parse_event(activity, where)


def _invoked(activity: Activity, name: str, where: Whereabouts) -> Arrival | None:
    who = person(activity, where)
    match name, activity.get("value"):
        case "adaptiveCard/action", {"action": {"data": Mapping() as data}}:
            return _in_card(activity, data, who, where)
        case (("task/fetch" | "task/submit"), {"data": Mapping() as data}):
            read = carried.read(data)
            if read is None:
                return None
            origin = carried.origin(read, where, _card_of(activity))
            opening = name == "task/fetch"
            typed = values(data) if read.doing == "form" else None
            return _done(read, who, where, Dialog(origin, opening, typed))
        case _:
            return None


def _in_card(activity: Activity, data: Mapping[str, Any], who: Person, where: Whereabouts) -> Arrival | None:
    read = carried.read(data)
    if read is None:
        return None
    origin = carried.origin(read, where, _card_of(activity))
    match read.doing, origin:
        case "home", _:
            home = origin if isinstance(origin, Home) else Home(Receipt(where.conversation, ""), where.mri)
            return Arrival(Opened(who), InCard(home), where)
        case "back", Receipt():
            return Arrival(None, BackTo(origin), where)
        case "said", _:
            return Arrival(Said(who, read.text, where.conversation), InCard(origin), where)
        case "press" | "form", _:
            return _done(read, who, where, InCard(origin, values(data) if read.doing == "form" else None))
        case _:
            return None


def _done(read: Carried, who: Person, where: Whereabouts, scene: InCard | Dialog) -> Arrival | None:
    if read.action is None:
        return None
    receipt = scene.origin if isinstance(scene.origin, Receipt) else None
    if scene.typed is None:
        return Arrival(Pressed(who, read.action, receipt), scene, where)
    return Arrival(Submitted(who, read.action, scene.typed, receipt), scene, where)


def _card_of(activity: Activity) -> str:
    """The post whose card it was done in. Old clients name it only behind the conversation's own id."""
    replied = text(activity, "replyToId")
    return replied or text(part(activity, "conversation"), "id").partition(";messageid=")[2]


def _is_foreign(activity: Activity, where: Whereabouts, tenant: str) -> bool:
    """Whether somebody of another tenant has brought the bot into a chat there, where nobody asked for it."""
    return bool(tenant) and where.kind != "channel" and tenant_of(activity) not in {tenant, ""}


def _is_shared(activity: Activity) -> bool:
    match activity:
        case {"channelData": {"channel": {"type": str(kind)}}}:
            return kind.lower() == "shared"
        case _:
            return False
