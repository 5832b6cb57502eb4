"""Every kind of reply, from every place where somebody can act, is seen where that person looks."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.chat.events import Joined, Left, Nothing, Pressed, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.chat.form import Form, ShortText
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.chat.names import Address, Person
from tests.contract.core import Core
from tests.contract.driver import Outcome, ShownForm
from tests.contract.slack import SlackDriver
from tests.contract.slack_reading import button_in, form_of, shown_in
from tests.stubs import slack_people as people
from tests.stubs.slack import BOT, CHANNEL, TEAM, Stumble

ANSWER = Action("check_in.answer", "17")
CARD = Message("A check-in", (Text("How was your week?"), Buttons((Button("Answer", ANSWER, opens_form=True),))))
THANKS = Message("Thanks", (Text("Thank you."),))
FORM = Form("Your week", ANSWER, (ShortText(name="word", label="In a word"),))
SPACE = Address("slack", TEAM, CHANNEL)
SEEN = shown_in([{"type": "rich_text", "elements": [{"elements": [{"text": "Thank you."}]}]}])


async def pressed_in(slack: SlackDriver, core: Core, place: str, reply: Reply) -> tuple[Outcome, Person]:
    """What is seen after pressing the card's button in this sort of place."""
    who = slack.someone("Ada")
    core.reply = reply
    match place:
        case "channel":
            return await slack.press(who, "Answer", await slack.platform.post(SPACE, CARD)), who
        case "private":
            direct = await slack.platform.direct(who.identity)
            return await slack.press(who, "Answer", await slack.platform.post(direct, CARD)), who
        case "home":
            core.home = CARD
            await slack.open_home(who)
            return await slack.press_home(who, "Answer"), who
        case _:
            core.reply = Whisper(CARD)
            aside = await slack.interact(people.command("", who.identity.user, CHANNEL, f"{slack.stub.url}respond/a"))
            assert aside.whispered is not None
            button = button_in(slack.stub.responses[-1][1]["blocks"], "Answer")
            core.reply = reply
            where = people.on_ephemeral(CHANNEL, f"{slack.stub.url}respond/b")
            return await slack.press_button(who, button, where), who


PLACES = ("channel", "private", "home", "ephemeral")


@pytest.mark.parametrize("place", PLACES)
async def test_nothing_is_shown_for_nothing(slack: SlackDriver, core: Core, place: str) -> None:
    outcome, _ = await pressed_in(slack, core, place, Nothing())
    assert (outcome.form, outcome.replaced, outcome.whispered) == (None, None, None)
    assert (outcome.home is not None) == (place == "home")


@pytest.mark.parametrize("place", PLACES)
async def test_a_form_opens(slack: SlackDriver, core: Core, place: str) -> None:
    outcome, _ = await pressed_in(slack, core, place, Show(FORM))
    assert outcome.form is not None
    assert outcome.form.title == "Your week"


@pytest.mark.parametrize("place", PLACES)
async def test_a_message_takes_the_button_s_place(slack: SlackDriver, core: Core, place: str) -> None:
    outcome, _ = await pressed_in(slack, core, place, Replace(THANKS))
    assert (outcome.whispered if place == "home" else outcome.replaced) == SEEN


@pytest.mark.parametrize("place", PLACES)
async def test_a_whisper_is_for_one_person(slack: SlackDriver, core: Core, place: str) -> None:
    outcome, who = await pressed_in(slack, core, place, Whisper(THANKS))
    assert (outcome.whispered, outcome.replaced) == (SEEN, None)
    if place == "channel":
        assert slack.stub.asides[-1][:2] == (CHANNEL, who.identity.user)


async def test_what_is_whispered_in_a_private_conversation_is_not_kept_there(slack: SlackDriver, core: Core) -> None:
    for late in (False, True):
        if late:
            slack.stub.stumbles.append(Stumble.code("expired_trigger_id", only="views.open"))
        outcome, who = await pressed_in(slack, core, "private", Whisper(THANKS))
        _, *more = slack.stub.posts[slack.stub.direct(who.identity.user)].values()
        assert [shown_in(post["blocks"]) for post in more] == ([outcome.whispered] if late else [])
        assert outcome.whispered is not None
        assert ("once more" in outcome.whispered.texts[0]) == late
        assert (outcome.whispered == SEEN) != late


async def test_what_is_whispered_after_a_form_from_a_private_conversation_is_not_kept_there(
    slack: SlackDriver, core: Core
) -> None:
    form, who = await opened_in(slack, core, "private")
    core.reply = Whisper(THANKS)
    assert await slack.submit(who, form, {"word": "fine"}) == Outcome(whispered=SEEN)
    assert len(slack.stub.posts[slack.stub.direct(who.identity.user)]) == 1


async def test_a_whisper_that_a_channel_does_not_take_after_a_form_is_told_directly(
    slack: SlackDriver, core: Core
) -> None:
    form, who = await opened_in(slack, core, "channel")
    core.reply = Whisper(THANKS)
    slack.stub.stumbles.append(Stumble.code("user_not_in_channel", only="chat.postEphemeral"))
    assert await slack.submit(who, form, {"word": "fine"}) == Outcome(whispered=SEEN)
    [told] = slack.stub.posts[slack.stub.direct(who.identity.user)].values()
    assert shown_in(told["blocks"]) == SEEN
    assert await slack.count(SPACE) == 1


@pytest.mark.parametrize("place", PLACES)
async def test_a_button_s_origin_is_what_can_be_updated_later(slack: SlackDriver, core: Core, place: str) -> None:
    await pressed_in(slack, core, place, Nothing())
    pressed = core.deeds[-1]
    assert isinstance(pressed, Pressed)
    assert (pressed.origin is None) == (place in {"home", "ephemeral"})


