"""A stand-in on loopback for both of Microsoft's logins: that which signs its requests, and that which lets us in.

`token` makes what a request of Teams carries; `/openid` and `/keys` publish the keys to it, as Bot Framework does.
`/{tenant}/oauth2/v2.0/token` lets a registration in by its secret, as Entra ID does, and MSAL finds it by discovery.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from time import time
from typing import Any, Final, Literal

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt import PyJWS
from jwt.algorithms import RSAAlgorithm

APP_ID = "7f0c4d1e-0000-4000-8000-0000000000a1"
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
ISSUER = "https://api.botframework.com"

LEFT_OUT: Final = object()
"""Instead of a claim's or header's value: the token has no such claim or header."""

Page = Literal["openid", "keys", "discovery", "token"]
Body = dict[str, Any]


@cache
def signing_key(_name: str, /) -> rsa.RSAPrivateKey:
    """The RSA key of this name, made once in a process; by a name of your own, a key that is published nowhere."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(name: str, **changed: object) -> Body:
    """The public half of a key as it stands in the set, endorsed for Teams."""
    jwk = RSAAlgorithm.to_jwk(signing_key(name).public_key(), as_dict=True)
    rest: Body = {"use": "sig", "kid": name, "endorsements": ["webchat", "msteams"]}
    return {**jwk, **rest, **changed}


@dataclass(slots=True)
class TeamsLogin:
    """Both logins, with what they were asked and with ways to make them fail."""

    clock: Callable[[], float] = time
    requests: Counter[Page] = field(default_factory=Counter)
    """How often each page was asked for, failures among them."""
    granted: list[Body] = field(default_factory=list)
    """What registrations sent for the tokens that they were given, with the tenant."""
    keys: list[object] = field(default_factory=lambda: [published("key-1")])
    """The set that is published."""
    broken: dict[Page, tuple[int, str]] = field(default_factory=dict)
    """Pages that answer with this status and text instead, until they are taken out again."""
    answering: asyncio.Event = field(default_factory=asyncio.Event)
    """While cleared, whoever asks waits."""
    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as somebody had to."""
    url: str = ""
    _kid: str = "key-1"
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on loopback."""
        app = web.Application()
        app.router.add_get("/openid", self._page("openid", self._openid))
        app.router.add_get("/keys", self._page("keys", self._published))
        app.router.add_get(
            "/{tenant}/v2.0/.well-known/openid-configuration", self._page("discovery", self._discovery)
        )
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._page("token", self._grant))
        self.answering.set()
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Let go of whoever waits, and of the port."""
        assert self._runner is not None
        self.answering.set()
        await self._runner.cleanup()

    @property
    def metadata_url(self) -> str:
        """Where the keys are looked for."""
        return f"{self.url}/openid"

    def authority(self, tenant: str) -> str:
        """Where a registration of this tenant is let in."""
        return f"{self.url}/{tenant}"

    def rotate(self) -> None:
        """Sign with a new key from now on, and publish only that."""
        self._kid = f"key-{int(self._kid.removeprefix('key-')) + 1}"
        self.keys = [published(self._kid)]

    def refuse(self) -> None:
        """Let no registration in, as with a wrong secret."""
        error = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
        self.broken["token"] = (401, json.dumps(error))

    def token(
        self,
        *,
        audience: object = APP_ID,
        service_url: object = SERVICE_URL,
        key: rsa.RSAPrivateKey | None = None,
        headers: Mapping[str, object] | None = None,
        **claims: object,
    ) -> str:
        """A token as Teams would send it after `Bearer`, for an hour; every part can be changed or `LEFT_OUT`."""
        now = int(self.clock())
        said = {"iss": ISSUER, "aud": audience, "serviceurl": service_url, "nbf": now, "exp": now + 3600, **claims}
        signed = {"kid": self._kid, **(headers or {})}
        return PyJWS().encode(
            json.dumps(_without(said)).encode(), key or signing_key(self._kid), "RS256", headers=_without(signed)
        )

    def _page(
        self, page: Page, answer: Callable[[web.Request], Awaitable[Body]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def respond(request: web.Request) -> web.Response:
            self.requests[page] += 1
            if not self.answering.is_set():
                self.waiting.set()
                await self.answering.wait()
            if page in self.broken:
                status, text = self.broken[page]
                return web.Response(status=status, text=text, content_type="application/json")
            return web.json_response(await answer(request))

        return respond

    async def _openid(self, _request: web.Request) -> Body:
        algorithms = ["RS256"]
        return {"issuer": ISSUER, "jwks_uri": f"{self.url}/keys", "id_token_signing_alg_values_supported": algorithms}

    async def _published(self, _request: web.Request) -> Body:
        return {"keys": self.keys}

    async def _discovery(self, request: web.Request) -> Body:
        # MSAL takes no endpoint without https: whoever hands it a client brings it here over http all the same.
        tenant = f"https://{request.host}/{request.match_info['tenant']}"
        endpoint = f"{tenant}/oauth2/v2.0"
        return {
            "issuer": f"{tenant}/v2.0",
            "authorization_endpoint": f"{endpoint}/authorize",
            "token_endpoint": f"{endpoint}/token",
        }

    async def _grant(self, request: web.Request) -> Body:
        asked = dict(await request.post())
        assert asked["grant_type"] == "client_credentials"
        self.granted.append({**asked, "tenant": request.match_info["tenant"]})
        return {"token_type": "Bearer", "expires_in": 3600, "access_token": f"let-in-{len(self.granted)}"}


def _without(named: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in named.items() if value is not LEFT_OUT}
