"""Every kind of reply, from every scene in which somebody can act, is told in the way that Teams has for it."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from adapters.teams.replies import (
    DONE,
    LATE,
    Answer,
    Body,
    Change,
    Manner,
    Post,
    answer,
    hint,
    late,
    message_box,
    no_form,
    overheard,
)
from adapters.teams.scene import (
    Aside,
    BackTo,
    Dialog,
    Entry,
    Home,
    InCard,
    Notice,
    Nowhere,
    Origin,
    Overheard,
    Scene,
    Speech,
    Visit,
)
from bot.chat.events import Nothing, Reject, Replace, Reply, Show, Whisper
from bot.chat.form import Values
from bot.chat.message import Action, Button, Buttons, Message
from bot.chat.names import Address, Receipt
from tests.contract.play import CARD
from tests.contract.seen import assert_shows, initial
from tests.contract.teams_reading import Opened, form_of, has_action, is_form, shown_in
from tests.stubs.teams import Conversation
from tests.stubs.teams_cards import complaint
from tests.teams.scenes import FORM, THANKS

HERE = Address("teams", "tenant", "19:here@thread.v2")
POST, HOME, NOWHERE = Receipt(HERE, "17"), Home(Receipt(HERE, "18"), "29:ada"), Nowhere()
ASIDE = Aside(POST)
TYPED: Values = {"word": "fine", "why": " so\n"}
ERRORS = {"word": "Too short.", "": "Not now."}
ORIGINS: tuple[Origin, ...] = (POST, ASIDE, HOME, NOWHERE)
IN_CARD = [InCard(origin, typed) for origin, typed in product(ORIGINS, (None, TYPED))]
IN_DIALOG = [
    *(Dialog(origin, opening=True) for origin in ORIGINS),
    *(Dialog(origin, opening=False, typed=typed) for origin, typed in product(ORIGINS, (None, TYPED))),
]
SPOKEN: list[Scene] = [Speech(HERE), Visit(HERE, "29:ada"), Entry(HERE)]
SILENT: list[Scene] = [Overheard(HERE, "29:ada", "help"), BackTo(POST), Notice()]
REPLIES: tuple[Reply, ...] = (
    Nothing(),
    Show(FORM),
    Reject(FORM, ERRORS),
    Replace(THANKS),
    Whisper(THANKS),
    Whisper(CARD),
)
in_cards = pytest.mark.parametrize("scene", IN_CARD)
in_dialogs = pytest.mark.parametrize("scene", IN_DIALOG)
manners = pytest.mark.parametrize("manner", [Manner(), Manner(dialogs=False, inbox="https://weft.example")])


def way_back(scene: InCard, to_post: str) -> list[str]:
    """What leads from a card's place to what was there."""
    return {POST: [to_post], ASIDE: [to_post], HOME: ["Home"], NOWHERE: []}[scene.origin]


