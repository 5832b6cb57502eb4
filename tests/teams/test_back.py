"""Whoever was shown something in a post's place finds back to the post, and to nothing that is not there."""

import pytest

from adapters.teams.replies import GONE_BACK
from bot.chat.events import Replace, Show, Submitted, Whisper
from bot.chat.names import Address, Person, Receipt
from tests.contract.core import Core
from tests.contract.driver import Outcome, Shown
from tests.contract.play import CARD, CLOSED
from tests.contract.seen import assert_shows
from tests.contract.teams import TeamsDriver, card_in
from tests.contract.teams_reading import action_in, has_action, is_form, shown_in
from tests.stubs import teams_people as people
from tests.teams.scenes import FORM, HELLO, THANKS, heard_from

GONE = Outcome(whispered=Shown((GONE_BACK,)))


@pytest.fixture
async def space(teams: TeamsDriver, core: Core) -> Address:
    """A channel, in a Teams that opens no dialogs: everything happens in a card's place."""
    await teams.close()
    await teams.open(core.receive, dialogs=False)
    return await heard_from(teams, teams.spaces[1])


async def act(teams: TeamsDriver, who: Person, shown: object, label: str, post: Receipt) -> Outcome:
    """Press a button of what is shown in a post's place."""
    assert isinstance(shown, dict)
    return await teams.press_in(who, shown, label, post.address.place, post.post)


async def shown_to(teams: TeamsDriver, who: Person, label: str, post: Receipt) -> dict[str, object]:
    """The card that pressing this button shows."""
    at = teams.stub.conversations[post.address.place]
    action = action_in(card_in(at.posts[post.post]), label)
    response = await teams.send(teams.someone(who), at, people.executed(action, {}, post.post))
    shown: dict[str, object] = response.json()["value"]
    return shown


async def test_back_shows_the_post_again_as_everybody_sees_it(teams: TeamsDriver, core: Core, space: Address) -> None:
    post, who = await teams.platform.post(space, CARD), await teams.person("Ada")
    core.reply = Whisper(HELLO)
    aside = await shown_to(teams, who, "Answer", post)
    assert has_action(aside, "Back")
    core.received.clear()
    assert_shows((await act(teams, who, aside, "Back", post)).whispered, CARD)
    await teams.platform.update(post, CLOSED)
    assert_shows((await act(teams, who, aside, "Back", post)).whispered, CLOSED)
    # To look again is no deed.
    assert core.received == []


async def test_after_a_restart_the_post_is_pointed_at(teams: TeamsDriver, core: Core, space: Address) -> None:
    post, who = await teams.platform.post(space, CARD), await teams.person("Ada")
    core.reply = Whisper(HELLO)
    aside = await shown_to(teams, who, "Answer", post)
    await teams.close()
    await teams.open(core.receive, dialogs=False)
    assert await act(teams, who, aside, "Back", post) == GONE
    await teams.platform.update(post, CLOSED)
    assert_shows((await act(teams, who, aside, "Back", post)).whispered, CLOSED)


async def test_a_post_among_too_many_to_be_kept_at_hand_is_pointed_at(
    teams: TeamsDriver, core: Core, space: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.teams.posting._REMEMBERED", 2)
    first, second, third = [await teams.platform.post(space, CARD) for _ in range(3)]
    who = await teams.person("Ada")
    core.reply = Whisper(HELLO)
    aside = await shown_to(teams, who, "Answer", first)
    assert await act(teams, who, aside, "Back", first) == GONE
    await teams.platform.update(second, CLOSED)
    await teams.platform.post(space, CARD)
    assert_shows((await act(teams, who, aside, "Back", second)).whispered, CLOSED)
    assert await act(teams, who, aside, "Back", third) == GONE


async def test_without_dialogs_a_form_takes_the_card_s_place(teams: TeamsDriver, core: Core, space: Address) -> None:
    post, who = await teams.platform.post(space, CARD), await teams.person("Ada")
    core.reply = Show(FORM)
    opened = await shown_to(teams, who, "Answer", post)
    assert is_form(opened)
    assert [each["title"] for each in opened["actions"]] == [FORM.submit, "Cancel"]  # type: ignore[attr-defined]  # JSON
    cancel = opened["actions"][1]  # type: ignore[index]  # JSON
    at = teams.stub.conversations[space.place]
    back = await teams.send(teams.someone(who), at, people.executed(cancel, {}, post.post))
    assert_shows(shown_in(back.json()["value"]), CARD)
    form = (await teams.press(who, "Answer", post)).form
    assert form is not None
    core.reply = Replace(THANKS)
    assert_shows((await teams.submit(who, form, {"word": "fine"})).replaced, THANKS)
    submitted = core.deeds[-1]
    assert isinstance(submitted, Submitted)
    assert (submitted.values, submitted.origin) == ({"word": "fine"}, post)
    assert_shows(await teams.shown(post), THANKS)


@pytest.mark.usefixtures("space")
async def test_from_a_whisper_at_home_one_finds_home(teams: TeamsDriver, core: Core) -> None:
    core.home, core.reply = CARD, Whisper(THANKS)
    who = await teams.person("Ada")
    await teams.open_home(who)
    direct = await teams.platform.direct(who.identity)
    [home] = teams.stub.conversations[direct.place].posts
    aside = await shown_to(teams, who, "Answer", Receipt(direct, home))
    core.home = CLOSED
    assert_shows((await teams.press_in(who, aside, "Home", direct.place, home)).home, CLOSED)
