"""The bot comes, speaks and goes in group chats and in channels, among our own people and among others."""

from dataclasses import replace

import pytest
import structlog

from bot.chat.events import Joined, Left, Renamed, Replace, Said, Whisper
from bot.chat.names import Identity, Lane
from bot.errors import Unreachable
from tests.contract.core import Core
from tests.contract.driver import Outcome
from tests.contract.play import CARD, CLOSED
from tests.contract.seen import assert_shows
from tests.contract.teams import TeamsDriver, card_in
from tests.stubs import teams_people as people
from tests.stubs.teams import APPS, OUTSIDE, TENANT_A, Conversation, Someone, Stumble
from tests.teams.scenes import HELLO, address, heard_from, known

BOT = f"28:{APPS[TENANT_A]}"
TEAM = "19:team@thread.tacv2"


@pytest.fixture
def channel(teams: TeamsDriver) -> Conversation:
    return teams.spaces[1]


@pytest.fixture
def ada(teams: TeamsDriver, channel: Conversation) -> Someone:
    """Somebody in the channel, whom the bot has not met."""
    someone = teams.stub.join("Ada", channel.tenant)
    channel.people.append(someone.mri)
    return someone


async def test_the_bot_says_hello_where_it_is_added(teams: TeamsDriver, core: Core, ada: Someone) -> None:
    core.reply = Replace(HELLO)
    for at in teams.spaces[:2]:
        told = {"team": {"id": TEAM, "name": "Partners"}, "channel": {"id": at.id, "name": "Check-ins"}}
        outcome = await teams.do(ada, at, people.added(BOT, **told, tenant={"id": at.tenant}))
        assert_shows(outcome.whispered, HELLO)
        assert await teams.count(address(at)) == 1
    assert core.deeds == [Joined(address(at), "Partners: Check-ins", known(ada)) for at in teams.spaces[:2]]


async def test_in_another_channel_the_bot_is_asked_to_say_hello(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone
) -> None:
    teams.stub.channels[TEAM] = {channel.id: "Check-ins", TEAM: ""}
    core.reply = Replace(HELLO)
    await teams.send(ada, channel, people.mention("Link.", channel, "17"))
    assert await teams.count(address(channel)) == 1
    who = replace(known(ada), zone="Europe/London")
    assert core.deeds == [Joined(address(channel), "Our team: Check-ins", who)]


@pytest.mark.parametrize("stumble", [Stumble(404), Stumble(403), Stumble(200, "<h1>Maintenance</h1>")])
async def test_a_channel_whose_title_cannot_be_looked_up_has_none(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone, stumble: Stumble
) -> None:
    await heard_from(teams, channel)
    teams.stub.stumbles.append(replace(stumble, only="GET"))
    with structlog.testing.capture_logs() as told:
        await teams.send(ada, channel, people.mention("link", channel, "17"))
    assert [each["event"] for each in told] == ["channel.not_looked_up"]
    assert [getattr(each, "title", None) for each in core.deeds] == [""]


@pytest.mark.parametrize("listed", ["[]", '{"conversations": 5}', '{"conversations": [5, {"id": "19:other"}, {}]}'])
async def test_a_channel_that_its_team_does_not_list_has_no_title(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone, listed: str
) -> None:
    teams.stub.stumbles.append(Stumble(200, listed))
    await teams.send(ada, channel, people.mention("link", channel, "17"))
    assert [getattr(each, "title", None) for each in core.deeds] == [""]


async def test_a_team_lists_its_first_channel_without_a_name(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone
) -> None:
    teams.stub.channels[TEAM] = {channel.id: ""}
    await teams.send(ada, channel, people.mention("link", channel, "17"))
    assert [getattr(each, "title", None) for each in core.deeds] == ["Our team: General"]


async def test_a_channel_that_is_renamed_without_a_word_of_its_team_is_looked_up(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone
) -> None:
    teams.stub.channels[TEAM] = {channel.id: "New"}
    told = {"eventType": "channelRenamed", "team": {"id": TEAM}, "channel": {"id": channel.id, "name": "New"}}
    await teams.do(ada, channel, {"type": "conversationUpdate", "channelData": told})
    assert core.deeds == [Renamed(address(channel), "Our team: New")]
    teams.stub.stumbles.append(Stumble(404, only="GET"))
    await teams.do(ada, channel, {"type": "conversationUpdate", "channelData": told})
    assert core.deeds[1:] == [Renamed(address(channel), "New")]


