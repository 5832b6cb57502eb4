"""An inbox with one of everything: over ASGI, and served on loopback for a real browser."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, async_playwright

from adapters.web import names
from adapters.web.platform import WebPlatform
from tests.browser import chromium_path, launch_arguments
from tests.stubs.mailbox import MemoryMailbox
from tests.web.gallery import CHECK_IN, DIGEST, Gallery

USER = "ada"


@dataclass(frozen=True, slots=True)
class Inbox:
    """A platform being served, and everything around it."""

    url: str
    platform: WebPlatform
    mailbox: MemoryMailbox
    gallery: Gallery

    async def link(self) -> str:
        return await self.platform.link(USER)


@pytest_asyncio.fixture
async def served() -> AsyncIterator[Inbox]:
    """Ada's inbox with a digest and, newer, an open check-in, at a loopback address."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    inbox = Inbox(url, *await furnished(url))
    config = uvicorn.Config(
        inbox.platform.asgi(inbox.gallery.receive), log_config=None, access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield inbox
    server.should_exit = True
    await serving
    listening.close()


async def furnished(url: str) -> tuple[WebPlatform, MemoryMailbox, Gallery]:
    """A platform whose mailbox holds Ada with two letters."""
    mailbox = MemoryMailbox()
    await mailbox.enrol(USER, "Ada Nwosu")
    platform = WebPlatform(secret="for tests only", base_url=url, mailbox=mailbox, link_life=timedelta(days=30))
    for message in (DIGEST, CHECK_IN):
        await platform.post(names.address(USER), message)
    return platform, mailbox, Gallery()


@pytest_asyncio.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A real browser without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=launch_arguments())
        yield browser
        await browser.close()
