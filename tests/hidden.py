"""Digests and results of partnerships so small, or of one mind, that most of them is hidden; for pictures."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import uvicorn
from playwright.async_api import Browser

from adapters.web.platform import WebPlatform
from bot.chat.events import Inbound, Replace, Reply
from bot.chat.message import Message
from bot.domain.digest import WEEK, Lens, compose
from bot.domain.disclosure.making import release
from bot.domain.disclosure.release import Release
from bot.domain.group import Group, Groups, Margin
from bot.domain.prompt import Kind, Prompt, ScaleQuestion
from bot.domain.response import Response, Sharing
from bot.domain.schedule import Visibility
from bot.texts import digests, results
from tests.domain.examples import OCCURRENCE
from tests.stubs.mailbox import MemoryMailbox

SIZES = {"phone": (390, 844), "desk": (1200, 900)}
PULSE = Prompt(
    "prompt",
    Kind.PULSE,
    "Seeing the system",
    "",
    (
        ScaleQuestion("q1", "I have a clear picture of how the whole system works."),
        ScaleQuestion("q2", "When I speak in this partnership, I am listened to."),
        ScaleQuestion("q3", "I can call on people in other organisations."),
    ),
)
SECTORS = {"nhs": "NHS", "local_authority": "Local authority", "voluntary": "Voluntary and community"}
TINY = {("Fen Trust", "nhs"): 9, ("Ely Council", "local_authority"): 8}
"""Two organisations, of which each knows what its own people said: how many answer of each."""
SMALL = {("Fen Trust", "nhs"): 4, ("Ely Council", "local_authority"): 3, ("Marsh Aid", "voluntary"): 2}
"""Three small ones, which nearly agree."""


def messages() -> Iterator[tuple[str, Message]]:
    """What there is to be seen, with a name for its picture."""
    for name, people, agreeing, visibility in (
        ("tiny", TINY, 0.5, Visibility.ANONYMOUS),
        ("hidden", SMALL, 0.8, Visibility.ORGANISATION),
    ):
        released = [_released(people, week, agreeing, visibility) for week in (1, 0)]
        own = frozenset({f"{Margin.ORGANISATION}:Fen Trust", f"{Margin.SECTOR}:nhs"})
        for role, lens in (("convener", Lens(whole=True, own=own)), ("lead", Lens(whole=False, own=own))):
            yield f"{name}-digest-{role}", _digest(released, lens)
            yield f"{name}-results-{role}", results.message(results.View(released[-1], lens, "Europe/London", 0))


def _released(people: Mapping[tuple[str, str], int], weeks: int, agreeing: float, visibility: Visibility) -> Release:
    """What is released of a check-in that closed so many weeks before the digest."""
    chance = random.Random(f"{people} {weeks}")
    responses = [
        Response(
            "now",
            f"{organisation} {number}",
            {question.key: chance.randint(4, 5) if chance.random() < agreeing else 2 for question in PULSE.questions},
            Sharing.NO,
            groups=_standing(organisation, sector),
        )
        for (organisation, sector), answering in people.items()
        for number in range(answering)
    ]
    asked = [response.groups for response in responses] + [_standing(*party) for party in people]
    sectors = [Group(Margin.SECTOR, sector, SECTORS[sector]) for _, sector in people]
    organisations = [Group(Margin.ORGANISATION, organisation, organisation) for organisation, _ in people]
    return release(
        prompt=PULSE,
        occurrence=replace(OCCURRENCE, id=f"{weeks}", visibility=visibility),
        groups=[*sectors, *organisations],
        asked=asked,
        responses=responses,
        names={},
        closed_at=OCCURRENCE.closes_at - weeks * WEEK,
    )


def _standing(organisation: str, sector: str) -> Groups:
    return frozenset({f"{Margin.ORGANISATION}:{organisation}", f"{Margin.SECTOR}:{sector}"})


def _digest(released: Sequence[Release], lens: Lens) -> Message:
    made = compose(
        partnership="p",
        name="Fenland",
        until=OCCURRENCE.closes_at + timedelta(days=1),
        zone="Europe/London",
        lens=lens,
        releases=released[-1:],
        earlier={OCCURRENCE.schedule: released},
        coming=(),
    )
    return digests.message(made)


async def take(browser: Browser, folder: Path) -> None:
    """Write a picture of each, on phone and desk, as the web inbox shows it."""
    for name, message in messages():
        async with inbox(message) as link:
            for size, (width, height) in SIZES.items():
                page = await browser.new_page(viewport={"width": width, "height": height})
                await page.goto(link)
                await page.screenshot(path=folder / f"{name}-{size}.png", full_page=True)
                await page.close()


@asynccontextmanager
async def inbox(message: Message) -> AsyncIterator[str]:
    """An inbox at a loopback address that shows this message to whoever opens it; its link."""

    async def receive(_: Inbound) -> Reply:
        return Replace(message)

    listening = socket.create_server(("127.0.0.1", 0))
    url, mailbox = f"http://127.0.0.1:{listening.getsockname()[1]}", MemoryMailbox()
    await mailbox.enrol("ada", "Ada")
    platform = WebPlatform(secret="for pictures", base_url=url, mailbox=mailbox, link_life=WEEK)
    server = uvicorn.Server(uvicorn.Config(platform.asgi(receive), log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield await platform.link("ada")
    server.should_exit = True
    await serving
    listening.close()
