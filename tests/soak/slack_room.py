"""Knocks as Slack: presses, forms, events and commands, over signed HTTP and through the socket."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import time
from typing import Any
from urllib.parse import quote_plus

from bot.chat.names import Person
from tests.soak.house import House
from tests.soak.knocks import Answer, Knock, ask
from tests.soak.mutations import SECONDS, Mutations
from tests.soak.slack_pages import HOST
from tests.soak.wanted import wanted_action, wanted_form
from tests.stubs import slack_people as people
from tests.stubs.slack import BOTS, CHANNEL, NEXT_CHANNEL, NEXT_TEAM, SECRET, TEAM

Body = dict[str, Any]
KINDS = ("recorded", "press", "submission", "said", "event", "command")
_ENVELOPES = {"press": "interactive", "submission": "interactive", "command": "slash_commands"}
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_EVENTS = (
    "member_joined_channel",
    "member_left_channel",
    "channel_id_changed",
    "channel_rename",
    "group_rename",
    "app_home_opened",
    "app_uninstalled",
    "tokens_revoked",
    "user_change",
    "channel_left",
    "group_left",
    "message",
    "app_mention",
    "team_join",
)


def recorded() -> Mapping[str, str]:
    """What Slack sends as it is documented, with ids of the stand-in's."""
    ids = {"T0HOME0001": TEAM, "T0NEXT0001": NEXT_TEAM, "U0WEFTBOT1": BOTS[TEAM], "U0NEXTBOT1": BOTS[NEXT_TEAM]}
    ids |= {"C0SHARED01": CHANNEL, "G0SHARED01": CHANNEL}
    found = {}
    for file in sorted((Path(__file__).parent.parent / "replay" / "slack").glob("*.json")):
        text = file.read_text()
        for before, after in ids.items():
            text = text.replace(before, after)
        found[file.stem] = text
    return found


@dataclass(slots=True)
class SlackRoom:
    """People of two workspaces, and whoever has got hold of the signing secret."""

    house: House
    mutations: Mutations
    recorded: Mapping[str, str] = field(default_factory=recorded)
    _turn: int = 0

    def begin(self) -> None:
        """See `Room.begin`."""
        self._turn = 0

    def think(self, dice: Random) -> Knock:
        """One payload, by one of the ways in."""
        self._turn += 1
        kind = KINDS[self._turn % len(KINDS)]
        place, payload = self._payload(dice, kind)
        if dice.random() < 0.5 or kind == "recorded":
            payload = self.mutations.json(dice, payload)
        if "event" in payload and dice.random() < 0.9:
            payload["event_id"] = f"Ev{dice.getrandbits(60)}"
        if dice.random() < 0.25:
            return self._through_socket(dice, place, _ENVELOPES.get(kind, "events_api"), payload)
        return self._by_request(dice, place, payload)

    def _payload(self, dice: Random, kind: str) -> tuple[str, Body]:
        who = dice.choice(self.house.cast.slack)
        match kind:
            case "recorded":
                name = dice.choice(sorted(self.recorded))
                text = self.recorded[name].replace("U0ADA00001", who.identity.user)
                text = text.replace("https://hooks.slack.example/actions/", f"{self.house.slack_stub.url}respond/x?")
                return f"recorded {name}", json.loads(text)
            case "press":
                action = wanted_action(dice, self.house, self.mutations, who)
                value = json.dumps([*action, dice.choice((TEAM, NEXT_TEAM, "T0AWAY"))])
                return f"press {action[0]}", self._told(people.press, {"type": "button", "value": value}, who, dice)
            case "submission":
                return self._submission(dice, who)
            case "command":
                place, words = dice.choice((CHANNEL, NEXT_CHANNEL)), self.mutations.word(dice)
                return "command", people.command(words, who.identity.user, place, self._url)
            case "said":
                text, user = self.mutations.word(dice), who.identity.user
                event = {"type": "message", "channel_type": "im", "user": user, "text": text, "ts": "1.2"}
                event |= {"channel": self.house.slack_stub.direct(user), "team": who.identity.tenant}
                return "said", people.event(event, install=dice.choice((TEAM, NEXT_TEAM)))
            case _:
                return self._event(dice, who)

    def _submission(self, dice: Random, who: Person) -> tuple[str, Body]:
        action, values, _ = wanted_form(dice, self.house, self.mutations, who)
        views = list(self.house.slack_stub.views)
        origin = dice.choice((["home"], [], ["post", CHANNEL, self._ts(dice)], ["ephemeral", CHANNEL, self._url]))
        team = dice.choice((TEAM, NEXT_TEAM))
        view = {
            "id": dice.choice(views) if views and dice.random() < 0.7 else "V0",
            "type": "modal",
            "app_installed_team_id": team,
            "private_metadata": json.dumps({"action": list(action), "origin": origin, "team": team}),
        }
        states = {f"{name}:{dice.randint(0, 9)}": _state(dice, value) for name, value in values.items()}
        user, tenant = who.identity.user, who.identity.tenant
        return f"submission {action[0]}", people.submission(view, states, user, team=tenant, name=who.name)

    def _event(self, dice: Random, who: Person) -> tuple[str, Body]:
        kind, channel = dice.choice(_EVENTS), dice.choice((CHANNEL, NEXT_CHANNEL, "C0ELSE"))
        user = dice.choice((who.identity.user, *BOTS.values()))
        known: Body = {"type": kind, "user": user, "channel": channel, "tab": "home", "inviter": who.identity.user}
        if kind in {"user_change", "team_join"}:
            known["user"] = {"id": user, "team_id": who.identity.tenant, "deleted": dice.random() < 0.5}
        if "rename" in kind:
            known["channel"] = {"id": channel, "name": self.mutations.word(dice), "is_channel": True}
        known |= {"old_channel_id": channel, "new_channel_id": "C0NEW", "tokens": {"bot": [user]}}
        known |= {"text": f"<@{user}> {self.mutations.word(dice)}", "ts": self._ts(dice), "team": who.identity.tenant}
        return f"event {kind}", people.event(known, install=dice.choice((TEAM, NEXT_TEAM)))

    def _told(self, made: Any, what: Body, who: Person, dice: Random) -> Body:  # noqa: ANN401  a function of the stubs
        channel, install = dice.choice(((CHANNEL, TEAM), (NEXT_CHANNEL, NEXT_TEAM)))
        home = {"type": "home", "app_installed_team_id": install}
        modal = {"type": "modal", "app_installed_team_id": install, "private_metadata": '{"origin": ["home"]}'}
        views = list(self.house.slack_stub.views)
        modal |= {"id": dice.choice(views)} if views else {}
        where = dice.choice(
            (
                people.on_post(channel, self._ts(dice), self._url, install=install),
                people.on_ephemeral(channel, self._url),
                people.on_view(home),
                people.on_view(modal),
            )
        )
        told: Body = made(what, who.identity.user, team=who.identity.tenant, name=who.name, **where)
        return told

    def _by_request(self, dice: Random, place: str, payload: Any) -> Knock:  # noqa: ANN401  any JSON
        app = self.house.app if dice.random() < 0.6 else self.house.installing
        body, kind = _body(payload)
        if dice.random() < 0.06:
            body = self.mutations.raw(dice, body)
        if dice.random() < 0.03:
            kind = dice.choice(
                ("text/plain", "", _FORM, _JSON, "multipart/form-data; boundary=x", f"{_JSON}; charset=utf-16")
            )
        headers = people.signed(body, kind)
        if dice.random() < 0.05:
            headers = _spoilt(dice, body, kind, headers, self.mutations.whole(dice))
        method = "POST" if dice.random() < 0.98 else dice.choice(("GET", "PUT", "HEAD", "DELETE"))
        path = "/slack/events" if dice.random() < 0.95 else dice.choice(("/slack", "/slack/", "/slack/a/b%00"))
        pieces = [body[i : i + 400] for i in range(0, len(body), 400)] if dice.random() < 0.1 else body
        what = (method, path, body[:3_000], [*headers.items()])
        return Knock("slack", place, what, lambda: ask(app, method, path, [HOST, *headers.items()], pieces))

    def _through_socket(self, dice: Random, place: str, kind: str, payload: Any) -> Knock:  # noqa: ANN401  any JSON
        envelope = {"type": kind, "envelope_id": f"e{dice.random()}", "payload": payload}
        envelope |= {"accepts_response_payload": dice.random() < 0.5, "retry_attempt": 0, "retry_reason": ""}
        if dice.random() < 0.1:
            envelope = self.mutations.json(dice, envelope)
        if envelope.get("type") == "disconnect":
            envelope["type"] = "hello"

        async def send() -> Answer:
            # As Slack's client does it with what it reads from the socket.
            raw = json.dumps(envelope)
            socket = self.house.slack._socket  # noqa: SLF001  nobody else has a use for it
            assert socket is not None
            await socket.client.run_message_listeners(json.loads(raw), raw)
            return Answer()

        return Knock("slack socket", place, envelope, send)

    @property
    def _url(self) -> str:
        return f"{self.house.slack_stub.url}respond/x"

    def _ts(self, dice: Random) -> str:
        posts = list(self.house.slack_stub.posts[CHANNEL])
        return dice.choice(posts) if posts and dice.random() < 0.8 else "1700000000.000001"


