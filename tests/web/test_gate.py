"""Only a form of ours, from our own pages, sent in time by whom it was made for, is acted on."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from bot.chat.events import Opened, Pressed, Submitted
from bot.chat.platform import AsgiMessage
from tests.web.conftest import LIFE, USER, Inbox, heading, page_of, proof

PRESS = {"verb": "answers.show", "subject": "", "origin": ""}
BASE = "https://weft.example"


def acted_on(inbox: Inbox) -> bool:
    return any(isinstance(told, Pressed | Submitted) for told in inbox.gallery.told)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": BASE}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://weft.example"}, 403),
        ({"origin": f"{BASE}:8443"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://["}, 403),
        ({"host": "evil.example"}, 421),
        ({"host": ""}, 421),
        ({"host": "["}, 421),
        ({"host": "WEFT.example:443"}, 200),
    ],
)
async def test_a_form_comes_from_our_own_pages(inbox: Inbox, headers: Mapping[str, str], status: int) -> None:
    async with inbox.visit() as browser:
        sent = await browser.post("/press", data=PRESS | {"proof": await proof(browser)}, headers=headers)
    assert sent.status_code == status
    assert acted_on(inbox) == (status == 200)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
async def test_on_loopback_every_name_of_it_is_ours(host: str) -> None:
    inbox = await Inbox("http://127.0.0.1:8000").furnish()
    async with inbox.visit() as browser:
        asked = {"origin": f"http://{host}", "host": host}
        sent = await browser.post("/press", data=PRESS | {"proof": await proof(browser)}, headers=asked)
    assert sent.status_code == 200


@pytest.mark.parametrize("path", ["/press", "/submit", "/leave"])
@pytest.mark.parametrize("forged", ["", "0" * 64, "é"])
async def test_a_form_without_its_proof_does_nothing(inbox: Inbox, path: str, forged: str) -> None:
    async with inbox.visit() as browser:
        sent = await browser.post(path, data=PRESS | {"proof": forged, "where": "everywhere", "one:why": "my words"})
        assert (await browser.get("/")).status_code == 200
    assert (sent.status_code, heading(sent)) == (403, "That did not come from your inbox")
    assert "my words" not in sent.text
    assert not acted_on(inbox)


async def test_one_persons_proof_is_of_no_use_to_another(inbox: Inbox) -> None:
    await inbox.mailbox.enrol("eve", "Eve")
    async with inbox.visit() as ada, inbox.stranger() as eve:
        await eve.get(await inbox.platform.link("eve"))
        sent = await ada.post("/press", data=PRESS | {"proof": await proof(eve)})
    assert sent.status_code == 403


async def test_a_half_written_form_survives_coming_in_again(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        before = await proof(browser)
        inbox.clock.now += LIFE / 2
        await browser.get(await inbox.link())
        assert (await browser.post("/press", data=PRESS | {"proof": before})).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "&verb=DROP+TABLE",
        "&verb=",
        "",
        "&verb=a&verb=b",
        "&verb=a&subject=b&subject=c",
        f"&verb=a&subject={'x' * 181}",
        "&verb=a&origin=1&origin=2",
        "&verb=a&proof=twice",
        "&verb=a&one:why=%ff",
        "&verb=a&one:why=1&one:why=2",
        "&verb=a&one:why=1&many:why=2",
        "&verb=a&many:why=1&one:why=2",
        "&verb=a&one:Not+a+name=1",
        "&verb=a" + "&many:why=1" * 7_000,
    ],
)
async def test_a_body_that_no_page_of_ours_sends_does_nothing(inbox: Inbox, body: str) -> None:
    async with inbox.visit() as browser:
        sent = await browser.post("/submit", content=f"proof={await proof(browser)}{body}")
    assert (sent.status_code, heading(sent)) == (400, "We could not read that")
    assert not acted_on(inbox)


async def test_signing_out_nowhere_in_particular_is_here(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        await browser.post("/leave", data={"proof": await proof(browser)})
    assert inbox.mailbox.holders[USER].generation == 1


async def test_a_body_has_an_end(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        body = PRESS | {"proof": await proof(browser)}
        room = 1024 * 1024 - len(urlencode(body)) - len("&one%3Awhy=")
        fits = await browser.post("/submit", data=body | {"one:why": "x" * room})
        told = len(inbox.gallery.told)
        spills = await browser.post("/submit", data=body | {"one:why": "x" * (room + 1)})
    assert fits.status_code == 422
    assert (spills.status_code, heading(spills)) == (413, "That is too long to take in")
    assert len(inbox.gallery.told) == told


@pytest.mark.parametrize("how", ["ran out", "signed out elsewhere"])
async def test_words_sent_after_a_session_ended_are_handed_back(inbox: Inbox, how: str) -> None:
    async with inbox.visit() as browser:
        body = {"proof": await proof(browser), "verb": "check_in.answer", "one:why": "\nA long <story>"}
        if how == "ran out":
            inbox.clock.now += LIFE
        else:
            await inbox.mailbox.revoke(USER)
        sent = await browser.post("/submit", data=body)
    assert (sent.status_code, heading(sent)) == (401, "You have been signed out")
    assert page_of(sent).one("textarea").value == "\nA long <story>"
    assert not acted_on(inbox)


async def test_every_word_is_handed_back_weeks_after_a_session_ended_too(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        body = {"proof": await proof(browser), "verb": "check_in.answer"}
        typed = {"one:word": "Tired", "one:why": "疲れました", "one:day": "2026-05-12", "many:topic": "trust"}
        inbox.clock.now += LIFE + timedelta(days=29)
        sent = await browser.post("/submit", data=body | typed)
    assert (sent.status_code, heading(sent)) == (401, "You have been signed out")
    assert [word.value for word in page_of(sent).every("textarea")] == list(typed.values())
    assert not acted_on(inbox)


async def test_without_a_session_nothing_is_shown(inbox: Inbox) -> None:
    async with inbox.stranger() as browser:
        for seen in (await browser.get("/"), await browser.post("/press", data=PRESS)):
            assert (seen.status_code, heading(seen)) == (401, "Please come in by your link")
    assert inbox.gallery.told == []


async def test_every_response_is_dressed(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        good = PRESS | {"proof": await proof(browser)}
        responses = [
            await browser.get("/"),
            await browser.get(await inbox.link()),
            await browser.get("/enter/forged"),
            await browser.get("/nowhere"),
            await browser.get("/static/weft.css"),
            await browser.post("/press", data=good),
            await browser.post("/press", data=PRESS),
            await browser.get("/", headers={"host": "evil.example"}),
            await browser.put("/"),
        ]
    for response in responses:
        secret, static = "/enter/" in response.url.path, "/static/" in response.url.path
        assert response.headers["content-security-policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-robots-tag"] == "noindex, nofollow"
        assert response.headers["cache-control"] == ("max-age=600" if static else "no-store")
        assert response.headers["referrer-policy"] == ("no-referrer" if secret else "same-origin")
    assert [response.status_code for response in responses] == [200, 303, 403, 404, 200, 200, 403, 421, 404]


async def test_looking_at_a_page_tells_the_core_nothing_but_that(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        for path in ("/press?verb=answers.show", "/submit?verb=a", "/leave?where=everywhere"):
            assert (await browser.get(path)).headers["location"] == "/"
        await browser.get("/")
    assert [type(told) for told in inbox.gallery.told] == [Opened]


async def test_a_browser_that_hangs_up_halfway_has_done_nothing(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        cookie = f"__Host-weft={browser.cookies['__Host-weft']}".encode()
    heard: Iterator[AsgiMessage] = iter(
        [{"type": "http.request", "body": b"verb=answers.sh", "more_body": True}, {"type": "http.disconnect"}]
    )
    said: list[AsgiMessage] = []

    async def receive() -> AsgiMessage:
        return next(heard)

    async def send(message: AsgiMessage) -> None:
        said.append(message)

    headers = [(b"host", b"weft.example"), (b"cookie", cookie)]
    scope = {"type": "http", "method": "POST", "path": "/press", "query_string": b"", "headers": headers}
    await inbox.platform.asgi(inbox.gallery.receive)(scope, receive, send)
    assert said[0]["status"] == 400
    assert not acted_on(inbox)


async def test_a_servers_own_business_passes_the_door(inbox: Inbox) -> None:
    heard: Iterator[AsgiMessage] = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    said: list[str] = []

    async def receive() -> AsgiMessage:
        return next(heard)

    async def send(message: AsgiMessage) -> None:
        said.append(message["type"])

    await inbox.platform.asgi(inbox.gallery.receive)({"type": "lifespan"}, receive, send)
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
