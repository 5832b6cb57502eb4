"""A link lets its bearer in until it ends or is revoked, and is told to nobody."""

import logging
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.chat.message import Message, Text
from bot.errors import Unavailable, Unreachable
from tests.web.conftest import LIFE, Inbox, heading, proof


async def test_a_link_opens_the_inbox(inbox: Inbox) -> None:
    async with inbox.stranger() as browser:
        entered = await browser.get(await inbox.link())
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert heading(await browser.get("/")) == "Good to see you, Ada"


async def test_a_session_is_kept_from_scripts_other_sites_and_plain_http(inbox: Inbox) -> None:
    async with inbox.stranger() as browser:
        name, *flags = (await browser.get(await inbox.link())).headers["set-cookie"].split("; ")
    assert name.startswith("__Host-weft=")
    # A month longer than it lets in.
    age = (LIFE + timedelta(days=30)).total_seconds()
    assert set(flags) == {"HttpOnly", f"Max-Age={age:.0f}", "Path=/", "SameSite=lax", "Secure"}


async def test_over_plain_http_the_cookie_can_still_be_set() -> None:
    inbox = await Inbox("http://localhost:8000").furnish()
    async with inbox.stranger() as browser:
        cookie = (await browser.get(await inbox.link())).headers["set-cookie"]
    assert cookie.startswith("weft=")
    assert "Secure" not in cookie


async def test_a_scanner_that_follows_a_link_first_takes_nothing_away(inbox: Inbox) -> None:
    link = await inbox.link()
    async with inbox.stranger() as scanner, inbox.stranger() as browser:
        await scanner.head(link)
        await scanner.get(link, follow_redirects=True)
        assert (await browser.get(link)).status_code == 303
    assert inbox.mailbox.holders["ada"].generation == 1


@pytest.mark.parametrize("token", ["x", "a.b", "WzFd.x", "%00", "e30.ü"])
async def test_a_made_up_link_sets_nothing(inbox: Inbox, token: str) -> None:
    async with inbox.stranger() as browser:
        refused = await browser.get(f"/enter/{token}")
    assert (refused.status_code, heading(refused)) == (403, "This link does not work")
    assert "set-cookie" not in refused.headers


async def test_a_link_signed_with_another_secret_or_for_another_purpose_is_forged(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        session = browser.cookies["__Host-weft"]
        assert (await browser.get(f"/enter/{session}")).status_code == 403
        token = (await inbox.link()).rpartition("/")[2]
        browser.cookies.clear()
        browser.cookies.set("__Host-weft", token)
        assert (await browser.get("/")).status_code == 401


async def test_a_link_ends(inbox: Inbox) -> None:
    link = await inbox.link()
    async with inbox.stranger() as browser:
        inbox.clock.now += LIFE - timedelta(seconds=1)
        assert (await browser.get(link)).status_code == 303
        inbox.clock.now += timedelta(seconds=1)
        ended = await browser.get(link)
    assert (ended.status_code, heading(ended)) == (410, "This link has run out")
    assert "convener" in ended.text
    assert "set-cookie" not in ended.headers


async def test_a_session_ends_with_its_life(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        inbox.clock.now += LIFE - timedelta(seconds=1)
        assert (await browser.get("/")).status_code == 200
        inbox.clock.now += timedelta(seconds=1)
        # However long a browser keeps the cookie.
        assert (await browser.get("/")).status_code == 401


async def test_signing_out_everywhere_ends_links_and_sessions(inbox: Inbox) -> None:
    link = await inbox.link()
    async with inbox.visit() as phone, inbox.visit() as laptop:
        left = await phone.post("/leave", data={"proof": await proof(phone), "where": "everywhere"})
        assert (left.status_code, heading(left)) == (200, "You are signed out everywhere")
        assert 'weft=""' in left.headers["set-cookie"]
        assert (await laptop.get("/")).status_code == 401
        revoked = await laptop.get(link)
        assert (revoked.status_code, heading(revoked)) == (410, "This link has been withdrawn")
        assert (await laptop.get(await inbox.link())).status_code == 303


async def test_signing_out_here_leaves_the_link_alone(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        left = await browser.post("/leave", data={"proof": await proof(browser), "where": "here"})
        assert heading(left) == "You are signed out"
        assert heading(await browser.get("/")) == "Please come in by your link"
        assert (await browser.get(await inbox.link())).status_code == 303


async def test_whoever_is_removed_is_out(inbox: Inbox) -> None:
    link = await inbox.link()
    async with inbox.visit() as browser:
        del inbox.mailbox.holders["ada"]
        assert (await browser.get(link)).status_code == 410
        assert heading(await browser.get("/")) == "You have been signed out"


async def test_a_link_is_for_people_with_an_inbox(inbox: Inbox) -> None:
    with pytest.raises(Unreachable):
        await inbox.platform.link("nobody")
    inbox.mailbox.broken = 1
    with pytest.raises(Unavailable):
        await inbox.link()


async def test_links_and_words_are_never_logged(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    link = await inbox.link()
    with capture_logs() as logged:
        async with inbox.visit() as browser:
            sent = {"proof": await proof(browser), "verb": "check_in.answer", "one:why": "a secret of mine"}
            await browser.post("/submit", data=sent)
            await browser.post("/submit", data=sent | {"proof": ""})
            await browser.get(f"{link}x")
            inbox.clock.now += LIFE
            await browser.get(link)
            fresh = await inbox.link()
            inbox.mailbox.broken = 1
            await browser.get(fresh)
        await inbox.platform.post(inbox.check_in.address, Message("secret", (Text("secret"),)))
    assert [(entry["event"], entry["reason"]) for entry in logged] == [
        ("request.refused", "unproven"),
        ("link.refused", "forged"),
        ("link.refused", "expired"),
        ("request.failed", "unavailable"),
    ]
    # httpx is the browser here, and logs what it asks for itself.
    own = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert not [line for line in [*own, str(logged)] if "secret" in line or "/enter/" in line or "ada" in line]
