"""What comes in is for one installation, whosever channel it is and whoever acts there."""

from typing import Any

import pytest

from adapters.slack.api import WebApi
from adapters.slack.installs import Installs
from adapters.slack.pace import Pace
from adapters.slack.reception import Reception
from bot.chat.events import Inbound, Joined, Left, Nothing, Pressed, Said, Show, Submitted, Whisper
from bot.chat.names import Address, Lane, Person
from tests.contract.core import Core
from tests.contract.slack import SlackDriver
from tests.contract.slack_reading import button_in, form_of, states
from tests.slack.test_replies import CARD, FORM, THANKS
from tests.slack.test_socket import platform
from tests.stubs import slack_people as people
from tests.stubs.slack import (
    APP_TOKEN,
    BOT_TOKEN,
    CHANNEL,
    NEXT_BOT,
    NEXT_CHANNEL,
    NEXT_TEAM,
    NEXT_TOKEN,
    TEAM,
    SlackStub,
    Stumble,
)

FIRST, SECOND = Address("slack", TEAM, CHANNEL), Address("slack", NEXT_TEAM, NEXT_CHANNEL)
OLD = {"type": "button", "value": '["check_in.answer", "17"]'}
"""A button of before there were several workspaces."""


@pytest.fixture
def shared(slack: SlackDriver) -> SlackDriver:
    """Both channels are shared by both workspaces, and both bots are in both."""
    slack.stub.bots[CHANNEL] = slack.stub.bots[NEXT_CHANNEL] = {TEAM, NEXT_TEAM}
    return slack


def in_both(slack: SlackDriver, team: str) -> Person:
    """Somebody of this workspace in both channels."""
    who = slack.someone("Ada", team)
    slack.stub.members[NEXT_CHANNEL].append(who.identity.user)
    return who


def origin(inbound: Inbound) -> object:
    """The post that a press or form came from."""
    assert isinstance(inbound, Pressed | Submitted)
    return inbound.origin


@pytest.mark.parametrize("space", [FIRST, SECOND])
@pytest.mark.parametrize("team", [TEAM, NEXT_TEAM, "T0AWAY"])
async def test_a_press_is_for_whoever_posted_and_is_answered_by_them(
    shared: SlackDriver, core: Core, space: Address, team: str
) -> None:
    who, post = in_both(shared, team), await shared.platform.post(space, CARD)
    shared.stub.asked.clear()
    core.reply = Whisper(THANKS)
    assert (await shared.press(who, "Answer", post)).whispered is not None
    core.reply = Show(FORM)
    form = (await shared.press(who, "Answer", post)).form
    assert form is not None
    core.reply = Nothing()
    await shared.submit(who, form, {"word": "fine"})
    assert [origin(deed) for deed in core.deeds] == [post] * 3
    assert {deed.who.identity for deed in core.deeds if isinstance(deed, Pressed | Submitted)} == {who.identity}
    # A press costs no call but its answer; of who sends a form, the installation is told.
    assert shared.stub.asked == {space.tenant: ["chat.postEphemeral", "views.open", "users.info"]}


async def test_a_button_that_does_not_tell_its_installation_is_told_by_its_message(
    shared: SlackDriver, core: Core
) -> None:
    who = in_both(shared, TEAM)
    where = people.on_post(NEXT_CHANNEL, "1.1", install=NEXT_TEAM)
    await shared.press_button(who, OLD, where)
    del where["message"]
    await shared.press_button(in_both(shared, NEXT_TEAM), OLD, where)
    assert [getattr(origin(deed), "address", None) for deed in core.deeds] == [SECOND, SECOND]


async def test_home_is_of_the_installation_where_it_was_opened(slack: SlackDriver, core: Core) -> None:
    core.home, core.reply = CARD, Show(FORM)
    who = slack.someone("Ada", NEXT_TEAM)
    slack.stub.asked.clear()
    await slack.open_home(who)
    form = (await slack.press_home(who, "Answer")).form
    assert form is not None
    core.reply = Nothing()
    assert (await slack.submit(who, form, {"word": "fine"})).home is not None
    published, opened = "views.publish", "views.open"
    assert slack.stub.asked == {NEXT_TEAM: ["users.info", published, opened, published, published]}


async def test_a_form_from_a_button_in_a_window_is_its_installation_s_too(shared: SlackDriver, core: Core) -> None:
    who = in_both(shared, TEAM)
    direct = await shared.platform.post(Address("slack", NEXT_TEAM, who.identity.user), CARD)
    core.reply = Whisper(CARD)
    await shared.press(who, "Answer", direct)
    [window] = shared.stub.views.values()
    core.reply = Show(FORM)
    await shared.press_button(who, button_in(window["blocks"], "Answer"), people.on_view(window))
    await shared.submit(who, form_of(shared.stub.views[window["id"]]), {"word": "fine"})
    assert [origin(deed) for deed in core.deeds] == [direct] * 3


async def test_what_our_own_word_is_missing_from_is_told_by_slack_s(shared: SlackDriver, core: Core) -> None:
    core.reply = Show(FORM)
    who = in_both(shared, TEAM)
    await shared.press(who, "Answer", await shared.platform.post(SECOND, CARD))
    [view] = shared.stub.views.values()
    bare = {**view, "private_metadata": view["private_metadata"].replace(f', "team": "{NEXT_TEAM}"', "")}
    assert bare != view
    await shared.interact(people.submission(bare, states(view, {}), who.identity.user))
    assert getattr(origin(core.deeds[-1]), "address", None) == SECOND


