"""Requests to the Teams adapter that are not Teams's own, or not of now, or no requests at all."""

import json
from collections.abc import Mapping
from time import time
from typing import Any

from tests.stubs import teams_people as people
from tests.stubs.teams import APPS, TENANT_A, TeamsStub
from tests.stubs.teams_login import signing_key

Request = tuple[object, Mapping[str, str]]
"""A body and headers."""


def forged(stub: TeamsStub) -> tuple[Request, Mapping[str, Request]]:
    """A genuine request without meaning, and those that must be refused once it was made, by what is wrong."""
    mallory = stub.join("Mallory")
    at = stub.private(mallory, TENANT_A)
    action = {"verb": "check_in.answer", "data": {"weft": {"do": "press", "verb": "check_in.answer"}}}
    login, app = stub.login, APPS[TENANT_A]

    def told(**changed: object) -> dict[str, Any]:
        return {**people.activity(mallory, at, stub.url, **people.executed(action, {}, "1")), **changed}

    def bearer(**changed: Any) -> dict[str, str]:  # noqa: ANN401  any claim
        token = login.token(**{"audience": app, "service_url": stub.url, **changed})
        return {"authorization": f"Bearer {token}"}

    harmless = people.activity(mallory, at, stub.url, type="typing")
    elsewhere = "https://evil.example/"
    return (harmless, bearer()), {
        "no token": (told(), {}),
        "another scheme": (told(), {"authorization": "Basic " + login.token(audience=app)}),
        "own key": (told(), bearer(key=signing_key("of mallory"))),
        "expired": (told(), bearer(exp=int(time()) - 600)),
        "another bot": (told(), bearer(audience="7f0c4d1e-0000-4000-8000-00000000000f")),
        "another issuer": (told(), bearer(iss="https://sts.windows.net/evil/")),
        "another service": (told(serviceUrl=elsewhere), bearer()),
        "a service that is not Teams": (told(serviceUrl=elsewhere), bearer(service_url=elsewhere)),
        "another channel": (told(channelId="webchat"), bearer()),
        "no channel": (told(channelId=None), bearer()),
        "no id": (told(id=None), bearer()),
        "replayed": (harmless, bearer()),
        "oversized": (told(text="x" * (1 << 20)), bearer()),
        "no JSON": (b"{", bearer()),
        "deep JSON": (b'{"a":' * 100_000, bearer()),
        "not UTF-8": (b'{"a":"\xff"}', bearer()),
        "no object": (b'"text"', bearer()),
        "half a character": (json.dumps(told(text="\ud800")).encode(), bearer()),
        "a zero byte": (json.dumps(told(text=["\0"])).encode(), bearer()),
    }
