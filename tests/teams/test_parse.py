"""Parsing never fails: whatever Teams may send one day reads as something or as nothing."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.teams.carried import carry, origin, read
from adapters.teams.parse import parse
from adapters.teams.scene import Arrival, Aside, Home, Nowhere, Origin, Whereabouts
from bot.chat.events import Pressed, Said, Submitted
from bot.chat.message import Action
from bot.chat.names import Address, Receipt
from tests.strategies import ACTIONS

REPLAYS = [json.loads(path.read_text()) for path in sorted(Path("tests/replay/teams").glob("*.json"))]
HERE = Address("teams", "tenant", "19:here@thread.v2")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(
    ["type", "name", "action", "from", "conversation", "serviceUrl", "value", "text", "entities", "channelData"]
)
IN_PRIVATE = Whereabouts(HERE, "personal", "https://smba.trafficmanager.net/emea/", "29:ada", "ada")
IN_CHANNEL = replace(IN_PRIVATE, kind="channel")
POST = Receipt(HERE, "17")
ORIGINS = st.sampled_from([POST, Aside(POST), Home(POST, "29:ada"), Home(Receipt(HERE, ""), "29:ada"), Nowhere()])


@st.composite
def bent(draw: st.DrawFn) -> dict[str, Any]:
    """An activity with some of its values, at any depth, made something else or lost."""
    activity = json.loads(json.dumps(draw(st.sampled_from(REPLAYS))))
    for _ in range(draw(st.integers(1, 3))):
        part = activity
        while True:
            keys = list(part) if isinstance(part, dict) else list(range(len(part)))
            key = draw(st.sampled_from(keys))
            if isinstance(part[key], dict | list) and part[key] and draw(st.booleans()):
                part = part[key]
                continue
            if draw(st.booleans()):
                part[key] = draw(JSON)
            elif len(part) > 1:
                del part[key]
            break
    return dict(activity)


def sound(arrival: Arrival | None) -> None:
    """Whatever is read has the types that it says: nothing of Teams's own JSON comes through."""
    if arrival is None:
        return
    where = arrival.whereabouts
    told = [where.conversation.tenant, where.conversation.place, where.service_url, where.mri, where.user]
    assert where.kind in {"personal", "groupChat", "channel"}
    if isinstance(arrival.inbound, Pressed | Submitted | Said):
        who = arrival.inbound.who
        told += [who.identity.tenant, who.identity.user, who.name, who.zone or ""]
    told += [*arrival.people, *arrival.people.values()]
    assert all(isinstance(word, str) for word in told)


@given(bent(), st.booleans())
def test_a_bent_activity_is_read_or_ignored(activity: dict[str, Any], shared: bool) -> None:  # noqa: FBT001  drawn
    sound(parse(activity, "", shared_channels=shared))
    sound(parse(activity, "tenant", shared_channels=shared))


@given(st.dictionaries(KEYS | st.text(max_size=5), JSON))
@example({"conversation": {"id": ";messageid="}, "serviceUrl": "", "type": "message", "from": {"id": ""}})
def test_a_strange_activity_is_read_or_ignored(activity: dict[str, Any]) -> None:
    sound(parse(activity, "", shared_channels=True))


@pytest.mark.parametrize("told", [{}, {"conversation": {"id": ""}}, {"conversation": {"id": "a:1"}}])
def test_what_tells_no_conversation_is_nothing(told: dict[str, Any]) -> None:
    for kind in ("message", "invoke", "conversationUpdate", "installationUpdate"):
        assert parse({"type": kind, "from": {"id": "29:ada"}, **told}, "tenant", shared_channels=True) is None


@given(action=st.none() | ACTIONS, began=ORIGINS, text=st.text())
def test_what_is_carried_comes_back(action: Action | None, began: Origin, text: str) -> None:
    carried = read(json.loads(json.dumps(carry("press", action, began, text))))
    assert carried is not None
    assert (carried.doing, carried.action, carried.text) == ("press", action, text)
    assert origin(carried, IN_PRIVATE, "") == began


@given(action=ACTIONS, began=ORIGINS, seal=st.sampled_from(["", "0" * 32, "\u00e9", 5, None]))
def test_what_we_did_not_carry_begins_nowhere(action: Action, began: Origin, seal: object) -> None:
    data = carry("press", action, began)
    data["weft"]["seal"] = seal
    carried = read(data)
    assert carried is not None
    assert origin(carried, IN_CHANNEL, "") == Nowhere()


@given(action=ACTIONS, began=st.sampled_from([POST, Aside(POST)]))
def test_what_was_carried_elsewhere_begins_nowhere(action: Action, began: Origin) -> None:
    carried = read(carry("press", action, began))
    assert carried is not None
    elsewhere = replace(IN_PRIVATE, conversation=replace(HERE, place="19:another@thread.v2"))
    assert origin(carried, elsewhere, "") == Nowhere()


@given(action=ACTIONS)
def test_nobody_s_home_page_is_among_others(action: Action) -> None:
    at_home = read(carry("press", action, Home(POST, "29:ada")))
    assert at_home is not None
    assert origin(at_home, IN_CHANNEL, "18") == Receipt(HERE, "18")


@given(action=ACTIONS)
def test_what_carries_no_post_is_about_the_post_that_holds_it(action: Action) -> None:
    carried = read(carry("press", action))
    assert carried is not None
    assert origin(carried, IN_PRIVATE, "18") == Receipt(HERE, "18")
    at_home = read(carry("press", action, Home(Receipt(HERE, ""), "29:ada")))
    assert at_home is not None
    assert origin(at_home, IN_PRIVATE, "18") == Home(Receipt(HERE, "18"), "29:ada")


@given(JSON)
@example({"weft": {"do": "wipe", "verb": "check_in.answer"}})
@example({"weft": "press"})
def test_what_others_wrote_is_nobody_s_action(data: object) -> None:
    assert read(data) is None
    assert read({"weft": data}) is None


@pytest.mark.parametrize("ours", [{"verb": 5}, {"verb": "UPPER"}, {"verb": "a", "subject": "\x00"}, {"subject": "a"}])
def test_what_is_no_action_is_none(ours: dict[str, object]) -> None:
    carried = read({"weft": {"do": "press", "post": 5, "text": [], "home": "yes", **ours}})
    assert carried is not None
    assert (carried.action, carried.post, carried.text, carried.is_home) == (None, "", "", False)
