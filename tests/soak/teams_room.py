"""Knocks as Teams: activities as Microsoft documents them and as clients make them, with tokens good and bad."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bot.chat.names import Person
from tests.contract.teams_forged import forged
from tests.soak.house import House
from tests.soak.knocks import Answer, Headers, Knock, ask
from tests.soak.mutations import SECONDS, Mutations
from tests.soak.slack_pages import HOST
from tests.soak.wanted import Value, wanted_action, wanted_form
from tests.stubs import teams_people as people
from tests.stubs.teams import APPS, TENANT_A, TENANT_B, Conversation, Someone

Body = dict[str, Any]
KINDS = ("recorded", "press", "form", "said", "event", "other")
_DOINGS = ("press", "form", "home", "back", "said")
_EVENTS = (
    "teamRenamed",
    "channelRenamed",
    "channelDeleted",
    "channelCreated",
    "channelRestored",
    "teamArchived",
    "teamDeleted",
    "teamRestored",
)


def recorded() -> Mapping[str, Body]:
    """What Teams sends as it is documented."""
    folder = Path(__file__).parent.parent / "replay" / "teams"
    return {file.stem: json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))}


@dataclass(slots=True)
class TeamsRoom:
    """People of two tenants, and whoever makes their own clients say anything."""

    house: House
    mutations: Mutations
    recorded: Mapping[str, Body] = field(default_factory=recorded)
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    """To sign takes longer than all the rest, and Teams, too, sends one many times."""
    _turn: int = 0

    def begin(self) -> None:
        """See `Room.begin`."""
        self._turn = 0

    def think(self, dice: Random) -> Knock:
        """One activity."""
        self._turn += 1
        who = self.house.teams.someone(dice.choice(self.house.cast.teams))
        place, at, told = self._told(dice, KINDS[self._turn % len(KINDS)], who)
        activity = {**people.activity(who, at, self._url), **told}
        if dice.random() < 0.5 or place.startswith("recorded"):
            # What it is taken for is left alone most of the time, or nothing would come any further.
            kept = {key: activity.get(key) for key in ("id", "serviceUrl", "channelId") if dice.random() < 0.95}
            activity = self.mutations.json(dice, activity)
            if isinstance(activity, dict):
                activity |= kept
        body = json.dumps(activity).encode()
        if dice.random() < 0.06:
            body = self.mutations.raw(dice, body)
        headers: Headers = [HOST, ("authorization", f"Bearer {self._token(APPS[at.tenant], self._url)}")]
        if dice.random() < 0.06:
            headers = self._spoilt(dice)
        method = "POST" if dice.random() < 0.98 else dice.choice(("GET", "PUT", "HEAD", "DELETE"))
        pieces = [body[i : i + 400] for i in range(0, len(body), 400)] if dice.random() < 0.1 else body

        async def send() -> Answer:
            return await ask(self.house.app, method, "/teams/messages", headers, pieces)

        return Knock("teams", place, (method, body[:3_000]), send)

    def _told(self, dice: Random, kind: str, who: Someone) -> tuple[str, Conversation, Body]:
        at = self._at(dice, who)
        post = dice.choice([*list(at.posts)[-9:], "", "1772442000110"])
        match kind:
            case "recorded":
                name = dice.choice(sorted(self.recorded))
                told = {**self.recorded[name], "serviceUrl": self._url, "id": self._number(dice)}
                if dice.random() < 0.8:
                    told = {
                        **people.activity(who, at, self._url),
                        **{k: v for k, v in told.items() if k not in _WHERE},
                    }
                return f"recorded {name}", at, told
            case "press" | "form":
                return self._acted(dice, kind, who, at, post)
            case "said" if dice.random() < 0.5:
                return "said", at, people.message(self.mutations.word(dice))
            case "said":
                return "mentioned", at, people.mention(self.mutations.word(dice), at, post)
            case "event":
                return self._event(dice, who, at)
            case _:
                value = {"data": self.mutations.odd(dice), "action": self.mutations.odd(dice)}
                name = dice.choice(("task/fetch", "task/submit", "adaptiveCard/action", self.mutations.word(dice)))
                return "invoke", at, {"type": "invoke", "name": name, "value": value, "replyToId": post}

    def _acted(
        self, dice: Random, kind: str, who: Someone, at: Conversation, post: str
    ) -> tuple[str, Conversation, Body]:
        person = next(each for each in self.house.cast.teams if each.identity.user == who.user)
        action, inputs = self._wanted(dice, kind, person)
        doing = kind if dice.random() < 0.9 else dice.choice(_DOINGS)
        ours: Body = {"do": doing, "verb": action[0], "subject": action[1]}
        if dice.random() < 0.3:
            ours |= {"post": post, "seal": self.mutations.word(dice), "home": dice.random() < 0.5, "aside": True}
        if doing == "said":
            ours["text"] = self.mutations.word(dice)
        card = {"title": "Go", "verb": action[0], "data": {"weft": ours}}
        match dice.randint(0, 2):
            case 0:
                told = people.executed(card, inputs, post)
            case 1:
                told = people.fetched(card, post)
            case _:
                told = people.submitted(card, inputs)
        return f"{kind} {action[0]}", at, told

    def _wanted(self, dice: Random, kind: str, person: Person) -> tuple[tuple[str, str], dict[str, str]]:
        if kind == "press":
            return wanted_action(dice, self.house, self.mutations, person), {}
        action, values, _ = wanted_form(dice, self.house, self.mutations, person)
        return action, {_input_name(name, value): _joined(value) for name, value in values.items()}

    def _event(self, dice: Random, who: Someone, at: Conversation) -> tuple[str, Conversation, Body]:
        bot = f"28:{APPS[at.tenant]}"
        mri = dice.choice((who.mri, bot, "28:another", self.mutations.word(dice)))
        kind = dice.choice(("membersAdded", "membersRemoved", *_EVENTS))
        if kind.startswith("members"):
            about = {"id": mri, "aadObjectId": dice.choice((who.user, self.mutations.word(dice)))}
            return f"event {kind}", at, {"type": "conversationUpdate", kind: [about]}
        data = {"eventType": kind, "tenant": {"id": at.tenant}, "team": {"id": "19:team@thread.tacv2", "name": "t"}}
        data["channel"] = {"id": at.id, "name": self.mutations.word(dice)}
        return f"event {kind}", at, {"type": "conversationUpdate", "channelData": data}

    def _at(self, dice: Random, who: Someone) -> Conversation:
        if dice.random() < 0.6:
            return self.house.teams.stub.private(who, who.tenant)
        return dice.choice(self.house.teams.spaces)

    def _spoilt(self, dice: Random) -> Headers:
        token = self._token(APPS[TENANT_A], self._url)
        match dice.randint(0, 4):
            case 0:
                _, attempts = forged(self.house.teams.stub)
                return [HOST, *dice.choice(list(attempts.values()))[1].items()]
            case 1:
                return [HOST, ("authorization", self.mutations.text(dice, f"Bearer {token}"))]
            case 2:
                return [HOST, ("authorization", f"Bearer {self._token(APPS[TENANT_B], 'http://127.0.0.1:1/')}")]
            case 3:
                return [HOST, ("authorization", f"Bearer {token}"), ("content-length", dice.choice(SECONDS))]
            case _:
                return [HOST]

    def _token(self, audience: str, service_url: str) -> str:
        key = audience, service_url
        if key not in self._tokens:
            self._tokens[key] = self.house.teams.stub.login.token(audience=audience, service_url=service_url)
        return self._tokens[key]

    @property
    def _url(self) -> str:
        return self.house.teams.stub.url

    def _number(self, dice: Random) -> str:
        return f"f:{dice.getrandbits(60)}"


_WHERE = frozenset({"conversation", "from", "recipient", "channelData", "serviceUrl"})


def _input_name(name: str, value: Value) -> str:
    return f"f.{name}" if isinstance(value, str) else f"f.*{name}"


def _joined(value: Value) -> str:
    return value if isinstance(value, str) else ",".join(value)
