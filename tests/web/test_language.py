"""The pages are in the language in which the core speaks to whoever looks, and say so to their browser."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest

from bot.chat.events import Inbound, Opened, Reject, Reply, Whisper
from bot.speech import speak
from tests.catalogue import Words, offering
from tests.html import Node
from tests.web.conftest import Inbox, page_of, proof
from tests.web.gallery import PULSE, THANKS

WELSH: Words = {
    "Your inbox": "Eich mewnflwch",
    "Letters": "Llythyrau",
    "Skip to the content": "Neidio i'r cynnwys",
    "{date}, {time} UTC": "{time} UTC, {date}",
    "Error: {title}": "Gwall: {title}",
    ("One thing needs another look", "{count} things need another look"): (
        "Dim i'w weld eto",
        "Un peth i'w weld eto",
        "{count} beth i'w gweld eto",
        "{count} pheth i'w gweld eto",
        "{count} pheth i'w gweld eto",
        "{count} peth i'w gweld eto",
    ),
    "You are signed out": "Rydych wedi allgofnodi",
}


@pytest.fixture(autouse=True)
def _welsh(tmp_path: Path) -> Iterator[None]:
    with offering(tmp_path, "cy", WELSH):
        yield


async def in_welsh(inbound: Inbound) -> Reply:
    speak("cy")
    if isinstance(inbound, Opened):
        return Whisper(THANKS)
    return Reject(PULSE, {"": "Na.", PULSE.fields[0].name: "Na."})


async def test_the_inbox_is_in_the_reader_s_language(inbox: Inbox) -> None:
    async with inbox.visit(in_welsh) as browser:
        page = page_of(await browser.get("/"))
    assert next(page.every("html")).attributes["lang"] == "cy"
    assert page.one("title").text.startswith("Eich mewnflwch ")
    assert page.one("a", class_="skip").text == "Neidio i'r cynnwys"
    assert page.one("h2", id="letters").text == "Llythyrau"
    assert next(page.every("p", class_="posted")).text == "09:00 UTC, 2 Mawrth 2026"


async def test_a_refused_form_counts_as_its_language_does(inbox: Inbox) -> None:
    async with inbox.visit(in_welsh) as browser:
        sent = {"proof": await proof(browser), "verb": PULSE.action.verb, "subject": PULSE.action.subject}
        page = page_of(await browser.post("/submit", data=sent))
    assert page.one("title").text.startswith("Gwall: Weekly pulse ")
    assert page.one("h2", id="errors-title").text == "2 beth i'w gweld eto"


async def test_who_is_not_known_yet_is_spoken_to_in_english(inbox: Inbox) -> None:
    async def seen(coming: AbstractAsyncContextManager[httpx.AsyncClient]) -> Node:
        async with coming as browser:
            return page_of(await browser.get("/"))

    # A server gives each request a task of its own; in one it would be spoken to like whoever came before.
    known = await asyncio.create_task(seen(inbox.visit(in_welsh)))
    page = await asyncio.create_task(seen(inbox.stranger(in_welsh)))
    assert next(known.every("html")).attributes["lang"] == "cy"
    assert next(page.every("html")).attributes["lang"] == "en"
    assert page.one("h1").text == "Please come in by your link"