async def test_whoever_removes_the_bot_from_a_team_removes_it_from_every_channel(
    teams: TeamsDriver, core: Core, ada: Someone
) -> None:
    general, other = teams.spaces[1], teams.stub.space("channel", TENANT_A, "another")
    for at in (general, other):
        await teams.send(ada, at, people.mention("help", at, "17"))
    core.received.clear()
    told = {"eventType": "teamMemberRemoved", "team": {"id": TEAM}}
    gone = {"type": "conversationUpdate", "membersRemoved": [{"id": BOT}], "channelData": told}
    await teams.do(ada, general, gone)
    lane = Lane("teams", TENANT_A)
    assert sorted(core.deeds, key=str) == sorted([Left(lane, address(at)) for at in (general, other)], key=str)


async def test_without_a_notebook_a_removal_is_at_least_the_channel_s_that_teams_names(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone
) -> None:
    await teams.send(ada, channel, people.mention("help", channel, "17"))
    core.received.clear()
    await teams.close()
    await teams.open(core.receive)
    teams.notebook.broken = 2
    told = {"eventType": "teamDeleted", "team": {"id": TEAM}}
    with structlog.testing.capture_logs() as logged:
        await teams.do(ada, channel, {"type": "conversationUpdate", "channelData": told})
    assert core.deeds == [Left(Lane("teams", TENANT_A), address(channel))]
    warned = [each["event"] for each in logged if each["log_level"] == "warning"]
    assert warned == ["person.not_remembered", "channels.not_looked_up"]


async def test_a_space_is_renamed_and_left_without_a_word(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone
) -> None:
    core.reply = Replace(HELLO)
    team = {"team": {"id": TEAM, "name": "Partners"}, "channel": {"id": channel.id, "name": "New"}}
    for event in ("channelRenamed", "channelDeleted"):
        told = {"type": "conversationUpdate", "channelData": {"eventType": event, **team}}
        assert await teams.do(ada, teams.spaces[0], told) == Outcome()
    gone = {"type": "installationUpdate", "action": "remove"}
    assert await teams.do(ada, teams.spaces[0], gone) == Outcome()
    lane, at = Lane("teams", TENANT_A), address(channel)
    assert core.deeds == [Renamed(at, "Partners: New"), Left(lane, at), Left(lane, address(teams.spaces[0]))]
    assert teams.stub.calls == []


async def test_in_a_space_nobody_sends_the_bot_away(teams: TeamsDriver, ada: Someone) -> None:
    await teams.send(ada, teams.spaces[1], people.mention("help", teams.spaces[1], "17"))
    teams.fail("blocked")
    with pytest.raises(Unreachable):
        await teams.platform.post(address(teams.spaces[1]), CARD)
    await teams.platform.direct(known(ada).identity)


async def test_a_person_of_another_tenant_is_heard_and_not_written_to(
    teams: TeamsDriver, core: Core, channel: Conversation
) -> None:
    outsider = teams.stub.join("Grace", OUTSIDE)
    channel.people.append(outsider.mri)
    post = await teams.platform.post(await heard_from(teams, channel), CARD)
    core.reply = Whisper(CLOSED)
    assert_shows((await teams.press(known(outsider), "Answer", post)).whispered, CLOSED)
    [pressed] = core.deeds
    assert getattr(pressed, "who", None) == known(outsider)
    assert not teams.platform.reaches(known(outsider).identity)
    assert teams.platform.reaches(Identity("teams", TENANT_A, "anybody"))
    assert not teams.platform.reaches(Identity("slack", TENANT_A, "anybody"))
    with pytest.raises(Unreachable):
        await teams.platform.direct(known(outsider).identity)
    assert [method for method, *_ in teams.stub.calls] == ["POST"]
    assert known(outsider) in await teams.platform.members(address(channel))


async def test_a_neighbour_s_own_bot_writes_to_them_where_they_have_it(teams: TeamsDriver) -> None:
    neighbour = await teams.person("Grace")
    assert neighbour.identity.tenant != TENANT_A
    await teams.send(teams.someone(neighbour), teams.spaces[1], people.mention("help", teams.spaces[1], "17"))
    direct = await teams.platform.direct(neighbour.identity)
    assert direct.tenant == neighbour.identity.tenant
    await teams.platform.post(direct, CARD)