async def opened_in(slack: SlackDriver, core: Core, place: str) -> tuple[ShownForm, Person]:
    outcome, who = await pressed_in(slack, core, place, Show(FORM))
    assert outcome.form is not None
    return outcome.form, who


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("reply", [Replace(THANKS), Whisper(THANKS)])
async def test_a_sent_form_is_answered(slack: SlackDriver, core: Core, place: str, reply: Reply) -> None:
    form, who = await opened_in(slack, core, place)
    core.reply = reply
    outcome = await slack.submit(who, form, {"word": "fine"})
    replaced = isinstance(reply, Replace) and place != "home"
    assert (outcome.replaced if replaced else outcome.whispered) == SEEN
    assert (outcome.home is not None) == (place == "home")
    submitted = next(deed for deed in reversed(core.deeds) if isinstance(deed, Submitted))
    assert (submitted.origin is None) == (place in {"home", "ephemeral"})


@pytest.mark.parametrize("place", PLACES)
async def test_a_refused_form_keeps_the_words(slack: SlackDriver, core: Core, place: str) -> None:
    form, who = await opened_in(slack, core, place)
    for errors in ({"word": "Too short."}, {"": "Not now."}, {"word": "Too short.", "": "Not now."}, {"gone": "?"}):
        core.reply = Reject(FORM, errors)
        again = (await slack.submit(who, form, {"word": " fine "})).form
        assert again is not None
        assert (again.initial, again.errors) == ({"word": " fine "}, errors)
        form = again


async def test_a_message_in_a_modal_has_buttons_that_lead_on(slack: SlackDriver, core: Core) -> None:
    _, who = await pressed_in(slack, core, "home", Whisper(CARD))
    modal = list(slack.stub.views.values())[-1]
    for reply, seen in ((Whisper(THANKS), "whispered"), (Replace(THANKS), "whispered"), (Show(FORM), "form")):
        core.reply = reply
        outcome = await slack.press_button(who, button_in(modal["blocks"], "Answer"), people.on_view(modal))
        assert getattr(outcome, seen) is not None
        assert outcome.home is not None
    core.reply = Nothing()
    button = button_in(modal["blocks"], "Answer")
    assert (await slack.press_button(who, button, people.on_view(modal))).whispered is None
    await slack.submit(who, form_of(slack.stub.views[modal["id"]]), {"word": "fine"})
    assert isinstance(core.deeds[-1], Submitted)


def spoken(place: str, who: Person, slack: SlackDriver) -> Mapping[str, Any]:
    user = who.identity.user
    if place == "command":
        return people.command("help", user, CHANNEL, f"{slack.stub.url}respond/c")
    mention = {"type": "app_mention", "user": user, "text": "<@U0BOT> help", "channel": CHANNEL, "team": TEAM}
    private = {"type": "message", "channel_type": "im", "channel": slack.stub.direct(user), "team": TEAM}
    return people.event(mention if place == "mention" else {**mention, **private})


@pytest.mark.parametrize("place", ["command", "mention", "private"])
async def test_what_is_said_is_answered_there(slack: SlackDriver, core: Core, place: str) -> None:
    for reply in (Whisper(THANKS), Replace(THANKS)):
        core.reply = reply
        outcome = await slack.interact(dict(spoken(place, slack.someone("Ada"), slack)))
        assert outcome.whispered == SEEN
    core.reply = Nothing()
    assert await slack.interact(dict(spoken(place, slack.someone("Ada"), slack))) == Outcome()
    core.reply = Show(FORM)
    outcome = await slack.interact(dict(spoken(place, slack.someone("Ada"), slack)))
    # Slack opens forms for commands and buttons only.
    assert (outcome.form is None) == (place != "command")
    assert (outcome.whispered is None) == (place == "command")


async def test_a_form_from_a_command_ends_in_its_own_window(slack: SlackDriver, core: Core) -> None:
    who = slack.someone("Ada")
    core.reply = Show(FORM)
    form = (await slack.interact(people.command("", who.identity.user, CHANNEL, "http://127.0.0.1/c"))).form
    assert form is not None
    core.reply = Replace(THANKS)
    assert await slack.submit(who, form, {"word": "fine"}) == Outcome(whispered=SEEN)


async def test_the_bot_greets_a_channel_and_leaves_without_a_word(slack: SlackDriver, core: Core) -> None:
    core.reply = Whisper(THANKS)
    joined = {"type": "member_joined_channel", "user": BOT, "channel": CHANNEL, "team": TEAM}
    assert (await slack.tell(joined)).whispered == SEEN
    assert await slack.count(SPACE) == 1
    assert await slack.tell({"type": "channel_left", "channel": CHANNEL, "actor_id": "U1"}) == Outcome()
    assert core.deeds == [Joined(SPACE, "our-space"), Left(SPACE.lane, SPACE)]


async def test_a_trigger_that_expired_is_said_so(slack: SlackDriver, core: Core) -> None:
    for place in PLACES:
        slack.stub.stumbles.append(Stumble.code("expired_trigger_id", only="views.open"))
        outcome, _ = await pressed_in(slack, core, place, Show(FORM))
        assert outcome.form is None
        if place != "home":
            assert outcome.whispered is not None
            assert "once more" in outcome.whispered.texts[0]


async def test_a_short_wait_is_waited_and_a_long_one_is_not(slack: SlackDriver, core: Core) -> None:
    for seconds, told in (("0", True), ("30", False)):
        slack.stub.stumbles.append(Stumble(429, "{}", {"Retry-After": seconds}, only="views.open"))
        outcome, _ = await pressed_in(slack, core, "channel" if told else "home", Show(FORM))
        assert (outcome.form is not None) == told