def _state(dice: Random, value: str | Sequence[str]) -> Body:
    """What Slack tells of an input, which may be of another kind than the field."""
    match value:
        case str():
            one = {"value": value}
            states: Sequence[Body] = (
                {"type": "plain_text_input", "value": value},
                {"type": "static_select", "selected_option": one},
                {"type": "datepicker", "selected_date": value},
                {"type": "timepicker", "selected_time": value},
            )
            return dice.choice(states)
        case _:
            return {"type": "checkboxes", "selected_options": [{"value": each} for each in value]}


def _body(payload: Any) -> tuple[bytes, str]:  # noqa: ANN401  any JSON
    if not isinstance(payload, dict) or payload.get("type") == "event_callback":
        return json.dumps(payload).encode(), _JSON
    fields = payload if "command" in payload else {"payload": json.dumps(payload)}
    # Half a character becomes bytes that are no UTF-8, as somebody could send them.
    encoded = ((str(name), str(value).encode("utf-8", "surrogatepass")) for name, value in fields.items())
    return "&".join(f"{quote_plus(n, errors='replace')}={quote_plus(v)}" for n, v in encoded).encode(), _FORM


def _spoilt(dice: Random, body: bytes, kind: str, good: Mapping[str, str], odd: str) -> dict[str, str]:
    match dice.randint(0, 5):
        case 0:
            return people.signed(body, kind, secret=f"{SECRET}!")
        case 1:
            return people.signed(body, kind, at=time() - dice.choice((301, 10**6, -400)))
        case 2:
            return {**good, "x-slack-request-timestamp": dice.choice(SECONDS)}
        case 3:
            return {**good, "x-slack-signature": odd}
        case 4:
            return {**good, "content-length": dice.choice((*SECONDS, str(1 << 21)))}
        case _:
            return {name: value for name, value in good.items() if dice.random() < 0.5}
