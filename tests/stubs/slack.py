"""A stand-in for Slack on loopback: its Web API, response URLs and Socket Mode, over two workspaces in memory."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from time import time
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.stubs.slack_limits import complaint
from tests.stubs.slack_oauth import OAuth

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-made-up", "xapp-made-up", "a signing secret for tests only"
TEAM, BOT, CHANNEL = "T0HOME", "U0BOT", "C0SPACE"
NEXT_TOKEN, NEXT_TEAM, NEXT_BOT, NEXT_CHANNEL = "xoxb-made-up-too", "T0NEXT", "U0NEXTBOT", "C0NEXTSPACE"
BOTS = {TEAM: BOT, NEXT_TEAM: NEXT_BOT}
"""The workspaces that the app is installed in, and its bot in each."""

Body = dict[str, Any]


class _Refusal(Exception):
    """Slack answers `ok: false` with this code."""


@dataclass(frozen=True, slots=True)
class Stumble:
    """How a call fails: with an HTTP status, headers and text, after a delay in seconds."""

    status: int = 200
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    done: bool = False
    """Whether the call was carried out before its answer went wrong."""
    only: str = ""
    """The one method that stumbles; "" for whichever comes next."""
    broken: bytes | None = None
    """What comes of an answer before the connection breaks."""

    @classmethod
    def code(cls, error: str, only: str = "") -> Self:
        return cls(text=json.dumps({"ok": False, "error": error}), only=only)


@dataclass(slots=True)
class SlackStub:
    """Two workspaces, as they would be seen by their people. A token reaches the channels and people of its own."""

    calls: list[tuple[str, Body]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=lambda: {BOT_TOKEN: TEAM, NEXT_TOKEN: NEXT_TEAM})
    """The workspace of each bot token."""
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The methods called in each workspace."""
    users: dict[str, Body] = field(default_factory=dict)
    posts: dict[str, dict[str, Body]] = field(default_factory=lambda: {CHANNEL: {}, NEXT_CHANNEL: {}})
    bots: dict[str, set[str]] = field(
        default_factory=lambda: defaultdict(lambda: {TEAM}, {NEXT_CHANNEL: {NEXT_TEAM}})
    )
    """Conversation to the workspaces whose bot is there."""
    heard_of: set[tuple[str, str]] = field(default_factory=set)
    """Workspaces with users of others that are told of though no channel is shared with them."""
    members: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[str, Body] = field(default_factory=dict)
    views: dict[str, Body] = field(default_factory=dict)
    """Modals by view id, as they stand."""
    asides: list[tuple[str, str, Body]] = field(default_factory=list)
    """Ephemeral messages: channel, user and body."""
    responses: list[tuple[str, Body]] = field(default_factory=list)
    """What was posted to response URLs: the URL's last part and the body."""
    stumbles: list[Stumble] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acks: dict[str, asyncio.Future[Body]] = field(default_factory=dict)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether there is a socket."""
    page: int = 100
    slow: float = 0.0
    """Seconds that Slack takes over each call."""
    lag: float = 0.0
    """Seconds between making a post and answering that it is made."""
    url: str = ""
    oauth: OAuth = field(init=False)
    _runner: web.AppRunner | None = None
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.oauth = OAuth(self.tokens, BOTS)

    async def start(self) -> None:
        app = web.Application(client_max_size=4 << 20)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/respond/{key}", self._respond)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = "http://{}:{}/".format(*self._runner.addresses[0][:2])

    async def stop(self) -> None:
        for socket in self.sockets:
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"{self.url}api/"

    def join(self, name: str, team: str = TEAM, channel: str = CHANNEL, **more: object) -> str:
        """Somebody new in a channel; their user id."""
        user = f"U{next(self._numbers):07d}"
        profile = {"real_name": name, "display_name": name, "email": f"{user.lower()}@example.org"}
        zone = {"tz": "Europe/Berlin"}
        self.users[user] = {"id": user, "team_id": team, "name": name.lower(), "profile": profile, **zone, **more}
        self.members[channel].append(user)
        return user

    async def push(self, kind: str, payload: Body, socket: int = -1, **more: object) -> Body:
        """Send an envelope over a socket, the latest one unless told; the envelope's acknowledgement."""
        envelope = f"envelope-{next(self._numbers)}"
        self.acks[envelope] = asyncio.get_running_loop().create_future()
        await asyncio.wait_for(self.opened.wait(), 5)
        accepts = kind in {"interactive", "slash_commands"}
        await self.sockets[socket].send_json(
            {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": accepts, **more}
        )
        return await asyncio.wait_for(self.acks[envelope], 5)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        self.opened.set()
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                ack = json.loads(message.data)
                self.acks[ack["envelope_id"]].set_result(ack)
        return socket

    async def _respond(self, request: web.Request) -> web.Response:
        body = await request.json()
        if self.stumbles and self.stumbles[0].only == "response_url":
            return await self._stumble(self.stumbles.pop(0), request)
        if complaint(body["blocks"], "message"):
            return web.Response(status=400, text="invalid_blocks")
        self.responses.append((request.match_info["key"], body))
        self.calls.append(("response_url", body))
        return web.Response(text="ok")

    async def _api(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.slow)
        method = request.match_info["method"]
        body: Body = dict(request.query) if request.method == "GET" or not request.can_read_body else {}
        if request.content_type == "application/json" and request.can_read_body:
            body = await request.json()
        if (answered := await self.oauth.answer(request, method)) is not None:
            return web.json_response(answered)
        stumble = next((each for each in self.stumbles if each.only in {"", method}), None)
        if stumble is not None:
            self.stumbles.remove(stumble)
        if stumble is not None and not stumble.done:
            return await self._stumble(stumble, request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            answer = {"ok": True, **self._do(token, method, body)}
            self.calls.append((method, body))
            if method == "chat.postMessage":
                await asyncio.sleep(self.lag)
        except _Refusal as refusal:
            answer = {"ok": False, "error": str(refusal)}
        return web.json_response(answer) if stumble is None else await self._stumble(stumble, request)

    async def _stumble(self, stumble: Stumble, request: web.Request) -> web.Response:
        await asyncio.sleep(stumble.delay)
        if stumble.broken is not None and request.transport is not None:
            request.transport.write(stumble.broken)
            request.transport.close()
        kind = "application/json" if stumble.text.startswith("{") else "text/html"
        return web.Response(status=stumble.status, text=stumble.text, headers=stumble.headers, content_type=kind)

    def _do(self, token: str, method: str, body: Body) -> Body:
        if (method, token) == ("apps.connections.open", APP_TOKEN):
            return {"url": f"{self.url}socket".replace("http", "ws", 1)}
        team = self._known(self.tokens, token, "invalid_auth")
        self.asked[team].append(method)
        match method.partition("."):
            case "auth", _, "test":
                return {"team_id": team, "user_id": BOTS[team], "bot_id": f"B{BOTS[team][1:]}"}
            case "users", _, "info":
                return {"user": self._told(team, body["user"])}
            case "chat", _, _:
                return self._chat(team, method, body)
            case "views", _, _:
                return self._view(team, method, body)
            case _:
                return self._conversation(team, method, body)

    def _conversation(self, team: str, method: str, body: Body) -> Body:
        if method == "conversations.open":
            return {"channel": {"id": self._opened(team, body["users"])}}
        posts = self._reached(team, body["channel"])
        match method:
            case "conversations.info":
                return {"channel": {"id": body["channel"], "name": "our-space"}}
            case "conversations.members":
                return self._paged("members", self.members[body["channel"]], body)
            case "conversations.history":
                new = [post for post in reversed(posts.values()) if float(post["ts"]) >= float(body["oldest"])]
                return self._paged("messages", new, body)
            case _:
                raise _Refusal("unknown_method")

    def _chat(self, team: str, method: str, body: Body) -> Body:
        if complaint(body["blocks"], "message"):
            raise _Refusal("invalid_blocks")
        channel = self._opened(team, to) if (to := body["channel"]).startswith("U") else to
        posts = self._reached(team, channel)
        match method:
            case "chat.postEphemeral":
                self.asides.append((channel, body["user"], body))
                return {"message_ts": "0"}
            case "chat.update":
                self._known(posts, body["ts"], "message_not_found").update(body)
                return {"channel": channel, "ts": body["ts"]}
            case _:
                ts = f"{int(time())}.{next(self._numbers):06d}"
                posts[ts] = {**body, "ts": ts, "channel": channel, "team": team}
                return {"channel": channel, "ts": ts}

    def _view(self, team: str, method: str, body: Body) -> Body:
        view = body["view"]
        self.check(view)
        view["app_installed_team_id"] = team
        if method == "views.publish":
            self.homes[self._told(team, body["user_id"])["id"]] = view
            return {}
        if method == "views.open" and not body["trigger_id"].startswith(f"fresh.{team}."):
            raise _Refusal("expired_trigger_id")
        key = body["view_id"] if method == "views.update" else f"V{next(self._numbers)}"
        if method == "views.update" and self._known(self.views, key, "not_found")["app_installed_team_id"] != team:
            raise _Refusal("not_found")
        self.views[key] = {**view, "id": key}
        body["view_id"] = key
        return {"view": {"id": key}}

    def check(self, view: Body) -> None:
        """Refuse a view that Slack would refuse."""
        problem = complaint(view["blocks"], view["type"])
        if (
            problem
            or len(view.get("title", {"text": ""})["text"]) > 24
            or len(view.get("private_metadata", "")) > 3_000
        ):
            raise _Refusal("invalid_arguments")

    def direct(self, user: str, team: str | None = None) -> str:
        """The private conversation of somebody with the bot of their own workspace; of outsiders with the first."""
        home = team or self._known(self.users, user, "user_not_found")["team_id"]
        channel = f"D{user[1:]}{home[1:]}" if home == NEXT_TEAM else f"D{user[1:]}"
        self.posts.setdefault(channel, {})
        self.bots[channel] = {NEXT_TEAM if home == NEXT_TEAM else TEAM}
        return channel

    def _told(self, team: str, user: str) -> Body:
        """Somebody as a workspace is told of them: of those in shared channels less, and of others nothing."""
        known: Body = self._known(self.users, user, "user_not_found")
        if known["team_id"] == team:
            return known
        near = any(user in self.members[channel] for channel in list(self.posts) if team in self.bots[channel])
        if not near and (team, user) not in self.heard_of:
            raise _Refusal("user_not_found")
        told = {key: value for key, value in known.items() if key != "tz"}
        told["profile"] = {key: value for key, value in known["profile"].items() if key != "email"}
        return {**told, "is_stranger": not near}

    def _opened(self, team: str, user: str) -> str:
        if self._told(team, user).get("is_stranger"):
            raise _Refusal("user_not_found")
        return self.direct(user, team)

    def _reached(self, team: str, channel: str) -> dict[str, Body]:
        posts: dict[str, Body] = self._known(self.posts, channel, "channel_not_found")
        if team not in self.bots[channel]:
            raise _Refusal("channel_not_found")
        return posts

    def _paged(self, key: str, items: list[Any], body: Body) -> Body:
        start = int(body.get("cursor") or 0)
        end = start + min(self.page, int(body["limit"]))
        cursor = str(end) if end < len(items) else ""
        return {key: items[start:end], "response_metadata": {"next_cursor": cursor}}

    def _known(self, items: Mapping[str, Any], key: str, code: str) -> Any:  # noqa: ANN401  whatever was kept
        if key not in items:
            raise _Refusal(code)
        return items[key]
