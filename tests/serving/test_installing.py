"""Weft started with an app that is installed by a link: somebody installs it, and is there after a restart."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from bot.store.sealing import new_key
from tests.serving.process import Running, serving
from tests.stubs import slack_people as people
from tests.stubs.slack import SECRET, TEAM, SlackStub
from tests.stubs.slack_oauth import CLIENT_ID, CLIENT_SECRET


async def test_what_was_installed_by_a_link_is_served_by_the_next_process_too(
    tmp_path: Path, database_url: str
) -> None:
    stub = SlackStub()
    await stub.start()
    settings = {
        "DATABASE_URL": database_url,
        "SLACK_API_URL": stub.api_url,
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_SIGNING_SECRET": SECRET,
        "WEFT_SECRET": "for tests only" * 3,
        "WEFT_TOKEN_KEYS": new_key(),
    }
    logged = []
    async with serving(tmp_path, **settings) as weft:
        await weft.says("serves slack and web")
        async with httpx.AsyncClient(base_url=weft.url) as browser:
            asked = await browser.get("/slack/install")
            state = parse_qs(urlsplit(asked.headers["location"]).query)["state"][0]
            back = {"state": state, "code": stub.oauth.offer(TEAM, "Fen Trust")}
            assert "Weft is now in Fen Trust." in (await browser.get("/slack/oauth", params=back)).text
        await _looked_at_home(stub, weft)
        assert await weft.end() == 0
        logged += weft.err
    stub.homes.clear()
    async with serving(tmp_path, **settings) as weft:
        await weft.says("serves slack and web")
        await _looked_at_home(stub, weft)
        assert await weft.end() == 0
        logged += weft.err
    await stub.stop()
    said = "\n".join(logged)
    assert [word for word in ("xoxe", CLIENT_SECRET, "Fen Trust", state) if word in said] == []


async def _looked_at_home(stub: SlackStub, weft: Running) -> None:
    ada = stub.join("Ada")
    event = people.event({"type": "app_home_opened", "user": ada, "tab": "home", "channel": "D1"}, None, TEAM)
    body, kind = people.event_body(event)
    async with httpx.AsyncClient(base_url=weft.url) as slack:
        sent = await slack.post("/slack/events", content=body, headers=people.signed(body, kind))
    assert sent.status_code == 200
    assert ada in stub.homes
