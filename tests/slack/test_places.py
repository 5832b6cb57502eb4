"""Where the adapter posts and who is there: pages to the end, people of every workspace, marks found or not known."""

from dataclasses import replace

import pytest

from adapters.slack.pace import Pace
from adapters.slack.people import People
from bot.chat.events import Departed, Nothing, Show
from bot.chat.message import Message, Text
from bot.chat.names import Address, Identity, Person
from bot.errors import Disconnected, PlatformError, Throttled, Unavailable, Uncertain
from tests.contract.core import Core
from tests.contract.slack import SlackDriver
from tests.slack.test_replies import CARD, FORM
from tests.stubs.slack import BOT, CHANNEL, TEAM, Stumble

SPACE = Address("slack", TEAM, CHANNEL)
MARKED = Message("Words", (Text("Some words"),), "mine")


async def test_everybody_in_a_channel_is_listed_but_bots_and_those_who_are_gone(slack: SlackDriver) -> None:
    stub = slack.stub
    stub.page = 3
    insiders = [slack.someone(f"Person {n}") for n in range(7)]
    grace = slack.someone("Grace", "T0OTHER")
    stub.join("A bot", is_bot=True)
    stub.join("Gone", deleted=True)
    unnamed = stub.join("Unnamed", profile=None, tz=None)
    found = await slack.platform.members(SPACE)
    zoned = [Person(who.identity, who.name, "Europe/Berlin") for who in insiders]
    assert found == [*zoned, grace, Person(Identity("slack", TEAM, unnamed), "unnamed")]
    asked = [method for method, _ in stub.calls].count("users.info")
    await slack.platform.members(SPACE)
    assert [method for method, _ in stub.calls].count("users.info") == asked


async def test_a_person_is_looked_up_again_after_an_hour_and_not_for_ever_remembered(
    slack: SlackDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.people._REMEMBERED", 2)
    now = [0.0]
    people = People((await slack.platform._installs.at(TEAM)).api, clock=lambda: now[0])  # noqa: SLF001  the same workspace, another clock
    users = [slack.stub.join(name) for name in ("Ada", "Grace", "Edith")]
    assert [person.name for person in await people.persons(users)] == ["Ada", "Grace", "Edith"]
    slack.stub.users[users[2]]["profile"]["display_name"] = "Eda"
    for at, name in ((3_599.0, "Edith"), (3_600.0, "Eda")):
        now[0] = at
        found = await people.person(users[2])
        assert found is not None
        assert found.name == name


async def test_a_big_channel_is_listed_though_slack_says_wait_in_between(slack: SlackDriver) -> None:
    everybody = [slack.someone(f"Person {n}") for n in range(30)]
    slow_down = replace(Stumble.code("ratelimited", "users.info"), status=429, headers={"Retry-After": "0"})
    slack.stub.stumbles += [slow_down] * 3
    found = await slack.platform.members(SPACE)
    assert {person.identity for person in found} == {who.identity for who in everybody}
    slack.someone("One more")
    slack.stub.stumbles += [slow_down] * 4
    with pytest.raises(Throttled):
        await slack.platform.members(SPACE)


async def test_guests_and_addresses_are_told_where_slack_tells_them(slack: SlackDriver) -> None:
    slack.someone("Ada")
    slack.stub.join("Gia", is_restricted=True)
    slack.stub.join("Una", is_ultra_restricted=True)
    slack.someone("Grace", "T0OTHER")
    ada, gia, una, grace = await slack.platform.members(SPACE)
    assert [each.guest for each in (ada, gia, una, grace)] == [False, True, True, False]
    assert ada.email is not None
    assert ada.email.endswith("@example.org")
    assert grace.email is None
    told = await slack.platform.about(replace(ada, name="ada", email=None), SPACE)
    assert (told.name, told.email) == ("Ada", ada.email)


async def test_who_leaves_out_of_sight_is_known_as_they_were_last_told_of(slack: SlackDriver, core: Core) -> None:
    grace = slack.someone("Grace", "T0OTHER")
    await slack.platform.members(SPACE)
    user = grace.identity.user
    slack.stub.members[CHANNEL].remove(user)
    left = {"type": "member_left_channel", "user": user, "channel": CHANNEL, "channel_type": "C"}
    await slack.tell({**left, "team": "E0GRID"})
    assert core.deeds == [Departed(grace.identity, SPACE)]
    stranger = slack.someone("Olga", "T0OTHER")
    slack.stub.members[CHANNEL].remove(stranger.identity.user)
    await slack.tell({**left, "user": stranger.identity.user, "team": "T0OTHER"})
    assert core.deeds[-1] == Departed(stranger.identity, SPACE)
    await slack.tell({**left, "user": stranger.identity.user})
    assert core.deeds[-1] == Departed(replace(stranger.identity, tenant=TEAM), SPACE), "for want of anything better"
    await slack.tell({**left, "user": slack.someone("Ben").identity.user})
    last = core.deeds[-1]
    assert isinstance(last, Departed)
    assert last.who.tenant == TEAM


async def test_an_account_that_ended_is_looked_up_anew(slack: SlackDriver) -> None:
    ada = slack.someone("Ada")
    assert [person.name for person in await slack.platform.members(SPACE)] == ["Ada"]
    assert await slack.end_account(ada)
    assert await slack.platform.members(SPACE) == []


async def test_who_sends_a_form_is_known_by_name_and_zone(slack: SlackDriver, core: Core) -> None:
    ada = slack.someone("Ada")
    known = replace(ada, zone="Europe/Berlin")
    handle = replace(ada, name="ada")
    receipt = await slack.platform.post(SPACE, CARD)
    core.reply = Show(FORM)
    form = (await slack.press(handle, "Answer", receipt)).form
    assert form is not None
    core.reply = Nothing()
    await slack.submit(handle, form, {"word": "fine"})
    await slack.press(handle, "Answer", receipt)
    assert [getattr(deed, "who", None) for deed in core.deeds] == [handle, known, known]


async def test_a_post_to_a_person_is_found_under_the_person_too(slack: SlackDriver) -> None:
    who = slack.someone("Grace", "T0OTHER")
    direct = await slack.platform.direct(who.identity)
    assert direct == Address("slack", TEAM, who.identity.user)
    assert await slack.platform.find(direct, "mine") is None
    receipt = await slack.platform.post(direct, MARKED)
    assert await slack.platform.find(direct, "mine") == receipt
    assert await slack.platform.find(receipt.address, "mine") == receipt


@pytest.mark.parametrize("code", ["channel_not_found", "missing_scope", "no_permission", "invalid_arguments"])
async def test_what_can_never_be_looked_for_is_not_known(slack: SlackDriver, code: str) -> None:
    slack.stub.stumbles.append(Stumble.code(code, only="conversations.history"))
    with pytest.raises(Uncertain):
        await slack.platform.find(SPACE, "mine")


@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("token_revoked", Disconnected),
        ("ratelimited", Throttled),
        ("internal_error", Unavailable),
        ("service_unavailable", Unavailable),
    ],
)
async def test_what_cannot_be_looked_for_just_now_is_looked_for_later(
    slack: SlackDriver, method: str, code: str, error: type[PlatformError]
) -> None:
    direct = await slack.platform.direct(slack.someone("Grace").identity)
    receipt = await slack.platform.post(direct, MARKED)
    slack.stub.stumbles.append(Stumble.code(code, only=method))
    with pytest.raises(error):
        await slack.platform.find(direct, "mine")
    assert await slack.platform.find(direct, "mine") == receipt


