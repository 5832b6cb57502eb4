"""An inbox with one of everything: over ASGI, and served on loopback for a real browser."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, async_playwright

from adapters.web import names
from adapters.web.platform import WebPlatform
from bot.chat.events import Receive
from bot.chat.names import Receipt
from tests.browser import chromium_path, launch_arguments
from tests.html import Node, read
from tests.stubs.mailbox import MemoryMailbox
from tests.web.gallery import CHECK_IN, DIGEST, Clock, Gallery

USER = "ada"
LIFE = timedelta(days=30)
FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class Inbox:
    """Ada's inbox, with a digest and a newer, open check-in, and everything around it."""

    url: str = "https://weft.example"
    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    gallery: Gallery = field(default_factory=Gallery)
    clock: Clock = field(default_factory=Clock)
    platform: WebPlatform = field(init=False)
    check_in: Receipt = field(init=False)

    async def furnish(self) -> "Inbox":
        await self.mailbox.enrol(USER, "Ada Nwosu")
        self.platform = WebPlatform(
            secret="for tests only", base_url=self.url, mailbox=self.mailbox, link_life=LIFE, clock=self.clock
        )
        for message in (DIGEST, CHECK_IN):
            self.check_in = await self.platform.post(names.address(USER), message)
        return self

    async def link(self) -> str:
        return await self.platform.link(USER)

    @asynccontextmanager
    async def stranger(self, receive: Receive | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """A browser without a screen, and without a session."""
        wire = httpx.ASGITransport(self.platform.asgi(receive or self.gallery.receive), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=wire, base_url=self.url, headers=FORM) as browser:
            yield browser

    @asynccontextmanager
    async def visit(self, receive: Receive | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """A browser without a screen that has come in by Ada's link."""
        async with self.stranger(receive) as browser:
            assert (await browser.get(await self.link())).status_code == 303
            yield browser


async def proof(browser: httpx.AsyncClient) -> str:
    """What this browser's forms carry."""
    return next(read((await browser.get("/")).text).every("input", name="proof")).value


def heading(response: httpx.Response) -> str:
    """What a page is about."""
    return page_of(response).one("h1").text


def page_of(response: httpx.Response) -> Node:
    return read(response.text)


@pytest_asyncio.fixture
async def inbox() -> Inbox:
    return await Inbox().furnish()


@pytest_asyncio.fixture(loop_scope="module")
async def served() -> AsyncIterator[Inbox]:
    """An inbox at a loopback address."""
    listening = socket.create_server(("127.0.0.1", 0))
    inbox = await Inbox(f"http://127.0.0.1:{listening.getsockname()[1]}").furnish()
    asgi = inbox.platform.asgi(inbox.gallery.receive)
    server = uvicorn.Server(uvicorn.Config(asgi, log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield inbox
    server.should_exit = True
    await serving
    listening.close()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """A real browser without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=launch_arguments())
        yield browser
        await browser.close()