def card_of(body: Body | None) -> dict[str, Any]:
    """The card that an answer shows in the place of another."""
    assert body is not None
    assert (body["statusCode"], body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    shown: dict[str, Any] = body["value"]
    assert complaint(shown) == ""
    return shown


def dialog_of(body: Body | None) -> tuple[str, dict[str, Any]]:
    """A dialog's title and card."""
    assert body is not None
    assert body["task"]["type"] == "continue"
    value = body["task"]["value"]
    assert value["card"]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert complaint(value["card"]["content"]) == ""
    return value["title"], value["card"]["content"]


def labels(shown: Mapping[str, Any]) -> list[str]:
    """What a card's ways back are called."""
    actions = [*shown.get("actions", ()), *(each for row in shown["body"] for each in row.get("actions", ()))]
    return [each["title"] for each in actions if each.get("verb") in {"weft.home", "weft.back"}]


@in_cards
@manners
def test_nothing_is_said_in_a_card_where_teams_needs_a_word(scene: InCard, manner: Manner) -> None:
    said = answer(Nothing(), scene, manner)
    assert said.calls == ()
    if scene.typed is None:
        assert said.body == hint(DONE)
    else:
        # A form that took a card's place would stay there.
        assert shown_in(card_of(said.body)).texts == (DONE,)
        assert labels(card_of(said.body)) == way_back(scene, "Back")


@in_dialogs
@manners
def test_nothing_closes_a_dialog(scene: Dialog, manner: Manner) -> None:
    assert answer(Nothing(), scene, manner) == Answer(message_box(DONE) if scene.opening else None)


@in_cards
@manners
def test_a_form_takes_the_place_of_the_card(scene: InCard, manner: Manner) -> None:
    said = answer(Show(FORM), scene, manner)
    shown = card_of(said.body)
    assert (said.calls, said.shown, is_form(shown)) == ((), True, True)
    assert labels(shown) == way_back(scene, "Cancel")


@in_dialogs
@manners
def test_a_form_opens_in_the_dialog(scene: Dialog, manner: Manner) -> None:
    said = answer(Show(FORM), scene, manner)
    title, shown = dialog_of(said.body)
    assert (said.calls, said.shown, title, is_form(shown)) == ((), True, FORM.title, True)
    assert [each["type"] for each in shown["actions"]] == ["Action.Submit"]


@pytest.mark.parametrize("scene", [*IN_CARD, *IN_DIALOG])
def test_a_refused_form_keeps_the_words(scene: InCard | Dialog) -> None:
    said = answer(Reject(FORM, ERRORS), scene, Manner())
    shown = card_of(said.body) if isinstance(scene, InCard) else dialog_of(said.body)[1]
    form = form_of(FORM.title, Opened(shown, Conversation(HERE.place, "groupChat", HERE.tenant)))
    assert form.initial == (initial(FORM) if scene.typed is None else TYPED)
    assert form.errors == ERRORS
    assert (said.calls, said.shown) == ((), True)


@pytest.mark.parametrize("scene", [each for each in IN_CARD if each.origin == POST])
@manners
def test_a_message_takes_the_post_s_place_for_everybody(scene: InCard, manner: Manner) -> None:
    said = answer(Replace(THANKS), scene, manner)
    assert_shows(shown_in(card_of(said.body)), THANKS)
    assert labels(card_of(said.body)) == []
    assert said.calls == (Change(POST, THANKS),)
    # Whoever misses the answer finds it in the post.
    assert not said.shown


@pytest.mark.parametrize("scene", [each for each in IN_DIALOG if each.origin == POST])
@manners
def test_a_message_takes_the_post_s_place_and_closes_the_dialog(scene: Dialog, manner: Manner) -> None:
    closing = message_box(DONE) if scene.opening else None
    assert answer(Replace(THANKS), scene, manner) == Answer(closing, (Change(POST, THANKS),))


@in_cards
@manners
@pytest.mark.parametrize("reply", [Whisper(THANKS), Whisper(CARD), Replace(THANKS), Replace(CARD)])
def test_a_whisper_takes_the_card_s_place_and_has_a_way_back(
    scene: InCard, manner: Manner, reply: Whisper | Replace
) -> None:
    if isinstance(reply, Replace) and scene.origin == POST:
        return
    said = answer(reply, scene, manner)
    shown = card_of(said.body)
    assert (said.calls, said.shown, labels(shown)) == ((), True, way_back(scene, "Back"))
    assert_shows(shown_in(shown), reply.message)
    # Its buttons are not the post's: nothing that one person does there changes what others read.
    for action in (each for row in shown["body"] for each in row.get("actions", ())):
        if scene.origin in {POST, ASIDE} and action["data"]["weft"]["do"] == "press":
            assert action["data"]["weft"]["aside"] is True


@manners
@pytest.mark.parametrize("label", ["Home", "Back"])
def test_a_way_back_that_the_message_offers_itself_is_not_offered_twice(manner: Manner, label: str) -> None:
    message = Message("Go on", (Buttons((Button(label, Action("home")),)),))
    for origin in ORIGINS:
        shown = card_of(answer(Whisper(message), InCard(origin), manner).body)
        titles = [each["title"] for row in shown["body"] for each in row["actions"]]
        assert sorted(titles) == sorted({label, *way_back(InCard(origin), "Back")})


@in_dialogs
@manners
@pytest.mark.parametrize("reply", [Whisper(THANKS), Whisper(CARD), Replace(THANKS), Replace(CARD)])
def test_a_whisper_is_read_in_the_dialog(scene: Dialog, manner: Manner, reply: Whisper | Replace) -> None:
    if isinstance(reply, Replace) and scene.origin == POST:
        return
    said = answer(reply, scene, manner)
    _, shown = dialog_of(said.body)
    assert (said.calls, said.shown) == ((), True)
    assert_shows(shown_in(shown), reply.message)
    # A dialog has a cross, and knows no action that is answered within its card.
    assert "Action.Execute" not in str(shown)


@manners
@pytest.mark.parametrize("scene", SPOKEN)
@pytest.mark.parametrize("reply", REPLIES)
def test_what_is_said_in_a_conversation_is_posted_there(manner: Manner, scene: Scene, reply: Reply) -> None:
    message = no_form() if isinstance(reply, Show | Reject) else getattr(reply, "message", None)
    home_of = scene.mri if isinstance(scene, Visit) else None
    calls = () if message is None else (Post(HERE, message, home_of),)
    assert answer(reply, scene, manner) == Answer(calls=calls)


@pytest.mark.parametrize("scene", SILENT)
@pytest.mark.parametrize("reply", REPLIES)
def test_where_nobody_waits_nothing_is_said(scene: Scene, reply: Reply) -> None:
    assert answer(reply, scene, Manner()) == Answer()


def test_a_late_answer_is_announced_where_somebody_waits() -> None:
    assert {str(late(scene)) for scene in IN_CARD} == {str(hint(LATE))}
    assert {str(late(scene)) for scene in IN_DIALOG} == {str(message_box(LATE))}
    assert {late(scene) for scene in (*SPOKEN, *SILENT)} == {None}


def test_what_was_overheard_is_asked_for_by_a_card() -> None:
    [put] = overheard(Overheard(HERE, "29:ada", "help")).calls
    shown = getattr(put, "card", {})
    assert complaint(shown) == ""
    assert has_action(shown, "Show me")
    assert shown["refresh"]["action"]["data"] == shown["body"][1]["actions"][0]["data"]
