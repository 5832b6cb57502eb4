"""A calendar by signed link: read by a program, to be had by nobody without the link, and at an end with the role."""

import hashlib

import httpx
import pytest
from itsdangerous import URLSafeSerializer

from adapters import http
from adapters.web.feed import PATH, Feed
from bot.errors import StoreUnavailable
from tests.web.conftest import Inbox


async def _yes() -> tuple[bool, dict[str, str]]:
    return True, {}


def browser(inbox: Inbox, feed: Feed) -> httpx.AsyncClient:
    sides = {"web": inbox.platform.asgi(inbox.gallery.receive), PATH: inbox.platform.calendars(feed)}
    return httpx.AsyncClient(transport=httpx.ASGITransport(http.app(sides, _yes)), base_url=inbox.url)


async def ada(member: str, generation: int) -> bytes | None:
    return b"BEGIN:VCALENDAR" if (member, generation) == ("ada", 1) else None


async def test_whoever_has_the_link_reads_the_calendar(inbox: Inbox) -> None:
    async with browser(inbox, ada) as program:
        read = await program.get(inbox.platform.calendar("ada", 1))
        seen = await program.head(inbox.platform.calendar("ada", 1))
    assert (read.status_code, read.content) == (200, b"BEGIN:VCALENDAR")
    assert read.headers["content-type"].startswith("text/calendar")
    assert read.headers["cache-control"] == "private, no-store"
    assert seen.status_code == 200


@pytest.mark.parametrize("forged", ["", "x", "x.ics", "ada.ics", "\u00e9.ics"])
async def test_nobody_else_does(inbox: Inbox, forged: str) -> None:
    async with browser(inbox, ada) as program:
        assert (await program.get(f"/{PATH}/{forged}")).status_code == 404
        link = (await inbox.link()).rpartition("/")[2]
        assert (await program.get(f"/{PATH}/{link}.ics")).status_code == 404


async def test_it_ends_with_what_the_member_may_see(inbox: Inbox) -> None:
    async with browser(inbox, ada) as program:
        gone = await program.get(inbox.platform.calendar("bo", 1))
    assert gone.status_code == 404
    assert "no calendar" in gone.text


async def test_an_earlier_address_ends_and_one_from_before_there_were_others_leads_on(inbox: Inbox) -> None:
    how = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    first = URLSafeSerializer("for tests only", salt="weft.web.feed", signer_kwargs=how).dumps("ada")
    async with browser(inbox, ada) as program:
        assert (await program.get(inbox.platform.calendar("ada", 2))).status_code == 404
        assert (await program.get(f"/{PATH}/{first}.ics")).status_code == 200


async def test_it_can_only_be_read(inbox: Inbox) -> None:
    async with browser(inbox, ada) as program:
        assert (await program.post(inbox.platform.calendar("ada", 1))).status_code == 405


async def test_a_database_that_is_out_of_reach_is_tried_again_later(inbox: Inbox) -> None:
    async def broken(_member: str, _generation: int) -> bytes | None:
        raise StoreUnavailable("busy")

    async with browser(inbox, broken) as program:
        later = await program.get(inbox.platform.calendar("ada", 1))
    assert (later.status_code, later.headers["retry-after"]) == (503, "60")
