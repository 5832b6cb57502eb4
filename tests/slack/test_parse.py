"""Parsing never fails: whatever Slack may send one day reads as something or as nothing."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import whose
from adapters.slack.carried import action_value, metadata, read_action, read_metadata, read_team
from adapters.slack.parse import parse
from adapters.slack.scene import Arrival, Ephemeral, Home, Install, Nowhere, Post
from bot.chat.message import Action
from tests.strategies import ACTIONS

INSTALL = Install("T0HOME0001", "U0WEFTBOT1")
REPLAYS = [json.loads(path.read_text()) for path in Path("tests/replay/slack").glob("*.json")]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def bent(draw: st.DrawFn) -> dict[str, Any]:
    """A payload with one of its values, at any depth, made something else or lost."""
    payload = json.loads(json.dumps(draw(st.sampled_from(REPLAYS))))
    part = payload
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = draw(st.sampled_from(keys))
        if isinstance(part[key], dict | list) and part[key] and draw(st.booleans()):
            part = part[key]
            continue
        part[key] = draw(JSON)
        return dict(payload)


@given(bent())
def test_a_bent_payload_is_read_or_ignored(payload: dict[str, Any]) -> None:
    read = parse(payload, INSTALL)
    assert read is None or isinstance(read, Arrival)
    assert all(isinstance(word, str) for word in (*whose.bots(payload), *whose.teams(payload)))


@given(
    st.dictionaries(
        st.sampled_from(["type", "event", "user", "view", "command", "team", "authorizations", "actions"]), JSON
    )
)
def test_a_strange_payload_is_read_or_ignored(payload: dict[str, Any]) -> None:
    assert parse(payload, INSTALL) is None
    assert all(isinstance(word, str) for word in (*whose.bots(payload), *whose.teams(payload)))


ORIGINS = st.sampled_from(
    [Post("C1", "1.2", "T1"), Ephemeral("C1", "https://x.example/y", "T1"), Home("T1"), Nowhere("T1")]
)


@given(action=ACTIONS, origin=ORIGINS)
def test_what_is_carried_comes_back(action: Action, origin: Post | Ephemeral | Home | Nowhere) -> None:
    assert read_action(action_value(action, "T1")) == action
    assert read_team(action_value(action, "T1")) == "T1"
    for carried in (action, None):
        assert read_metadata(metadata(carried, origin), "T1") == (carried, origin)
        assert read_team(metadata(carried, origin)) == "T1"


def test_a_button_of_before_there_were_several_workspaces_is_still_read() -> None:
    assert read_action('["check_in.answer", "17"]') == Action("check_in.answer", "17")
    assert read_team('["check_in.answer", "17"]') == ""


def test_what_others_wrote_is_nobody_s_action() -> None:
    for text in ("", "{", "[" * 100_000, '["UPPER", ""]', '["a"]', '{"origin": 5}', '{"action": ["a", 5]}'):
        assert read_action(text) is None
        assert read_metadata(text, "T1") == (None, Nowhere("T1"))
        assert read_team(text) == ""