async def test_somebody_met_among_others_gets_a_private_conversation_once(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone
) -> None:
    told = {"type": "conversationUpdate", "membersAdded": [{"id": ada.mri, "aadObjectId": ada.user}, {"id": "29:x"}]}
    await teams.send(None, channel, told)
    direct = await teams.platform.direct(known(ada).identity)
    assert direct.place == teams.stub.private(ada, TENANT_A).id
    await teams.platform.post(direct, CARD)
    assert await teams.platform.direct(known(ada).identity) == direct
    await teams.close()
    await teams.open(core.receive)
    assert await teams.platform.direct(known(ada).identity) == direct
    begun = [body for method, at, _, body in teams.stub.calls if (method, at) == ("POST", "")]
    assert [body["members"] for body in begun] == [[{"id": ada.mri}]]
    assert begun[0]["bot"]["id"] == BOT
    # Whom the bot knows already is not met anew by hearing of them.
    await teams.send(None, channel, told)
    assert await teams.platform.direct(known(ada).identity) == direct


async def test_everybody_in_a_space_is_listed(teams: TeamsDriver, channel: Conversation) -> None:
    everybody = [teams.stub.join(f"Person {number}", TENANT_A if number % 3 else OUTSIDE) for number in range(61)]
    channel.people[:] = [each.mri for each in everybody]
    assert await teams.platform.members(await heard_from(teams, channel)) == [known(each) for each in everybody]


async def test_a_mention_is_answered_to_each_reader_apart(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone
) -> None:
    await teams.send(ada, channel, people.mention("what is open?", channel, "17"))
    [heard] = core.deeds
    assert isinstance(heard, Said)
    assert (heard.text, heard.where, heard.private) == ("what is open?", address(channel), False)
    core.received.clear()
    [(method, thread, post, body)] = teams.stub.calls
    assert (method, thread) == ("POST", f"{channel.id};messageid=17")
    assert "open?" not in str(body), "whoever reads the card could say what it holds"
    card = card_in(body)
    assert card["refresh"]["userIds"] == [ada.mri]
    core.reply = Whisper(CLOSED)
    asked = people.executed(card["refresh"]["action"], {}, post)
    assert_shows((await teams.do(ada, channel, asked, post)).whispered, CLOSED)
    reader = teams.stub.join("Grace", OUTSIDE)
    core.reply = Whisper(HELLO)
    assert_shows((await teams.press_in(known(reader), card, "Show me", channel.id, post)).whispered, HELLO)
    assert core.deeds == [Said(known(each), "", address(channel)) for each in (ada, reader)]
    assert len(teams.stub.calls) == 1
    back = await teams.send(reader, channel, people.executed({"verb": "weft.back", "data": BACK}, {}, post))
    assert back.json()["value"] == card


BACK = {"weft": {"do": "back"}}


@pytest.mark.parametrize(
    ("written", "asked"), [("Help?", "help"), ("code 7F3K-9QTX-2M", "code"), ("helpless", ""), ("a code", "")]
)
async def test_a_mention_s_card_tells_nobody_what_was_written(
    teams: TeamsDriver, core: Core, channel: Conversation, ada: Someone, *, written: str, asked: str
) -> None:
    await teams.send(ada, channel, people.mention(written, channel, "17"))
    [(_, _, post, body)] = teams.stub.calls
    assert "7F3K" not in str(body)
    core.received.clear()
    await teams.do(ada, channel, people.executed(card_in(body)["refresh"]["action"], {}, post), post)
    assert core.deeds == [Said(known(ada), asked, address(channel))]


async def test_a_long_mention_is_answered_too(teams: TeamsDriver, channel: Conversation, ada: Someone) -> None:
    await teams.send(ada, channel, people.mention("\u00e9" * 40_000, channel, "17"))
    assert await teams.count(address(channel)) == 1


async def test_a_post_that_cannot_be_changed_is_answered_all_the_same(teams: TeamsDriver, core: Core) -> None:
    post = await teams.platform.post(await heard_from(teams, teams.spaces[0]), CARD)
    core.reply = Replace(HELLO)
    teams.stub.stumbles.append(Stumble(404, only="PUT"))
    with structlog.testing.capture_logs() as told:
        outcome = await teams.press(await teams.person("Ada"), "Answer", post)
    assert outcome == Outcome()
    [warning] = [each for each in told if each["log_level"] == "warning"]
    assert (warning["event"], warning["call"], warning["reason"]) == (
        "reply.not_told",
        "Change",
        "Teams answered 404",
    )
