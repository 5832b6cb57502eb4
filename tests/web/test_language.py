"""The pages are in the language in which the core speaks to whoever looks, and say so to their browser."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest

from adapters.web.door import spoken
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


async def test_a_stranger_is_spoken_to_as_their_browser_likes(inbox: Inbox) -> None:
    async with inbox.stranger(in_welsh) as browser:
        page = page_of(await browser.get("/", headers={"accept-language": "fr, cy-GB;q=0.9, en;q=0.5"}))
    assert next(page.every("html")).attributes["lang"] == "cy"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("cy", "cy"),
        ("cy-GB,cy;q=0.9,en;q=0.8", "cy"),
        ("en-GB,en;q=0.9,cy;q=0.8", "en"),
        ("fr;q=1,cy;q=0.1", "cy"),
        ("cy;q=0,en", "en"),
        ("cy;q=high", "en"),
        ("*", "en"),
        (";;;,,=,", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_a_browser_likes_languages_more_or_less(header: str, language: str) -> None:
    assert spoken(header) == language


async def test_earlier_letters_are_in_the_reader_s_language_too(inbox: Inbox) -> None:
    async with inbox.visit(in_welsh) as browser:
        page = page_of(await browser.get("/?page=1"))
    assert next(page.every("html")).attributes["lang"] == "cy"
