"""Installing by a link: two pages, a state that cannot be forged, and tokens that nobody reads in the database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.fernet import Fernet
from itsdangerous import TimestampSigner
from sqlmodel import Session, select

from adapters.slack.platform import App, SlackPlatform
from bot.chat.message import Message, Text
from bot.chat.names import Address, Lane
from bot.store import tables
from bot.store.database import Database
from bot.store.grants import SealedGrants
from bot.store.sealing import Keys
from tests.contract.core import Core
from tests.stubs.events import MemorySeen
from tests.stubs.slack import APP_TOKEN, CHANNEL, NEXT_TEAM, SECRET, TEAM, SlackStub
from tests.stubs.slack_oauth import CLIENT_ID, CLIENT_SECRET

URL = "https://weft.example"
WORDS = Message("Words", (Text("Some words"),), "mine")
KEYS = Keys([Fernet.generate_key().decode()])


@dataclass
class Replica:
    """One process of Weft, and a browser."""

    platform: SlackPlatform
    browser: httpx.AsyncClient
    core: Core = field(default_factory=Core)

    async def begin(self) -> str:
        """Follow the install link; the state that Slack would hand back."""
        page = await self.browser.get("/slack/install")
        assert page.status_code == 302
        return parse_qs(urlsplit(page.headers["location"]).query)["state"][0]

    async def back(self, **query: str) -> httpx.Response:
        """Come back from Slack."""
        return await self.browser.get("/slack/oauth", params=query)

    async def install(self, code: str) -> httpx.Response:
        """Both of it."""
        return await self.back(state=await self.begin(), code=code)


@dataclass
class Replicas:
    """Starts as many as are needed over one database and one Slack."""

    stub: SlackStub
    database: Database
    seen: MemorySeen = field(default_factory=MemorySeen)
    started: list[Replica] = field(default_factory=list)

    async def start(self, *, app_token: str | None = None, allowed: frozenset[str] = frozenset()) -> Replica:
        platform = SlackPlatform(
            bot_tokens=(),
            signing_secret=SECRET,
            app_token=app_token,
            api_url=self.stub.api_url,
            seen=self.seen,
            pause=0,
            app=App(CLIENT_ID, CLIENT_SECRET, URL, self.grants(), allowed),
        )
        core = Core()
        await platform.start(core.receive)
        wire = httpx.ASGITransport(platform.asgi(core.receive))
        replica = Replica(platform, httpx.AsyncClient(transport=wire, base_url=URL), core)
        self.started.append(replica)
        return replica

    def grants(self) -> SealedGrants:
        return SealedGrants(self.database, "slack", KEYS)

    async def rows(self) -> list[tables.Grant]:
        def work(session: Session) -> list[tables.Grant]:
            return list(session.exec(select(tables.Grant)).all())

        return await self.database.read(work)


@pytest.fixture
async def replicas(database: Database) -> AsyncIterator[Replicas]:
    stub = SlackStub()
    await stub.start()
    made = Replicas(stub, database)
    yield made
    for each in made.started:
        await each.browser.aclose()
        await each.platform.aclose()
    await stub.stop()


async def test_somebody_installs_and_is_served_and_no_token_can_be_read(replicas: Replicas) -> None:
    weft = await replicas.start()
    assert weft.platform.lanes == []
    asked = await weft.browser.get("/slack/install")
    where = urlsplit(asked.headers["location"])
    query = parse_qs(where.query)
    assert (where.path, query["client_id"]) == ("/oauth/v2/authorize", [CLIENT_ID])
    assert query["redirect_uri"] == [f"{URL}/slack/oauth"]
    assert "chat:write" in query["scope"][0].split(",")
    cookie = asked.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/;"))
    page = await weft.back(state=query["state"][0], code=replicas.stub.oauth.offer(TEAM, "Fen <b>Trust</b>"))
    assert page.status_code == 200
    assert "Weft is now in Fen &lt;b&gt;Trust&lt;/b&gt;." in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    posted = await weft.platform.post(Address("slack", TEAM, CHANNEL), WORDS)
    assert posted.address.tenant == TEAM
    assert weft.platform.lanes == [Lane("slack", TEAM)]
    [row] = await replicas.rows()
    assert (row.platform, row.tenant) == ("slack", TEAM)
    assert not any(token in row.sealed for token in replicas.stub.tokens)
    assert "U0INSTALLER" not in str(row)


async def test_two_workspaces_install_and_each_has_its_own_token(replicas: Replicas) -> None:
    weft = await replicas.start()
    for team in (TEAM, NEXT_TEAM):
        assert (await weft.install(replicas.stub.oauth.offer(team))).status_code == 200
    for team, channel in ((TEAM, CHANNEL), (NEXT_TEAM, "C0NEXTSPACE")):
        await weft.platform.post(Address("slack", team, channel), WORDS)
    assert weft.platform.lanes == [Lane("slack", TEAM), Lane("slack", NEXT_TEAM)]


async def test_a_state_counts_once_in_one_browser_for_ten_minutes(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    weft, code = await replicas.start(), replicas.stub.oauth.offer(TEAM)
    state = await weft.begin()
    for wrong in ("", "forged", state[:-2] + "xx", state.replace(".", "")):
        assert (await weft.back(state=wrong, code=code)).status_code == 400
    other = await replicas.start()
    assert (await other.back(state=state, code=code)).status_code == 400, "it was another browser's"
    state = await weft.begin()
    with monkeypatch.context() as patch:
        later = int(datetime.now(UTC).timestamp()) + 602
        patch.setattr(TimestampSigner, "get_timestamp", lambda _: later)
        assert (await weft.back(state=state, code=code)).status_code == 400
    assert await replicas.rows() == []
    state = await weft.begin()
    again = dict(weft.browser.cookies)
    assert (await weft.back(state=state, code=code)).status_code == 200
    weft.browser.cookies.update(again)
    page = await weft.back(state=state, code=replicas.stub.oauth.offer(NEXT_TEAM))
    assert page.status_code == 400
    assert f"begin again at {URL}/slack/install" in page.text
    assert [row.tenant for row in await replicas.rows()] == [TEAM]


async def test_who_says_no_and_what_slack_does_not_confirm(replicas: Replicas) -> None:
    weft = await replicas.start()
    no = await weft.back(state=await weft.begin(), error="access_denied")
    assert (no.status_code, "Nobody said yes" in no.text) == (200, True)
    unknown = await weft.install("made-up")
    assert (unknown.status_code, "Slack did not confirm this" in unknown.text) == (400, True)
    nobody = await weft.install(replicas.stub.oauth.offer(TEAM, bot_user_id=None))
    assert nobody.status_code == 400
    long = await weft.browser.get(f"/slack/oauth?state={'x' * 5_000}")
    assert long.status_code == 400
    assert await replicas.rows() == []


async def test_a_workspace_that_is_not_on_the_list_gets_its_token_revoked(replicas: Replicas) -> None:
    weft = await replicas.start(allowed=frozenset({NEXT_TEAM}))
    page = await weft.install(replicas.stub.oauth.offer(TEAM))
    assert (page.status_code, "not open to your workspace" in page.text) == (403, True)
    assert len(replicas.stub.oauth.revoked) == 1
    assert await replicas.rows() == []
    assert (await weft.install(replicas.stub.oauth.offer(NEXT_TEAM))).status_code == 200


async def test_the_pages_are_looked_at_and_nothing_else(replicas: Replicas) -> None:
    weft = await replicas.start()
    assert (await weft.browser.post("/slack/install")).status_code == 401
    assert (await weft.browser.get("/slack/events")).status_code == 405


async def test_over_a_socket_it_waits_for_the_first_workspace(replicas: Replicas) -> None:
    await replicas.start(app_token=APP_TOKEN)
    assert replicas.stub.opened.is_set()
