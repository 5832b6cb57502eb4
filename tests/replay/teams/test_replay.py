"""Activities in the shapes that Microsoft documents, with made-up ids: each reads as what happened, or as nothing.

Sources: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events,
https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model (Action.Execute) and
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots (dialogs).
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.teams.carried import seal
from adapters.teams.parse import parse
from adapters.teams.scene import (
    Arrival,
    Aside,
    BackTo,
    Departure,
    Dialog,
    Entry,
    Home,
    InCard,
    Notice,
    Nowhere,
    Overheard,
    Speech,
    Visit,
    Whereabouts,
)
from adapters.teams.told import channel_of
from bot.chat.events import Arrived, Departed, Joined, Left, Opened, Pressed, Renamed, Said, Submitted
from bot.chat.form import Values
from bot.chat.message import Action
from bot.chat.names import Address, Identity, Lane, Person, Receipt

HERE = Path(__file__).parent
TENANT, OTHER = "aaaaaaaa-0000-4000-8000-000000000001", "cccccccc-0000-4000-8000-000000000003"
TEAM_ID = "19:made-up-team@thread.tacv2"
ANSWER, SEND = Action("check_in.answer", "17"), Action("check_in.send", "17")
VALUES: Values = {"word": " fine & <good> ", "mood": "4", "who": ("a", "c"), "day": "2026-03-02", "time": "09:30"}


def place(conversation: str) -> Address:
    return Address("teams", TENANT, conversation)


def where(conversation: Address, kind: str, who: str = "ada", user: str | None = None) -> Whereabouts:
    acted = f"29:1made-up-{who}" if who else ""
    known = USERS.get(who, acted) if user is None else user
    team = TEAM_ID if conversation.place.endswith("@thread.tacv2") else ""
    return Whereabouts(conversation, kind, "https://smba.trafficmanager.net/emea/", acted, known, team)


USERS = {
    "ada": "ada00000-0000-4000-8000-000000000001",
    "grace": "97ace000-0000-4000-8000-000000000002",
    "guest": "e0000000-0000-4000-8000-000000000003",
}
LANE = Lane("teams", TENANT)
PRIVATE, GROUP, MEETING = (
    place("a:1made-up-private"),
    place("19:made-up-group@thread.v2"),
    place("19:meeting_bWFkZSB1cA@thread.v2"),
)
CHANNEL, TEAM = place("19:made-up-channel@thread.tacv2"), place(TEAM_ID)
THREAD = replace(CHANNEL, place=f"{CHANNEL.place};messageid=1772441999000")
IN_PRIVATE, IN_GROUP = where(PRIVATE, "personal"), where(GROUP, "groupChat")
IN_CHANNEL, IN_TEAM, IN_MEETING = where(CHANNEL, "channel"), where(TEAM, "channel"), where(MEETING, "groupChat")
BY_BOT = Whereabouts(GROUP, "groupChat", IN_GROUP.service_url, *("28:7f0c4d1e-0000-4000-8000-0000000000a1",) * 2)
ADA = Person(Identity("teams", TENANT, USERS["ada"]), "Ada Lovelace", "Europe/London")
BY_MRI = replace(ADA, identity=replace(ADA.identity, user=IN_CHANNEL.mri))
INSTALLER = replace(ADA, name="", zone=None)
GUEST = Person(Identity("teams", TENANT, USERS["guest"]), "Edith Clarke (Guest)", "Europe/London")
OUTSIDER = Person(Identity("teams", OTHER, USERS["grace"]), "Grace Hopper", "Europe/London")
NAMELESS = Person(Identity("teams", TENANT, "29:1made-up-anonymous"), "Somebody", "Europe/London")
THEM = {USERS["guest"]: "29:1made-up-guest"}
POSTS = {each: Receipt(each, "1772442000110") for each in (PRIVATE, GROUP, MEETING, CHANNEL)}
HOME = Home(POSTS[PRIVATE], IN_PRIVATE.mri)


def pressed(who: Person, there: Whereabouts) -> Arrival:
    """The button of a card pressed there."""
    post = POSTS[there.conversation]
    return Arrival(Pressed(who, ANSWER, post), InCard(post), there)


MEANT: dict[str, Arrival | None] = {
    "press_in_private": pressed(ADA, IN_PRIVATE),
    "press_in_channel": pressed(ADA, IN_CHANNEL),
    "press_in_channel_without_its_post": pressed(ADA, IN_CHANNEL),
    "press_in_group_chat": pressed(ADA, IN_GROUP),
    "press_in_meeting": pressed(ADA, IN_MEETING),
    "press_in_shared_channel": pressed(OUTSIDER, where(CHANNEL, "channel", "grace")),
    "press_by_guest": pressed(GUEST, where(CHANNEL, "channel", "guest")),
    "press_by_somebody_without_account": pressed(NAMELESS, where(MEETING, "groupChat", "anonymous")),
    "press_on_home": Arrival(Pressed(ADA, ANSWER), InCard(HOME), IN_PRIVATE),
    "form_in_a_card_s_place": Arrival(
        Submitted(ADA, SEND, VALUES, POSTS[CHANNEL]), InCard(POSTS[CHANNEL], VALUES), IN_CHANNEL
    ),
    "home_refreshed": Arrival(Opened(ADA), InCard(HOME), IN_PRIVATE),
    "home_again": Arrival(Opened(ADA), InCard(Home(Receipt(PRIVATE, ""), IN_PRIVATE.mri)), IN_PRIVATE),
    "back": Arrival(None, BackTo(POSTS[CHANNEL]), IN_CHANNEL),
    "back_to_nothing": None,
    "said_in_thread": Arrival(Said(ADA, "help", CHANNEL), InCard(POSTS[CHANNEL]), IN_CHANNEL),
    "press_of_another_app": None,
    "press_without_a_verb": None,
    "press_with_a_bent_verb": None,
    "dialog_opened": Arrival(Pressed(ADA, ANSWER, POSTS[CHANNEL]), Dialog(POSTS[CHANNEL], opening=True), IN_CHANNEL),
    "dialog_opened_from_home": Arrival(Pressed(ADA, ANSWER), Dialog(HOME, opening=True), IN_PRIVATE),
    "dialog_sent": Arrival(
        Submitted(ADA, SEND, VALUES, POSTS[CHANNEL]), Dialog(POSTS[CHANNEL], opening=False, typed=VALUES), IN_CHANNEL
    ),
    "dialog_sent_from_nowhere": Arrival(
        Submitted(ADA, Action("check_in.send"), {"word": "fine"}),
        Dialog(Nowhere(), opening=False, typed={"word": "fine"}),
        IN_PRIVATE,
    ),
    "press_in_dialog": Arrival(
        Pressed(ADA, ANSWER, POSTS[PRIVATE]), Dialog(POSTS[PRIVATE], opening=False), IN_PRIVATE
    ),
    # What one person alone is shown in a post's place is not that post.
    "press_on_whisper": Arrival(Pressed(ADA, ANSWER), InCard(Aside(POSTS[CHANNEL])), IN_CHANNEL),
    "press_on_whisper_in_dialog": Arrival(
        Pressed(ADA, ANSWER), Dialog(Aside(POSTS[CHANNEL]), opening=False), IN_CHANNEL
    ),
    "form_from_whisper": Arrival(
        Submitted(ADA, SEND, {"word": "fine"}),
        Dialog(Aside(POSTS[CHANNEL]), opening=False, typed={"word": "fine"}),
        IN_CHANNEL,
    ),
    "dialog_of_another_app": None,
    "dialog_back": None,
    "message_extension_query": None,
    "signed_in": None,
    "file_consent": None,
    "private_message": Arrival(Said(ADA, "what is open?", PRIVATE), Speech(PRIVATE), IN_PRIVATE, private=True),
    "private_message_home": Arrival(Opened(ADA), Visit(PRIVATE, IN_PRIVATE.mri), IN_PRIVATE, private=True),
    "private_message_of_old_client": Arrival(
        Said(replace(ADA, zone="America/Los_Angeles"), "help", PRIVATE), Speech(PRIVATE), IN_PRIVATE, private=True
    ),
    "mention_in_channel": Arrival(
        Said(ADA, "is <at>Ada Lovelace</at> still open?", CHANNEL, private=False),
        Overheard(THREAD, IN_CHANNEL.mri, ""),
        IN_CHANNEL,
    ),
    "mention_link": Arrival(Joined(CHANNEL, "", ADA), Entry(CHANNEL, TEAM_ID), IN_CHANNEL),
    "mention_link_in_group_chat": Arrival(Joined(GROUP, "Our chat", ADA), Entry(GROUP), IN_GROUP),
    "mention_in_meeting": Arrival(
        Said(ADA, "help", MEETING, private=False), Overheard(MEETING, IN_MEETING.mri, "help"), IN_MEETING
    ),
    # Where Teams does not tell the kind, nothing is said as if nobody read along.
    "mention_without_a_kind": Arrival(
        Said(BY_MRI, "Hey  check this", CHANNEL, private=False),
        Overheard(THREAD, IN_CHANNEL.mri, ""),
        where(CHANNEL, "groupChat", user=IN_CHANNEL.mri),
    ),
    "mention_link_in_shared_channel": Arrival(
        Joined(CHANNEL, "", OUTSIDER), Entry(CHANNEL, TEAM_ID), where(CHANNEL, "channel", "grace")
    ),
    "message_edited": None,
    "message_deleted": None,
    "reaction_added": None,
    "reaction_removed": None,
    "typing": None,
    "meeting_started": None,
    "read_receipt": None,
    "bot_added_in_private": Arrival(Opened(INSTALLER), Visit(PRIVATE, IN_PRIVATE.mri), IN_PRIVATE, private=True),
    "bot_added_in_private_by_nobody": Arrival(
        None, Notice(), replace(BY_BOT, conversation=PRIVATE, kind="personal"), {USERS["ada"]: IN_PRIVATE.mri}
    ),
    "bot_added_to_team": Arrival(Joined(CHANNEL, "Partnership: Check-ins", INSTALLER), Entry(CHANNEL), IN_CHANNEL),
    "bot_added_to_team_without_names": Arrival(Joined(TEAM, "", INSTALLER), Entry(TEAM, TEAM_ID), IN_TEAM),
    "bot_added_to_group_chat": Arrival(
        Joined(GROUP, "", INSTALLER), Entry(GROUP), IN_GROUP, {**THEM, "": "29:1made-up-anonymous"}
    ),
    "bot_added_for_everybody": Arrival(Joined(GROUP, ""), Entry(GROUP), BY_BOT),
    "bot_removed_from_team": Arrival(Left(LANE, TEAM), Departure(TEAM_ID), IN_TEAM),
    "person_added_to_team": Arrival(None, Notice(), IN_TEAM, THEM, comings=(Arrived(GUEST.identity, TEAM),)),
    "person_removed_from_team": Arrival(None, Notice(), IN_TEAM, comings=(Departed(GUEST.identity, TEAM),)),
    "person_removed_by_what_teams_calls_them": Arrival(
        None,
        Notice(),
        IN_TEAM,
        comings=(Departed(replace(GUEST.identity, user="29:1made-up-guest"), TEAM),),
    ),
    "person_added_to_group_chat": Arrival(None, Notice(), IN_GROUP, THEM, comings=(Arrived(GUEST.identity, GROUP),)),
    "channel_created": Arrival(None, Notice(), IN_TEAM),
    "channel_renamed": Arrival(Renamed(CHANNEL, "Partners"), Entry(CHANNEL, TEAM_ID), IN_TEAM),
    "channel_renamed_with_its_team": Arrival(Renamed(CHANNEL, "Partnership: Partners"), Entry(CHANNEL), IN_TEAM),
    "channel_deleted": Arrival(Left(LANE, CHANNEL), Notice(), IN_TEAM),
    "channel_restored": Arrival(None, Notice(), IN_TEAM),
    "team_renamed": Arrival(None, Notice(), IN_TEAM),
    "team_deleted": Arrival(Left(LANE, TEAM), Departure(TEAM_ID), IN_TEAM),
    "team_archived": Arrival(None, Notice(), IN_TEAM),
    "team_restored": Arrival(None, Notice(), IN_TEAM),
    "installed_in_private": Arrival(None, Notice(), IN_PRIVATE),
    "installed_in_team": Arrival(None, Notice(), IN_CHANNEL),
    "uninstalled_in_private": Arrival(None, Notice(), IN_PRIVATE, private=False),
    "uninstalled_in_team": Arrival(Left(LANE, TEAM), Departure(TEAM_ID), IN_TEAM),
    "taken_away_by_an_upgrade": Arrival(Left(LANE, GROUP), Notice(), IN_GROUP),
}


def activity(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    _seal(read.get("value"), channel_of(read["conversation"]["id"]))
    return read


def _seal(value: Any, conversation: str) -> None:  # noqa: ANN401  any JSON value
    """Seal the posts that are carried, as this process would have."""
    match value:
        case {"weft": {"post": str(post)} as ours}:
            ours["seal"] = seal(Receipt(place(conversation), post))
        case dict():
            for inner in value.values():
                _seal(inner, conversation)
        case _:
            pass


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.json")))
def test_an_activity_reads_as_what_happened(name: str) -> None:
    assert parse(activity(name), TENANT, shared_channels=True) == MEANT[name]


@pytest.mark.parametrize("name", sorted(MEANT))
def test_an_app_for_several_tenants_is_told_the_tenant_by_teams(name: str) -> None:
    assert parse(activity(name), "", shared_channels=True) == MEANT[name]


@pytest.mark.parametrize("name", sorted(MEANT))
def test_channels_shared_with_others_are_left_alone_unless_wanted(name: str) -> None:
    read = parse(activity(name), TENANT, shared_channels=False)
    assert read == (None if name.endswith("shared_channel") else MEANT[name])
