"""Many workspaces over several replicas: tokens that change, installations that end, and whole organisations."""

import asyncio
from collections.abc import Mapping
from time import time

import pytest
import structlog

from adapters.slack import book, exchange, tending
from bot.chat.events import Left, Pressed, Whisper
from bot.chat.names import Address, Identity, Lane
from bot.errors import Disconnected, Unavailable
from tests.slack.test_installing import WORDS, Replica, Replicas, replicas
from tests.stubs import slack_people as people
from tests.stubs.slack import CHANNEL, TEAM
from tests.stubs.slack_oauth import ITS_TEAMS, ORGANISATION

__all__ = ["replicas"]

SPACE = Address("slack", TEAM, CHANNEL)
BUTTON = {"type": "button", "value": '["check_in.answer", "1"]'}


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a minute until a replica looks into the register again."""
    monkeypatch.setattr(book, "_LATELY", 0)
    monkeypatch.setattr(book, "_JUST_NOW", 0)


async def told(replica: Replica, event: Mapping[str, object], **more: object) -> int:
    """Send an event as Slack would; the status."""
    body, kind = people.event_body({**people.event(dict(event), None, TEAM), "event_time": int(time()), **more})
    answer = await replica.browser.post("/slack/events", content=body, headers=people.signed(body, kind))
    return answer.status_code


async def pressed(replica: Replica, user: str) -> int:
    """Press a button as somebody; the status."""
    body, kind = people.form(people.press(BUTTON, user, **people.on_post(CHANNEL, "1.1")))
    answer = await replica.browser.post("/slack/events", content=body, headers=people.signed(body, kind))
    return answer.status_code


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"], "oauth": []}}]
)
async def test_an_installation_ends_when_slack_says_so_in_every_replica(
    replicas: Replicas, event: dict[str, object]
) -> None:
    first, second = await replicas.start(), await replicas.start()
    await first.install(replicas.stub.oauth.offer(TEAM))
    await second.platform.post(SPACE, WORDS)
    assert await told(first, event) == 200
    assert first.core.received == [Left(Lane("slack", TEAM))]
    assert await replicas.rows() == []
    for each in (first, second):
        with pytest.raises(Disconnected, match="not installed in this workspace"):
            await each.platform.post(SPACE, WORDS)
        assert each.platform.lanes == []


async def test_an_end_is_not_lost_with_whoever_had_begun_it(replicas: Replicas) -> None:
    first, second = await replicas.start(), await replicas.start()
    await first.install(replicas.stub.oauth.offer(TEAM))
    first.core.reply = Whisper(WORDS, again=True)
    assert await told(first, {"type": "app_uninstalled"}, event_id="Ev1") == 503
    assert len(await replicas.rows()) == 1, "whoever hears of it next still knows whose end it is"
    assert await told(second, {"type": "app_uninstalled"}, event_id="Ev1") == 200
    assert second.core.received == [Left(Lane("slack", TEAM))]
    assert await replicas.rows() == []


async def test_an_end_that_is_told_late_does_not_end_what_was_installed_since(replicas: Replicas) -> None:
    weft = await replicas.start()
    await weft.install(replicas.stub.oauth.offer(TEAM))
    assert await told(weft, {"type": "app_uninstalled"}, event_time=int(time()) - 3_000) == 200
    assert weft.core.received == []
    await weft.platform.post(SPACE, WORDS)


async def test_a_replica_learns_of_an_installation_when_it_hears_from_there(replicas: Replicas) -> None:
    first, second = await replicas.start(), await replicas.start()
    assert await told(second, {"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1"}) == 200
    assert second.core.received == []
    await first.install(replicas.stub.oauth.offer(TEAM))
    ada = replicas.stub.join("Ada")
    assert await told(second, {"type": "app_home_opened", "user": ada, "tab": "home", "channel": "D1"}) == 200
    assert len(second.core.received) == 1


async def test_the_first_that_a_replica_hears_of_a_workspace_is_not_lost(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await replicas.start(), await replicas.start()
    await first.install(replicas.stub.oauth.offer(TEAM))
    ada = replicas.stub.join("Ada")
    monkeypatch.setattr(book, "_JUST_NOW", 60)
    assert await pressed(second, ada) == 503, "it looked just now, and may know no better"
    with pytest.raises(Unavailable, match="newer than the last look"):
        await second.platform.post(SPACE, WORDS)
    monkeypatch.setattr(book, "_JUST_NOW", 0)
    assert await asyncio.gather(*(pressed(second, ada) for _ in range(3))) == [200] * 3
    assert len(second.core.received) == 3


async def test_who_is_unknown_to_a_look_that_had_begun_is_looked_for_again(replicas: Replicas) -> None:
    weft = await replicas.start()
    event = {"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1"}
    statuses = await asyncio.gather(*(told(weft, event) for _ in range(2)))
    assert sorted(statuses) == [200, 503]


async def test_installing_again_puts_a_new_token_in_the_old_one_s_place(replicas: Replicas) -> None:
    first, second = await replicas.start(), await replicas.start()
    replicas.stub.oauth.life = 0
    await first.install(replicas.stub.oauth.offer(TEAM))
    await second.platform.post(SPACE, WORDS)
    [old] = [token for token, team in replicas.stub.tokens.items() if token.startswith("xoxe") and team == TEAM]
    await first.install(replicas.stub.oauth.offer(TEAM))
    del replicas.stub.tokens[old]
    for each in (first, second):
        await each.platform.post(SPACE, WORDS)
    assert len(await replicas.rows()) == 1


async def test_an_organisation_installs_once_for_all_its_workspaces(replicas: Replicas) -> None:
    weft = await replicas.start()
    replicas.stub.bots[CHANNEL] = {ORGANISATION}
    await weft.install(replicas.stub.oauth.offer(ORGANISATION, "Programme"))
    assert weft.platform.lanes == [Lane("slack", ORGANISATION)]
    for number, team in enumerate(ITS_TEAMS, 1):
        ada = replicas.stub.join("Ada", team)
        pressed = people.press(BUTTON, ada, team=team, **people.on_post(CHANNEL, "1") | {"message": {"team": team}})
        body, kind = people.form({**pressed, "enterprise": {"id": ORGANISATION}, "is_enterprise_install": True})
        sent = await weft.browser.post("/slack/events", content=body, headers=people.signed(body, kind))
        assert sent.status_code == 200
        assert len(weft.core.received) == number
        latest = weft.core.received[-1]
        assert isinstance(latest, Pressed)
        assert latest.who.identity == Identity("slack", team, ada)
        where = await weft.platform.direct(latest.who.identity)
        assert where == Address("slack", ORGANISATION, ada)
    posted = await weft.platform.post(Address("slack", ORGANISATION, CHANNEL), WORDS)
    assert posted.address.tenant == ORGANISATION


async def test_an_organisation_lets_it_into_one_more_workspace_and_out_of_another(replicas: Replicas) -> None:
    weft = await replicas.start()
    await weft.install(replicas.stub.oauth.offer(ORGANISATION))
    weft.platform._installs._book._looked = float("inf")  # type: ignore[union-attr]  # noqa: SLF001  no look of its own
    ada = Identity("slack", "T0WEST", replicas.stub.join("Ada", "T0WEST"))
    replicas.stub.oauth.teams[ORGANISATION] = ["T0WEST", ITS_TEAMS[0]]
    allowed = {"enterprise_id": ORGANISATION, "team_id": None, "is_enterprise_install": True}
    wide = {"enterprise_id": ORGANISATION, "team_id": None, "authorizations": [allowed]}
    event = {"type": "team_access_granted", "team_ids": ["T0WEST"]}
    assert await told(weft, event, **wide) == 200
    assert (await weft.platform.direct(ada)).tenant == ORGANISATION
    assert weft.core.received == []
    replicas.stub.oauth.teams[ORGANISATION] = list(ITS_TEAMS[:1])
    event = {"type": "team_access_revoked", "team_ids": ["T0WEST"]}
    assert await told(weft, event, **wide) == 200
    assert "T0WEST" not in weft.platform._installs._book.at  # type: ignore[union-attr]  # noqa: SLF001


async def test_every_replica_learns_where_an_organisation_lets_it_in(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tending, "_EVERY", (0.01, 0.01))
    first, second = await replicas.start(), await replicas.start()
    await first.install(replicas.stub.oauth.offer(ORGANISATION))
    ada = Identity("slack", "T0WEST", replicas.stub.join("Ada", "T0WEST"))
    replicas.stub.oauth.teams[ORGANISATION] = ["T0WEST"]
    async with asyncio.timeout(10):
        for each in (first, second):
            while set(each.platform._installs._at) != {ORGANISATION, "T0WEST"}:  # noqa: ASYNC110, SLF001  a replica tells nobody
                await asyncio.sleep(0.01)
            assert (await each.platform.direct(ada)).tenant == ORGANISATION


async def test_what_keeps_it_from_looking_after_installations_ends_nothing(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tending, "_EVERY", (0.01, 0.01))
    weft, tries = await replicas.start(), 0

    async def breaks() -> None:
        nonlocal tries
        tries += 1
        raise RuntimeError("words of a person")

    monkeypatch.setattr(weft.platform._installs, "tend", breaks)  # noqa: SLF001
    with structlog.testing.capture_logs() as logged:
        async with asyncio.timeout(10):
            while tries < 2:  # noqa: ASYNC110  nothing else tells
                await asyncio.sleep(0.01)
    assert "words" not in str(logged)
    assert logged[0]["fault"] == "RuntimeError"


async def test_a_workspace_s_own_installation_goes_before_its_organisation_s(replicas: Replicas) -> None:
    weft = await replicas.start()
    own, wide = ITS_TEAMS[0], ORGANISATION
    await weft.install(replicas.stub.oauth.offer(wide))
    await weft.install(replicas.stub.oauth.offer(own))
    ada = replicas.stub.join("Ada", own)
    assert (await weft.platform.direct(Identity("slack", own, ada))).tenant == own
    assert (await weft.platform.direct(Identity("slack", ITS_TEAMS[1], ada))).tenant == wide


async def test_while_the_database_is_away_those_who_are_known_are_served(replicas: Replicas) -> None:
    weft = await replicas.start()
    replicas.stub.oauth.life = exchange.MARGIN - 60
    await weft.install(replicas.stub.oauth.offer(TEAM))
    state = await weft.begin()
    replicas.database.close()
    await weft.platform.post(SPACE, WORDS)
    with pytest.raises(Unavailable, match="the register of installations cannot be used"):
        await weft.platform.post(Address("slack", "T0OTHER", CHANNEL), WORDS)
    unknown = {"team_id": "T0OTHER", "authorizations": []}
    event = {"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1"}
    assert await told(weft, event, **unknown) == 503, "Slack sends it again"
    page = await weft.back(state=state, code=replicas.stub.oauth.offer("T0OTHER"))
    assert (page.status_code, "could not keep this just now" in page.text) == (503, True)