async def test_a_command_is_answered_by_the_installation_of_its_workspace(slack: SlackDriver, core: Core) -> None:
    core.reply = Show(FORM)
    user = slack.someone("Ada", NEXT_TEAM).identity.user
    command = people.command("", user, NEXT_CHANNEL, "http://127.0.0.1/c", install=NEXT_TEAM)
    form = (await slack.interact(command)).form
    assert form is not None
    [said] = core.deeds
    assert isinstance(said, Said)
    assert (said.who.identity.tenant, said.where) == (NEXT_TEAM, SECOND)


async def test_who_a_person_is_is_told_by_the_installation_that_meets_them(slack: SlackDriver, core: Core) -> None:
    who = in_both(slack, TEAM)
    for channel, install, zone in ((CHANNEL, TEAM, "Europe/Berlin"), (NEXT_CHANNEL, NEXT_TEAM, None)):
        mention = {"type": "app_mention", "user": who.identity.user, "text": "help", "channel": channel, "team": TEAM}
        await slack.tell(mention, install=install)
        said = core.deeds[-1]
        assert isinstance(said, Said)
        assert (said.who.identity, said.who.name, said.who.zone) == (who.identity, "Ada", zone)


def told_to_the_first(event: dict[str, Any]) -> dict[str, Any]:
    """An event in a channel with both bots, which Slack tells under one authorisation only."""
    return people.event({"channel": CHANNEL, "team": TEAM, **event}, install=TEAM)


async def test_whose_bot_was_added_or_called_does_not_depend_on_whom_slack_tells_it(
    shared: SlackDriver, core: Core
) -> None:
    ada, here = shared.someone("Ada"), Address("slack", NEXT_TEAM, CHANNEL)
    core.reply = Whisper(THANKS)
    await shared.interact(told_to_the_first({"type": "member_joined_channel", "user": NEXT_BOT}))
    assert shared.stub.asked[NEXT_TEAM][-2:] == ["conversations.info", "chat.postMessage"]
    text = f"<@U0SOMEBODY> and <@{NEXT_BOT}> help"
    await shared.interact(told_to_the_first({"type": "app_mention", "user": ada.identity.user, "text": text}))
    await shared.interact(told_to_the_first({"type": "member_left_channel", "user": NEXT_BOT}))
    joined, said, left = core.deeds
    assert joined == Joined(here, "our-space")
    assert isinstance(said, Said)
    assert (said.text, said.where) == ("<@U0SOMEBODY> and  help", here)
    assert left == Left(here.lane, here)


async def test_one_event_told_to_both_is_heard_once(shared: SlackDriver, core: Core) -> None:
    user = shared.someone("Ada").identity.user
    event = {"type": "app_mention", "user": user, "text": "help", "channel": CHANNEL, "team": TEAM}
    for install in (TEAM, NEXT_TEAM):
        await shared.interact(people.event(event, "Ev1", install))
    assert len(core.deeds) == 1


@pytest.mark.parametrize("tokens", [(BOT_TOKEN,), (BOT_TOKEN, NEXT_TOKEN)])
async def test_what_happens_in_a_workspace_without_a_token_is_not_ours(
    slack: SlackDriver, core: Core, tokens: tuple[str, ...]
) -> None:
    installs = Installs([WebApi(token, slack.stub.api_url, timeout=1, pace=Pace(0)) for token in tokens])
    assert await installs.open() is None
    reception = Reception(core.receive, installs, slack.seen)
    gone = {"type": "app_uninstalled"}
    await reception.take(people.event(gone) | {"team_id": "T0AWAY", "authorizations": []})
    await reception.take(people.event(gone) | {"team_id": TEAM, "authorizations": []})
    assert core.received == [Left(Lane("slack", TEAM))]
    # A press is where people see the app: with one token there is no doubt where.
    press = people.press(OLD, "U1", team="T0AWAY", **people.on_ephemeral(CHANNEL, "http://127.0.0.1/never"))
    await reception.take(press)
    assert len(core.received) == (2 if len(tokens) == 1 else 1)
    await installs.aclose()


async def test_one_socket_serves_every_workspace(core: Core) -> None:
    stub = SlackStub()
    await stub.start()
    line = platform(stub, APP_TOKEN, BOT_TOKEN, NEXT_TOKEN)
    stub.stumbles.append(Stumble.code("internal_error", only="apps.connections.open"))
    with pytest.raises(Exception, match="internal_error"):
        await line.start(core.receive)
    await line.start(core.receive)
    await line.start(core.receive)
    for channel, install in ((CHANNEL, TEAM), (NEXT_CHANNEL, NEXT_TEAM)):
        left = {"type": "channel_left", "channel": channel}
        await stub.push("events_api", people.event(left, install=install), retry_attempt=0, retry_reason="")
    assert core.deeds == [Left(FIRST.lane, FIRST), Left(SECOND.lane, SECOND)]
    assert len(stub.sockets) == 1
    await line.aclose()
    await stub.stop()
