"""Asking the platforms who is in spaces, which no transaction waits for."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog

from bot.chat.events import Pressed
from bot.chat.names import Person
from bot.chat.platform import Platform
from bot.domain.partnership import Space
from bot.domain.presence import Rosters

PATIENCE = 60.0
"""Seconds that a platform may take to say who is in a big space, when somebody waits to see it."""
_MOMENT = 1.2
"""Seconds that a platform may take to say who somebody is, of those that Slack waits for a form."""
_log = structlog.get_logger()


async def look_up(spaces: Sequence[Space], platforms: Mapping[str, Platform], patience: float) -> Rosters:
    """Ask the platforms who is in these spaces, all at once; each may take `patience` seconds."""
    found = await asyncio.gather(*(_roster(space, platforms, patience) for space in spaces))
    return {space.id: roster for space, roster in zip(spaces, found, strict=True) if roster is not None}


async def introduce(pressed: Pressed, platforms: Mapping[str, Platform]) -> Pressed:
    """The same with what the platform tells of who pressed; without it where it cannot, or not at once."""
    platform = platforms.get(pressed.who.identity.platform)
    if platform is None or pressed.origin is None:
        return pressed
    try:
        async with asyncio.timeout(_MOMENT):
            told = await platform.about(pressed.who, pressed.origin.address)
    except Exception as error:  # noqa: BLE001  whatever is wrong with a platform, people may join
        _log.warning("person.not_introduced", fault=type(error).__name__)
        return pressed
    return replace(pressed, who=replace(told, identity=pressed.who.identity))


async def _roster(space: Space, platforms: Mapping[str, Platform], patience: float) -> Sequence[Person] | None:
    if (platform := platforms.get(space.address.platform)) is None:
        return None
    try:
        async with asyncio.timeout(patience):
            return await platform.members(space.address)
    except Exception as error:  # noqa: BLE001  whatever is wrong with a platform, what is asked for goes on
        _log.warning("roster.not_looked_up", space=space.id, fault=type(error).__name__)
        return None