async def test_a_conversation_too_busy_to_search_is_not_known(slack: SlackDriver) -> None:
    slack.stub.page = 1
    first = await slack.platform.post(SPACE, MARKED)
    for _ in range(19):
        await slack.platform.post(SPACE, Message("Words", (Text("Some words"),)))
    assert await slack.platform.find(SPACE, "mine") == first
    await slack.platform.post(SPACE, Message("Words", (Text("Some words"),)))
    with pytest.raises(Uncertain):
        await slack.platform.find(SPACE, "mine")


async def test_what_others_mark_is_not_ours(slack: SlackDriver) -> None:
    posts = slack.stub.posts[CHANNEL]
    receipt = await slack.platform.post(SPACE, MARKED)
    posts[receipt.post]["metadata"]["event_type"] = "another"
    assert await slack.platform.find(SPACE, "mine") is None
    assert BOT not in slack.stub.users


async def test_a_conversation_is_written_to_once_a_second() -> None:
    now = [0.0]
    pace = Pace(1.0, patience=0.5, clock=lambda: now[0])
    await _posted(pace, "C1")
    await _posted(pace, "C2")
    with pytest.raises(Throttled) as caught:
        await _posted(pace, "C1")
    assert caught.value.retry_after == 1.0
    now[0] = 0.99
    await _posted(pace, "C1")
    pace.hold(10)
    with pytest.raises(Throttled):
        await _posted(pace, "C3")


async def test_a_pace_forgets_conversations_that_are_free_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.pace._REMEMBERED", 2)
    now = [0.0]
    pace = Pace(1.0, patience=0.5, clock=lambda: now[0])
    for conversation in ("C1", "C2", "C3"):
        await _posted(pace, conversation)
        now[0] += 0.9
    now[0] -= 0.9
    with pytest.raises(Throttled):
        await _posted(pace, "C3")


async def _posted(pace: Pace, conversation: str) -> None:
    async with pace.turn(conversation):
        pass
