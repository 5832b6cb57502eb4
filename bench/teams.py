"""Teams: durable answers by Action.Execute with tokens checked, against the SDK's stock adapter that does nothing."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import time

import uvicorn
import uvloop
from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botframework.connector.auth import (
    AuthenticationConfiguration,
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from jwt import encode
from jwt.algorithms import RSAAlgorithm

from adapters import http
from adapters.teams.hosts import ServiceHosts
from adapters.teams.platform import TeamsPlatform
from adapters.teams.registrations import Registration
from bench import load, weft
from bot import logs
from bot.app import Bot
from bot.chat.names import Address, Identity
from bot.domain.host import Host
from bot.store import inbox
from bot.store.database import Database
from bot.store.notes import Notes

PRESSES, STOCK_PRESSES, ROUNDS = 3_000, 300, 5
APP, TENANT, CHANNEL = (
    "7f0c4d1e-0000-4000-8000-00000000000a",
    "aaaaaaaa-0000-4000-8000-000000000001",
    "19:bench@thread.tacv2",
)
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
PATH = "/teams/messages"


def identity(number: int) -> Identity:
    """A member in Teams."""
    return Identity("teams", TENANT, f"00000000-0000-4000-8000-{number:012d}")


def measure() -> None:
    """Print answers a second of both, taken in turn, and their ratio."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        key = folder / "key.pem"
        key.write_bytes(_new_key())
        login, stock, ours = weft.free_port(), weft.free_port(), weft.free_port()
        url, occurrence = weft.prepare(folder, identity=identity, space=Address("teams", TENANT, CHANNEL))
        stack.enter_context(weft.process("bench.teams", "login", str(login), str(key)))
        stack.enter_context(weft.process("bench.teams", "stock", str(stock), str(login)))
        stack.enter_context(weft.process("bench.teams", "weft", str(ours), str(login), url))
        for port in (login, stock, ours):
            weft.wait_for(port)
        token = _token(key)
        ratios = []
        for number in range(ROUNDS + 1):
            theirs = _round(stock, token, occurrence, number, STOCK_PRESSES)
            own = _round(ours, token, occurrence, number, PRESSES)
            if number:  # the first warms both up
                ratios.append(own / theirs)
                print(f"  stock adapter {theirs:7.0f}/s   weft {own:7.0f}/s   ratio {own / theirs:.1f}")
        print(f"teams, {load.CONNECTIONS} connections, durable: median ratio {median(ratios):.1f}")


def _round(port: int, token: str, occurrence: str, number: int, presses: int) -> float:
    told = (_execute(index % weft.MEMBERS, occurrence, number * presses + index) for index in range(presses))
    # An empty handler leaves an invoke without an answer, which the stock adapter calls 501.
    return asyncio.run(load.send(port, list(_requests(port, token, told)), accepted=(b"200", b"501")))


def _execute(number: int, occurrence: str, key: int) -> dict[str, object]:
    """What Teams sends for a press on a card's Action.Execute."""
    carried = {"weft": {"do": "press", "verb": "check_in.tap", "subject": f"{occurrence}:{1 + number % 5}"}}
    who = identity(number).user
    return {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "id": f"f:{key}",
        "timestamp": "2026-03-02T09:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": f"29:{number}", "name": "bench", "aadObjectId": who},
        "recipient": {"id": f"28:{APP}", "name": "Weft"},
        "conversation": {"id": f"{CHANNEL};messageid=1", "conversationType": "channel", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}, "team": {"id": "19:t"}, "channel": {"id": CHANNEL}},
        "replyToId": "1",
        "locale": "en-GB",
        "value": {"action": {"type": "Action.Execute", "verb": "check_in.tap", "data": carried}, "trigger": "manual"},
    }


def _requests(port: int, token: str, activities: Iterator[dict[str, object]]) -> Iterator[bytes]:
    for activity in activities:
        body = json.dumps(activity)
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield (head + body).encode()


def _new_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _token(key: Path) -> str:
    """One token: Teams sends many requests with the same, until it ends."""
    said = {"iss": "https://api.botframework.com", "aud": APP, "serviceurl": SERVICE_URL, "exp": int(time()) + 3600}
    return encode(said, key.read_text(), "RS256", {"kid": "bench"})


def serve_login(port: int, key: Path) -> None:
    """Serve the keys that Teams's tokens are signed with."""
    private = load_pem_private_key(key.read_bytes(), None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise TypeError("Teams signs with RSA")
    jwk = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    keys = {"keys": [{**jwk, "use": "sig", "kid": "bench", "endorsements": ["msteams"]}]}

    async def openid(_: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"http://127.0.0.1:{port}/keys"})

    async def published(_: web.Request) -> web.Response:
        return web.json_response(keys)

    app = web.Application()
    app.router.add_get("/openid", openid)
    app.router.add_get("/keys", published)
    web.run_app(app, host="127.0.0.1", port=port, print=None)


def serve_stock(port: int, login: int) -> None:
    """Serve the SDK's own adapter as its documentation shows it, with a handler that does nothing."""
    constants = ("https://login.microsoftonline.com/", "https://api.botframework.com", "https://api.botframework.com")
    trusted = BotFrameworkAuthenticationFactory.create(
        channel_service=None,
        validate_authority=True,
        to_channel_from_bot_login_url=constants[0],
        to_channel_from_bot_oauth_scope=constants[1],
        to_bot_from_channel_token_issuer=constants[2],
        oauth_url="https://api.botframework.com",
        to_bot_from_channel_open_id_metadata_url=f"http://127.0.0.1:{login}/openid",
        to_bot_from_emulator_open_id_metadata_url=f"http://127.0.0.1:{login}/openid",
        caller_id="",
        credential_factory=PasswordServiceClientCredentialFactory(APP, "unused", tenant_id=TENANT),
        auth_configuration=AuthenticationConfiguration(),
    )
    adapter = CloudAdapter(trusted)

    class Nothing:
        async def on_turn(self, context: TurnContext) -> None:
            """Do nothing."""

    async def messages(request: web.Request) -> web.Response:
        answer: web.Response = await adapter.process(request, Nothing())
        return answer

    app = web.Application()
    app.router.add_post(PATH, messages)
    web.run_app(app, host="127.0.0.1", port=port, print=None)


def serve_weft(port: int, login: int, url: str) -> None:
    """Serve the real adapter and the real bot over a prepared database; only the keys are looked for elsewhere."""
    logs.configure("json")
    with Database(url) as database:
        teams = TeamsPlatform(
            registrations=[Registration(APP, TENANT, "unused")],
            notebook=Notes(database),
            seen=inbox.Events(database),
            hosts=ServiceHosts(),
            metadata_url=f"http://127.0.0.1:{login}/openid",
        )
        bot = Bot(database, [teams], Host())

        async def ready() -> tuple[bool, dict[str, str]]:
            return True, {}

        app = http.app({"teams": teams.asgi(bot.receive)}, ready)
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")
        uvloop.run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    peer, port, *rest = sys.argv[1:]
    match peer:
        case "login":
            serve_login(int(port), Path(rest[0]))
        case "stock":
            serve_stock(int(port), int(rest[0]))
        case _:
            serve_weft(int(port), int(rest[0]), rest[1])
