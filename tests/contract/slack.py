"""Plays Slack and its people against the Slack adapter: signed requests in, a stubbed Web API out."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from time import time
from typing import Any

import httpx

from adapters.slack.platform import SlackPlatform
from bot.chat.events import Receive
from bot.chat.form import Values
from bot.chat.names import Address, Identity, Person, Receipt
from bot.errors import Disconnected, Gone, Refused, Throttled, Uncertain, Unreachable
from tests.contract.driver import Fault, Outcome, Shown, ShownForm
from tests.contract.slack_reading import button_in, form_of, notice_of, shown_in, states
from tests.stubs import slack_people as people
from tests.stubs.events import MemorySeen
from tests.stubs.slack import (
    BOT_TOKEN,
    BOTS,
    CHANNEL,
    NEXT_CHANNEL,
    NEXT_TEAM,
    NEXT_TOKEN,
    SECRET,
    TEAM,
    SlackStub,
    Stumble,
)

PATIENCE = 2.0
"""Seconds that the adapter waits for Slack: enough for a machine that is busy with something else."""

_FAULTS: Mapping[Fault, tuple[type[Exception], Stumble]] = {
    "throttled": (Throttled, replace(Stumble.code("ratelimited"), status=429, headers={"Retry-After": "1"})),
    "timed_out": (Uncertain, Stumble(delay=PATIENCE + 0.5)),
    "failing": (Uncertain, Stumble(status=500, text="<h1>Server error</h1>", done=True)),
    "not_json": (Uncertain, Stumble(text="<h1>Maintenance</h1>")),
    "revoked": (Disconnected, Stumble.code("token_revoked")),
    "blocked": (Unreachable, Stumble.code("cannot_dm_bot")),
    "gone": (Gone, Stumble.code("channel_not_found")),
    "refused": (Refused, Stumble.code("msg_too_long")),
}


class SlackDriver:
    """Two workspaces without screens, over the adapter's own ASGI side."""

    looks = True

    def __init__(self) -> None:
        # Few to a page, so that what is looked for lies beyond the first.
        self.stub = SlackStub(page=20)
        self.seen = MemorySeen()
        self._slack: SlackPlatform | None = None
        self._web: httpx.AsyncClient | None = None

    @property
    def platform(self) -> SlackPlatform:
        assert self._slack is not None
        return self._slack

    @property
    def faults(self) -> Mapping[Fault, type[Exception]]:
        return {fault: error for fault, (error, _) in _FAULTS.items()}

    async def start(self, receive: Receive) -> None:
        await self.stub.start()
        self._slack = SlackPlatform(
            bot_tokens=(BOT_TOKEN, NEXT_TOKEN),
            signing_secret=SECRET,
            app_token=None,
            api_url=self.stub.api_url,
            seen=self.seen,
            pause=0,
            timeout=PATIENCE,
        )
        await self._slack.start(receive)
        wire = httpx.ASGITransport(self._slack.asgi(receive))
        self._web = httpx.AsyncClient(transport=wire, base_url="http://127.0.0.1")

    async def stop(self) -> None:
        if self._web is not None:
            await self._web.aclose()
        await self.platform.aclose()
        await self.stub.stop()

    async def person(self, name: str) -> Person:
        """Somebody in a channel of either workspace: in turns of the second, of neither, and of the first."""
        team = (NEXT_TEAM, "T0AWAY", TEAM)[len(self.stub.users) % 3]
        person = self.someone(name, team)
        self.stub.members[NEXT_CHANNEL].append(person.identity.user)
        return person

    def someone(self, name: str, team: str = TEAM) -> Person:
        """Somebody in the first workspace's channel; with another team, from the other side of a shared one."""
        return Person(Identity("slack", team, self.stub.join(name, team)), name)

    async def places(self) -> tuple[Address, ...]:
        private = self.stub.direct(self.someone("Somebody").identity.user)
        spaces = Address("slack", TEAM, CHANNEL), Address("slack", NEXT_TEAM, NEXT_CHANNEL)
        return Address("slack", TEAM, private), *spaces

    async def shown(self, receipt: Receipt) -> Shown:
        post = self.stub.posts[receipt.address.place][receipt.post]
        return replace(shown_in(post["blocks"]), summary=notice_of(post["text"]))

    async def count(self, to: Address) -> int:
        return len(self.stub.posts[to.place])

    async def press(self, who: Person, label: str, on: Receipt) -> Outcome:
        post = self.stub.posts[on.address.place][on.post]
        where = people.on_post(on.address.place, on.post, install=post["team"])
        return await self.press_button(who, button_in(post["blocks"], label), where)

    async def press_home(self, who: Person, label: str) -> Outcome:
        view = self.stub.homes[who.identity.user]
        return await self.press_button(who, button_in(view["blocks"], label), people.on_view(view))

    async def press_whisper(self, who: Person, label: str) -> Outcome:
        view = list(self.stub.views.values())[-1]
        return await self.press_button(who, button_in(view["blocks"], label), people.on_view(view))

    async def press_button(self, who: Person, button: Mapping[str, Any], where: Mapping[str, Any]) -> Outcome:
        """Press a rendered button, wherever it stands."""
        name, team = who.name, who.identity.tenant
        return await self.interact(people.press(button, who.identity.user, team=team, name=name, **where))

    async def submit(self, who: Person, form: ShownForm, values: Values) -> Outcome:
        assert isinstance(form.raw, dict)
        state = states(form.raw, values)
        user, team = who.identity.user, who.identity.tenant
        before = len(self.stub.calls)
        response = await self.send(people.submission(form.raw, state, user, team=team, name=who.name))
        ack = response.json() if response.content else {}
        match ack:
            case {"response_action": "errors", "errors": errors}:
                return Outcome(form=form_of(form.raw, values, errors))
            case {"response_action": "update", "view": view}:
                self.stub.check(view)
                if "submit" not in view and shown_in(view["blocks"]).texts[0].startswith("Working on it."):
                    await self._replaced(before)
                    return self._outcome(before)
                kept = {key: form.raw[key] for key in ("id", "app_installed_team_id")}
                return self._outcome(before, {**view, **kept})
            case _:
                return self._outcome(before)

    async def say(self, who: Person, text: str) -> Outcome:
        user = who.identity.user
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        message = {"type": "message", "channel_type": "im", "user": user, "text": escaped, "ts": "1.2"}
        event = {**message, "channel": self.stub.direct(user), "team": who.identity.tenant}
        return await self.tell(event, install=_met_by(who))

    async def open_home(self, who: Person) -> Outcome:
        user = who.identity.user
        event = {"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"}
        return await self.tell(event, install=_met_by(who))

    async def tell(self, event: dict[str, Any], key: str | None = None, install: str = TEAM) -> Outcome:
        """Send an event and see what comes of it."""
        return await self.interact(people.event(event, key, install))

    async def interact(self, payload: dict[str, Any]) -> Outcome:
        """Send a payload and see what comes of it."""
        before = len(self.stub.calls)
        response = await self.send(payload)
        return self._outcome(before) if response.status_code == 200 else Outcome(refused=response.status_code)

    async def send(self, payload: dict[str, Any]) -> httpx.Response:
        """Send a payload as Slack would."""
        event = payload.get("type") == "event_callback"
        body, kind = people.event_body(payload) if event else people.form(payload)
        return await self.request(body, people.signed(body, kind))

    async def request(self, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        assert self._web is not None
        return await self._web.post("/slack/events", content=body, headers=httpx.Headers(dict(headers), "latin-1"))

    async def leave(self, who: Person, space: Address) -> None:
        self.stub.members[space.place].remove(who.identity.user)
        await self._moves("member_left_channel", who, space)

    async def come(self, who: Person, space: Address) -> None:
        self.stub.members[space.place].append(who.identity.user)
        await self._moves("member_joined_channel", who, space)

    async def _moves(self, kind: str, who: Person, space: Address) -> None:
        about = {"user": who.identity.user, "channel": space.place, "channel_type": "C", "team": who.identity.tenant}
        await self.tell({"type": kind, **about}, install=space.tenant)

    async def end_account(self, who: Person) -> bool:
        if who.identity.tenant not in BOTS:
            return False
        known = self.stub.users[who.identity.user]
        known["deleted"] = True
        await self.tell({"type": "user_change", "user": known, "cache_ts": 1772442000}, install=who.identity.tenant)
        return True

    async def forge(self) -> Mapping[str, int]:
        user = self.someone("Mallory").identity.user
        value = '["check_in.answer", "1"]'
        body, kind = people.form(
            people.press({"type": "button", "value": value}, user, **people.on_post(CHANNEL, "1"))
        )
        good = people.signed(body, kind)
        harmless, kind = people.form({"type": "view_closed", "user": {"id": user}})
        once = people.signed(harmless, kind)
        assert (await self.request(harmless, once)).status_code == 200
        rubbish, deep, text = b"payload=%7B", b'{"a":' * 100_000, b"payload=%22text%22"
        large = b"payload=" + b"x" * (1 << 20)
        attempts: dict[str, tuple[bytes, Mapping[str, str]]] = {
            "unsigned": (body, {"content-type": kind}),
            "wrong secret": (body, people.signed(body, kind, secret="another")),
            "another body": (body + b"&x=1", good),
            "stale": (body, people.signed(body, kind, at=time() - 301)),
            "from the future": (body, people.signed(body, kind, at=time() + 302)),
            "no number": (body, good | {"x-slack-request-timestamp": "soon"}),
            "no ASCII": (body, good | {"x-slack-signature": "v0=\u00e9"}),
            "not UTF-8": (b"payload=\xff", people.signed(b"payload=\xff", kind)),
            "replayed": (harmless, once),
            "oversized": (large, people.signed(large, kind)),
            "wrong kind": (body, people.signed(body, "text/plain")),
            "no JSON": (rubbish, people.signed(rubbish, kind)),
            "deep JSON": (deep, people.signed(deep, "application/json")),
            "no object": (text, people.signed(text, kind)),
        }
        return {name: (await self.request(*attempt)).status_code for name, attempt in attempts.items()}

    def fail(self, fault: Fault) -> None:
        self.stub.stumbles.append(_FAULTS[fault][1])

    async def _replaced(self, before: int) -> None:
        """Wait, as a person does, until a window that only holds the place of what is too large has changed."""
        async with asyncio.timeout(PATIENCE):
            while "views.update" not in {method for method, _ in self.stub.calls[before:]}:  # noqa: ASYNC110  only looked up
                await asyncio.sleep(0.01)

    def _outcome(self, before: int, view: Mapping[str, Any] | None = None) -> Outcome:
        """What is seen after these calls, and in the modal that the acknowledgement changed."""
        outcome = Outcome() if view is None else _in_modal(Outcome(), view)
        for method, body in self.stub.calls[before:]:
            match method:
                case "views.open" | "views.update":
                    outcome = _in_modal(outcome, {**body["view"], "id": body["view_id"]})
                case "views.publish":
                    outcome = replace(outcome, home=shown_in(body["view"]["blocks"]))
                case "chat.update":
                    outcome = replace(outcome, replaced=shown_in(body["blocks"]))
                case "response_url" if body["replace_original"]:
                    outcome = replace(outcome, replaced=shown_in(body["blocks"]))
                case "chat.postMessage" | "chat.postEphemeral" | "response_url":
                    outcome = replace(outcome, whispered=shown_in(body["blocks"]))
                case _:
                    pass
        return outcome


def _met_by(who: Person) -> str:
    """The workspace in which somebody sees the app: their own, where it is installed."""
    return who.identity.tenant if who.identity.tenant in BOTS else TEAM


def _in_modal(outcome: Outcome, view: Mapping[str, Any]) -> Outcome:
    if "submit" in view:
        return replace(outcome, form=form_of(view))
    return replace(outcome, whispered=shown_in(view["blocks"]))
