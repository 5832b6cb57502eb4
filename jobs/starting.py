"""Starts platforms: one that is down for now is tried again in the background, while everything else serves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import structlog

from bot.chat.events import Receive
from bot.chat.platform import Platform
from bot.errors import Disconnected, PlatformError, SettingsInvalid

_log = structlog.get_logger()


Up = Callable[[Platform], Awaitable[None]]
"""What is done once a platform is up."""


async def start(platforms: Sequence[Platform], receive: Receive | None, up: Up) -> Sequence[Platform]:
    """Start each platform; those that could not be started just now.

    Raises:
        SettingsInvalid: a platform does not accept its credentials, which no later attempt would change.
    """
    down: list[Platform] = []
    for platform in platforms:
        try:
            await platform.start(receive)
        except Disconnected as error:
            raise SettingsInvalid(f"{platform.name} could not be started: {error}") from None
        except PlatformError as error:
            _log.warning(
                "platform.not_started", platform=platform.name, fault=type(error).__name__, reason=str(error)
            )
            down.append(platform)
        else:
            await up(platform)
    return down


@asynccontextmanager
async def trying_again(
    down: Sequence[Platform], receive: Receive | None, up: Up, pause: float, stop: Callable[[], None]
) -> AsyncIterator[None]:
    """While the block runs, start what is down every `pause` seconds until all of it is up.

    Raises:
        SettingsInvalid: as `start`, once `stop` has brought the block to its end.
    """
    tries = asyncio.create_task(_try_again(down, receive, up, pause))
    tries.add_done_callback(lambda done: None if done.cancelled() or done.exception() is None else stop())
    try:
        yield
    finally:
        tries.cancel()
        await asyncio.wait({tries})
    if not tries.cancelled():
        tries.result()


async def _try_again(down: Sequence[Platform], receive: Receive | None, up: Up, pause: float) -> None:
    while down:
        await asyncio.sleep(pause)
        still = await start(down, receive, up)
        for platform in down:
            if platform not in still:
                _log.info("platform.started", platform=platform.name)
        down = still
