"""Where people and conversations are found outlives a restart, and is never taken on trust."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import structlog

from adapters.teams.connector import Connector, Line
from adapters.teams.hosts import PUBLIC_HOSTS, ServiceHosts
from adapters.teams.registrations import Registration, Registrations
from bot.chat.events import Departed, Whisper
from bot.chat.message import Message, Text
from bot.chat.names import Address, Person, Receipt
from bot.errors import Disconnected, Gone, PlatformError, Refused, Unavailable, Uncertain, Unreachable
from tests.contract.core import Core
from tests.contract.play import CARD, CLOSED
from tests.contract.teams import TeamsDriver
from tests.stubs.teams import APP_A, SECRET, TENANT_A, Stumble
from tests.teams.scenes import heard_from, known

MARKED = Message("Words", (Text("Some words"),), "mine")
PUBLIC_HOST = "smba.trafficmanager.net"
assert PUBLIC_HOST in PUBLIC_HOSTS


async def restart(teams: TeamsDriver, core: Core, **changed: object) -> None:
    await teams.close()
    await teams.open(core.receive, **changed)


async def space(teams: TeamsDriver) -> Address:
    """A group chat that the bot has heard from."""
    return await heard_from(teams, teams.spaces[0])


async def test_after_a_restart_everybody_and_every_post_is_found(teams: TeamsDriver, core: Core) -> None:
    ada, to = await teams.person("Ada"), await space(teams)
    post = await teams.platform.post(to, MARKED)
    await restart(teams, core)
    direct = await teams.platform.direct(ada.identity)
    assert await teams.platform.find(to, "mine") == post
    await teams.platform.update(post, CARD)
    await teams.platform.post(direct, CARD)
    assert await teams.count(direct) == 1
    assert ada.identity in [member.identity for member in await teams.platform.members(to)]


async def test_where_nothing_is_new_nothing_is_written(teams: TeamsDriver, core: Core) -> None:
    ada = await teams.person("Ada")
    await teams.say(ada, "help")
    teams.notebook.broken = 1
    await teams.say(ada, "help")
    assert teams.notebook.broken == 1
    assert len(core.deeds) == 2


@pytest.mark.parametrize("read", [0, 1])
async def test_who_cannot_be_remembered_is_still_answered(teams: TeamsDriver, core: Core, read: int) -> None:
    post = await teams.platform.post(await space(teams), CARD)
    grace = await stranger(teams)
    core.reply = Whisper(CLOSED)
    teams.notebook.spared, teams.notebook.broken = read, 1
    with structlog.testing.capture_logs() as told:
        assert (await teams.press(grace, "Answer", post)).whispered is not None
    [warning] = told
    assert (warning["event"], warning["fault"]) == ("person.not_remembered", "Unavailable")
    # The next time that they act is another chance.
    with pytest.raises(Unreachable):
        await teams.platform.direct(grace.identity)
    await teams.press(grace, "Answer", post)
    await teams.platform.direct(grace.identity)


async def stranger(teams: TeamsDriver) -> Person:
    """Somebody whom the bot has not met."""
    return known(teams.stub.join("Grace", TENANT_A))


async def test_whom_the_bot_has_not_met_it_does_not_look_for(teams: TeamsDriver) -> None:
    await space(teams)
    with pytest.raises(Unreachable):
        await teams.platform.direct((await stranger(teams)).identity)
    assert teams.stub.calls == []


async def test_where_the_bot_has_not_been_it_does_not_post(teams: TeamsDriver) -> None:
    to = Address("teams", TENANT_A, teams.spaces[0].id)
    for ask in (teams.platform.post(to, CARD), teams.platform.members(to)):
        with pytest.raises(Gone):
            await ask
    with pytest.raises(Gone):
        await teams.platform.update(Receipt(to, "17"), CARD)
    assert teams.stub.calls == []


async def test_a_tenant_without_a_registration_any_more_is_disconnected(teams: TeamsDriver, core: Core) -> None:
    to = await heard_from(teams, teams.spaces[2])
    await teams.platform.post(to, CARD)
    await restart(teams, core, registrations=[Registration(APP_A, TENANT_A, SECRET)])
    with pytest.raises(Disconnected):
        await teams.platform.post(to, CARD)
    with pytest.raises(Disconnected):
        await teams.platform.members(to)
    assert await teams.count(to) == 1


async def test_more_conversations_than_are_kept_at_hand_are_still_found(
    teams: TeamsDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.teams.places._REMEMBERED", 2)
    persons = [await teams.person(f"Person {number}") for number in range(4)]
    for person in (*persons, *persons):
        await teams.platform.post(await teams.platform.direct(person.identity), CARD)
        await teams.say(person, "help")


@pytest.mark.parametrize("after", [0, 1])
async def test_without_a_notebook_nothing_is_posted(teams: TeamsDriver, core: Core, after: int) -> None:
    to = await space(teams)
    await restart(teams, core)
    if after:
        # The conversation is at hand, but the mark cannot be written down.
        await teams.platform.members(to)
    teams.notebook.broken = 2
    with pytest.raises(Unavailable):
        await teams.platform.post(to, MARKED)
    with pytest.raises(Unavailable):
        await teams.platform.find(to, "mine")
    teams.notebook.broken = 0
    assert await teams.count(to) == 0
    assert await teams.platform.find(to, "mine") is None


async def test_a_mark_whose_post_could_not_be_written_down_is_not_known(teams: TeamsDriver) -> None:
    to = await space(teams)
    # The intent is written down, and the post made.
    teams.notebook.spared, teams.notebook.broken = 1, 1
    await teams.platform.post(to, MARKED)
    assert await teams.count(to) == 1
    with pytest.raises(Uncertain):
        await teams.platform.find(to, "mine")


async def test_a_mark_of_what_was_refused_is_a_certain_no_where_that_can_be_written_down(teams: TeamsDriver) -> None:
    to = await space(teams)
    teams.stub.stumbles += [Stumble(400)] * 2
    with pytest.raises(Refused):
        await teams.platform.post(to, MARKED)
    assert await teams.platform.find(to, "mine") is None
    teams.notebook.spared, teams.notebook.broken = 1, 1
    with pytest.raises(Refused):
        await teams.platform.post(to, MARKED)
    with pytest.raises(Uncertain):
        await teams.platform.find(to, "mine")


@dataclass
class Evil:
    """A server that says everything it hears is fine, on a port of its own."""

    port: int
    connections: int = 0


@pytest.fixture
async def evil() -> AsyncIterator[Evil]:
    made = Evil(0)

    async def heard(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.connections += 1
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"id":"1"}')
        writer.close()

    server = await asyncio.start_server(heard, "127.0.0.1", 0)
    async with server:
        made.port = server.sockets[0].getsockname()[1]
        yield made


POISONED = [
    "http://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    f"http://{PUBLIC_HOST}@127.0.0.1:{{port}}/",
    f"https://{PUBLIC_HOST}:443@127.0.0.1:{{port}}/",
    f"https://user:secret@{PUBLIC_HOST}/",
    f"https://{PUBLIC_HOST}:{{port}}/",
    f"http://{PUBLIC_HOST}/",
    f"https://{PUBLIC_HOST}.evil.example/",
    "https://smb\u0430.trafficmanager.net/",
    f"https://evil.example\\@{PUBLIC_HOST}/",
    f"https://{PUBLIC_HOST}/../../127.0.0.1:{{port}}/?",
    "",
]


@pytest.mark.parametrize("url", POISONED)
async def test_a_stored_service_url_that_is_not_teams_never_hears_of_us(
    teams: TeamsDriver, core: Core, evil: Evil, url: str
) -> None:
    ada, to = await teams.person("Ada"), await space(teams)
    post = await teams.platform.post(to, CARD)
    poisoned = url.format(port=evil.port)
    for page, text in teams.notebook.pages.items():
        if ":conversation:" in page:
            teams.notebook.pages[page] = poisoned
        elif ":person:" in page:
            kept = {**json.loads(text), "service_url": poisoned, "conversation": ""}
            teams.notebook.pages[page] = json.dumps(kept)
    await restart(teams, core, hosts=ServiceHosts())
    granted = len(teams.stub.login.granted)
    asked = (
        teams.platform.post(to, MARKED),
        teams.platform.update(post, CARD),
        teams.platform.members(to),
        teams.platform.direct(ada.identity),
    )
    for ask in asked:
        with pytest.raises(Refused) as caught:
            await ask
        assert url == "" or url not in str(caught.value)
    # A look for a mark asks nobody.
    assert await teams.platform.find(to, "mine") is None
    assert evil.connections == 0
    assert len(teams.stub.login.granted) == granted
    assert len(teams.stub.calls) == 1


@pytest.mark.parametrize("url", POISONED)
async def test_nor_does_one_where_a_channel_s_name_would_be_asked_for(
    teams: TeamsDriver, evil: Evil, url: str
) -> None:
    ours = Registration(APP_A, TENANT_A, SECRET)
    registrations = Registrations([ours], teams.stub.msal_client())
    connector = Connector(registrations, ServiceHosts(), timeout=5.0)
    with pytest.raises(Refused):
        await connector.title(Line(ours, url.format(port=evil.port), "19:here@thread.tacv2"), "19:team@thread.tacv2")
    await connector.aclose()
    registrations.close()
    assert evil.connections == 0


async def test_guests_and_addresses_are_told_where_teams_tells_them(teams: TeamsDriver) -> None:
    ada, gia = await teams.person("Ada"), await teams.person("Gia")
    teams.someone(gia).guest = True
    to = await space(teams)
    people = {person.identity: person for person in await teams.platform.members(to)}
    assert people[gia.identity].guest
    assert not people[ada.identity].guest
    told = await teams.platform.about(gia, to)
    assert (told.identity, told.guest, told.email) == (gia.identity, True, people[gia.identity].email)
    teams.stub.conversations[to.place].people.remove(teams.someone(ada).mri)
    with pytest.raises(PlatformError):
        await teams.platform.about(ada, to)


async def test_who_leaves_a_team_is_known_though_only_teams_knows_what_it_calls_them(
    teams: TeamsDriver, core: Core
) -> None:
    ada, to = await teams.person("Ada"), await space(teams)
    await restart(teams, core)
    core.received.clear()
    await teams.leave(ada, to)
    assert core.deeds == [Departed(ada.identity, to)]
    never_met = teams.stub.join("Olga", ada.identity.tenant)
    teams.stub.conversations[to.place].people.append(never_met.mri)
    core.received.clear()
    told = {"type": "conversationUpdate", "membersRemoved": [{"id": never_met.mri}]}
    await teams.send(None, teams.stub.conversations[to.place], told)
    [departed] = core.deeds
    assert isinstance(departed, Departed)
    assert departed.who.user == never_met.mri, "for want of anything better"
