"""What every activity tells: who acted, in which conversation, and where that is found."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from adapters.teams.scene import PLATFORM, Whereabouts
from bot.chat.names import Address, Identity, Person

Activity = Mapping[str, Any]

_ALONE, _CHANNEL, _SEVERAL = "personal", "channel", "groupChat"


def whereabouts(activity: Activity, tenant: str) -> Whereabouts | None:
    """Where its conversation and person are found; None when it tells no conversation.

    A channel's thread is the channel: whatever stands behind `;messageid=` says only which post began it.
    """
    match activity:
        case {"conversation": {"id": str(thread)} as conversation, "serviceUrl": str(service_url)} if thread:
            kind, someone = text(conversation, "conversationType"), part(activity, "from")
            mri = text(someone, "id")
            return Whereabouts(
                conversation=Address(PLATFORM, tenant or tenant_of(activity), channel_of(thread)),
                # Where Teams does not say, others may read along.
                kind=kind if kind in {_ALONE, _CHANNEL} else _SEVERAL,
                service_url=service_url,
                mri=mri,
                user=text(someone, "aadObjectId") or mri,
                team=text(part(part(activity, "channelData"), "team"), "id"),
            )
        case _:
            return None


def channel_of(thread: str) -> str:
    """The conversation without the post that began a thread in it."""
    return thread.partition(";messageid=")[0]


def person(activity: Activity, where: Whereabouts) -> Person:
    """Who acted. Their tenant is their own: in a channel shared with others it is not the conversation's."""
    someone = part(activity, "from")
    tenant = text(someone, "tenantId") or tenant_of(activity) or where.conversation.tenant
    return Person(Identity(PLATFORM, tenant, where.user), text(someone, "name"), _zone(activity))


def text(told: Mapping[str, Any], key: str) -> str:
    """A text that is told; "" when it is not, or is no text."""
    value = told.get(key)
    return value if isinstance(value, str) else ""


def part(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A part that is told; an empty one when it is not, or is none."""
    value = told.get(key)
    return value if isinstance(value, Mapping) else {}


def tenant_of(activity: Activity) -> str:
    """The tenant that an activity tells of; "" for none."""
    match activity:
        case {"channelData": {"tenant": {"id": str(tenant)}}} if tenant:
            return tenant
        case {"conversation": {"tenantId": str(tenant)}}:
            return tenant
        case _:
            return ""


def _zone(activity: Activity) -> str | None:
    of_client = (text(entity, "timezone") for entity in entities(activity) if entity.get("type") == "clientInfo")
    told = (text(activity, "localTimezone"), *of_client)
    return next((zone for zone in told if zone and zone in _zones()), None)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def entities(activity: Activity) -> Iterator[Mapping[str, Any]]:
    """What an activity says about its text and its client."""
    told = activity.get("entities")
    return (each for each in (told if isinstance(told, list) else []) if isinstance(each, Mapping))
