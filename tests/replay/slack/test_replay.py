"""Payloads in the shape of Slack's reference, with made-up ids: each reads as what happened, or as nothing."""

import json
from pathlib import Path

import pytest

from adapters.slack import whose
from adapters.slack.parse import parse
from adapters.slack.scene import (
    Arrival,
    Command,
    Entry,
    Ephemeral,
    Home,
    Install,
    ModalPress,
    Notice,
    Nowhere,
    Post,
    Press,
    Speech,
    Submission,
    Visit,
)
from bot.chat.events import Arrived, Departed, Joined, Left, Moved, Opened, Pressed, Said, Submitted
from bot.chat.form import Values
from bot.chat.message import Action
from bot.chat.names import Address, Identity, Lane, Person, Receipt

HERE = Path(__file__).parent
INSTALL = Install("T0HOME0001", "U0WEFTBOT1")
URL = "https://hooks.slack.example/actions/T0HOME0001/1/made-up"
ANSWER = Action("check_in.answer", "17")
ADA, GRACE = "U0ADA00001", "U0GRACE001"
HOME, POST = Home(INSTALL.team), Post("C0SHARED01", "1772442000.001100", INSTALL.team)
VALUES: Values = {"word": " fine & <good> ", "mood": "4", "who": ("a", "c"), "day": "2026-03-02", "time": "09:30"}
FIELDS = ("word", "empty", "mood", "site", "who", "none", "day", "time")


def person(user: str, tenant: str, name: str = "") -> Person:
    return Person(Identity("slack", tenant, user), name)


def place(channel: str) -> Address:
    return Address("slack", INSTALL.team, channel)


AT_HOME, OUTSIDE = person(ADA, "T0HOME0001", "ada"), person(GRACE, "T0OTHER001", "grace")
LANE, SPACE, PRIVATE = Lane("slack", INSTALL.team), place("C0SHARED01"), place("D0ADA00001")
RECEIPT = Receipt(SPACE, POST.ts)
PRIVATE_POST = Post("D0ADA00001", POST.ts, INSTALL.team)

MEANT: dict[str, Arrival | None] = {
    "press_in_shared_channel": Arrival(Pressed(OUTSIDE, ANSWER, RECEIPT), Press(GRACE, "1.2.fresh", POST)),
    "press_in_private": Arrival(
        Pressed(AT_HOME, ANSWER, Receipt(PRIVATE, POST.ts)), Press(ADA, "1.2.fresh", PRIVATE_POST)
    ),
    "press_on_ephemeral": Arrival(
        Pressed(AT_HOME, ANSWER), Press(ADA, "1.2.fresh", Ephemeral("C0SHARED01", URL, INSTALL.team))
    ),
    "press_on_home": Arrival(Pressed(AT_HOME, ANSWER), Press(ADA, "1.2.fresh", HOME)),
    "press_in_modal": Arrival(Pressed(AT_HOME, ANSWER, RECEIPT), ModalPress(ADA, "V0MODAL001", POST)),
    "submission": Arrival(
        Submitted(OUTSIDE, Action("check_in.send", "17"), VALUES, RECEIPT),
        Submission(GRACE, "V0MODAL002", POST, VALUES, {name: f"{name}:0a1b2c3d" for name in FIELDS}),
    ),
    "command": Arrival(Said(AT_HOME, "help me", SPACE), Command(ADA, "1.4.fresh", URL, Nowhere(INSTALL.team))),
    "mention_by_outsider": Arrival(
        Said(person(GRACE, "T0OTHER001"), "help & <home>", SPACE, private=False),
        Speech(GRACE, "C0SHARED01"),
        "Ev0MENTION",
    ),
    "mention_told_to_another": Arrival(
        Said(person(GRACE, "T0OTHER001"), "help & <home>", SPACE, private=False),
        Speech(GRACE, "C0SHARED01"),
        "Ev0MENTION2",
    ),
    "mention_from_grid": Arrival(
        Said(person("W0GRID0001", ""), "home", SPACE, private=False), Speech("W0GRID0001", "C0SHARED01"), "Ev0GRID"
    ),
    "private_message": Arrival(
        Said(person(ADA, "T0HOME0001"), "what is open?", PRIVATE), Speech(ADA, "D0ADA00001"), "Ev0PRIVATE"
    ),
    "own_message": None,
    "edited_message": None,
    "home_opened": Arrival(Opened(person(ADA, "")), Visit(ADA, HOME), "Ev0HOME"),
    "messages_tab_opened": None,
    "bot_joined": Arrival(Joined(SPACE, "", person(ADA, "")), Entry("C0SHARED01"), "Ev0JOINED"),
    "bot_joined_told_to_another": Arrival(Joined(SPACE, "", person(ADA, "")), Entry("C0SHARED01"), "Ev0JOINED2"),
    "somebody_joined": Arrival(Arrived(Identity("slack", "T0OTHER001", GRACE), SPACE), Notice(), "Ev0OTHER"),
    "somebody_left": Arrival(Departed(Identity("slack", "T0OTHER001", GRACE), SPACE), Notice(), "Ev0WENT"),
    "user_deactivated": Arrival(Departed(Identity("slack", "T0HOME0001", ADA)), Notice(), "Ev0ENDED"),
    "user_changed": None,
    "bot_left_channel": Arrival(Left(LANE, SPACE), Notice(), "Ev0LEFT"),
    "bot_left_private_channel": Arrival(Left(LANE, place("G0SHARED01")), Notice(), "Ev0GROUP"),
    "bot_left_as_member": Arrival(Left(LANE, SPACE), Notice(), "Ev0MEMBER"),
    "channel_moved": Arrival(Moved(place("G0OLD00001"), place("C0NEW00001")), Notice(), "Ev0MOVED"),
    "uninstalled": Arrival(Left(LANE), Notice(), "Ev0GONE"),
    "bot_token_revoked": Arrival(Left(LANE), Notice(), "Ev0REVOKED"),
    "user_token_revoked": None,
}


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.json")))
def test_a_payload_reads_as_what_happened(name: str) -> None:
    assert parse(json.loads((HERE / f"{name}.json").read_text()), INSTALL) == MEANT[name]


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.json")))
def test_a_payload_tells_which_installation_it_is_for(name: str) -> None:
    payload = json.loads((HERE / f"{name}.json").read_text())
    # By its own word a payload in a channel with several installations may be for another of them.
    by_bot = name.endswith("told_to_another")
    assert (INSTALL.team in whose.teams(payload)) != by_bot
    assert not by_bot or INSTALL.bot_user in whose.bots(payload)
