"""In private the bot has a home card, answers what is said, and keeps away from whoever has sent it away."""

import pytest

from bot.chat.events import Inbound, Nothing, Opened, Replace, Reply, Show, Whisper
from bot.chat.message import Action, Button, Buttons, Message
from bot.chat.names import Receipt
from bot.errors import Unreachable
from tests.contract.core import Core
from tests.contract.driver import Outcome
from tests.contract.play import CARD, CLOSED
from tests.contract.seen import assert_shows
from tests.contract.teams import TeamsDriver, card_in
from tests.contract.teams_reading import shown_in
from tests.stubs.teams import TENANT_A, Someone
from tests.teams.scenes import FORM, HELLO, known


@pytest.fixture
def ada(teams: TeamsDriver) -> Someone:
    """Somebody whom the bot has not met."""
    return teams.stub.join("Ada", TENANT_A)


async def test_whoever_installs_the_bot_finds_their_home_page(teams: TeamsDriver, core: Core, ada: Someone) -> None:
    core.home = CARD
    assert_shows((await teams.open_home(known(ada))).home, CARD)
    [opened] = core.received
    assert isinstance(opened, Opened)
    assert opened.who == known(ada)
    assert (await teams.platform.direct(known(ada).identity)).place == teams.stub.private(ada, TENANT_A).id


async def test_whoever_asks_for_home_finds_it_where_they_are(teams: TeamsDriver, core: Core, ada: Someone) -> None:
    core.home = CARD
    await teams.open_home(known(ada))
    assert_shows((await teams.say(known(ada), "Home!")).home, CARD)
    assert core.deeds == []
    assert await teams.count(await teams.platform.direct(known(ada).identity)) == 2


async def test_what_is_said_in_private_is_answered_there(teams: TeamsDriver, core: Core, ada: Someone) -> None:
    for reply in (Replace(CLOSED), Whisper(CLOSED)):
        core.reply = reply
        assert_shows((await teams.say(known(ada), "help")).whispered, CLOSED)
    core.reply = Nothing()
    assert await teams.say(known(ada), "help") == Outcome()
    core.reply = Show(FORM)
    said = (await teams.say(known(ada), "help")).whispered
    assert said is not None
    assert "needs a form" in said.texts[0]


@pytest.mark.parametrize("way", ["blocked", "uninstalled"])
@pytest.mark.parametrize("back", ["writes", "presses", "installs"])
async def test_whoever_sends_the_bot_away_is_left_in_peace_until_they_come_back(
    teams: TeamsDriver, way: str, back: str
) -> None:
    someone = teams.stub.join("Ada", TENANT_A)
    who, private = await teams.met(someone), teams.stub.private(someone, TENANT_A)
    direct = await teams.platform.direct(who.identity)
    post = await teams.platform.post(direct, CARD)
    if way == "blocked":
        teams.fail("blocked")
        with pytest.raises(Unreachable):
            await teams.platform.post(direct, CARD)
    else:
        await teams.send(someone, private, {"type": "installationUpdate", "action": "remove"})
    calls, stumbles = len(teams.stub.calls), len(teams.stub.stumbles)
    with pytest.raises(Unreachable):
        await teams.platform.direct(who.identity)
    assert (len(teams.stub.calls), len(teams.stub.stumbles)) == (calls, stumbles)
    match back:
        case "writes":
            await teams.say(who, "help")
        case "presses":
            await teams.press(who, "Answer", post)
        case _:
            await teams.send(someone, private, {"type": "installationUpdate", "action": "add"})
    assert await teams.platform.direct(who.identity) == direct
    await teams.platform.post(direct, CARD)


async def test_a_home_page_is_shown_anew_after_a_form_from_it(teams: TeamsDriver, core: Core, ada: Someone) -> None:
    core.home = CARD
    who = known(ada)
    await teams.open_home(who)
    core.reply = Show(FORM)
    form = (await teams.press_home(who, "Answer")).form
    assert form is not None
    core.home, core.reply = HELLO, Nothing()
    assert_shows((await teams.submit(who, form, {"word": "fine"})).home, HELLO)
    [post] = teams.stub.private(ada, TENANT_A).posts
    shown = await teams.shown(Receipt(await teams.platform.direct(who.identity), post))
    assert_shows(shown, HELLO)


async def test_home_is_shown_anew_in_its_place_after_a_press_on_it(
    teams: TeamsDriver, core: Core, ada: Someone
) -> None:
    core.home = Message("Home", (Buttons((Button("Skip", Action("check_in.skip", "17")),)),))
    await teams.open_home(known(ada))
    core.home, core.reply = HELLO, Nothing()
    assert_shows((await teams.press_home(known(ada), "Skip")).home, HELLO)
    [pressed] = core.deeds
    assert getattr(pressed, "origin", "") is None


@pytest.mark.parametrize("page", [Nothing(), Show(FORM)])
async def test_a_home_page_that_is_none_leaves_the_card_as_it_is(
    teams: TeamsDriver, core: Core, ada: Someone, page: Nothing | Show
) -> None:
    core.home = CARD
    await teams.open_home(known(ada))
    core.reply = Show(FORM)
    form = (await teams.press_home(known(ada), "Answer")).form
    assert form is not None
    replies: list[Reply] = [Nothing(), page, page]

    async def receive(_: Inbound) -> Reply:
        return replies.pop(0)

    await teams.close()
    await teams.open(receive)
    assert await teams.submit(known(ada), form, {"word": "fine"}) == Outcome()
    seen = await teams.open_home(known(ada))
    assert (seen.home, seen.form is not None) == (None, page != Nothing())
    [body] = teams.stub.private(ada, TENANT_A).posts.values()
    assert_shows(shown_in(card_in(body)), CARD)
