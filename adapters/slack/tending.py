"""Sees, once a minute, to what changes by itself in installations: so nobody who presses something waits for it."""

import asyncio
import random

import structlog

from adapters.slack.installs import Installs

_log = structlog.get_logger(__name__)

_EVERY = (48.0, 72.0)
"""Seconds from one time to the next: not the same ones, so that replicas do not come all at once."""


async def tend(installs: Installs) -> None:
    """Do so until cancelled."""
    while True:
        await asyncio.sleep(random.uniform(*_EVERY))  # noqa: S311  nobody gains by guessing it
        try:
            await installs.tend()
        except Exception as error:  # noqa: BLE001  whatever it is, it is tried again
            _log.error("installations.not_tended", platform="slack", fault=type(error).__name__)
