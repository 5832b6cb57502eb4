"""The keys are fetched rarely, followed when they change, and not missed while they cannot be fetched."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from adapters.teams.keys import COOLDOWN, FRESH, METADATA_URL, PAUSE
from tests.stubs.teams_login import APP_ID, LEFT_OUT, Page, published, signing_key
from tests.teams.doors import Door, opened
from tests.teams.forging import bearer


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened() as door:
        yield door


def asked(door: Door) -> int:
    """How often the keys were fetched; each time the metadata are asked first."""
    assert door.login.requests["keys"] == door.login.requests["openid"]
    return door.login.requests["keys"]


async def test_keys_are_fetched_when_first_wanted_and_then_once_a_day(door: Door) -> None:
    assert asked(door) == 0
    assert await door.read() == APP_ID
    door.clock.now += FRESH - 1
    assert await door.read() == APP_ID
    assert asked(door) == 1
    door.clock.now += 1
    assert await door.read() == APP_ID
    assert asked(door) == 2


async def test_whoever_comes_first_fetches_for_all(door: Door) -> None:
    headers = [bearer(door.login, jti=str(number)) for number in range(20)]
    assert await asyncio.gather(*map(door.read, headers)) == [APP_ID] * 20
    assert asked(door) == 1


async def test_whoever_comes_first_and_goes_away_leaves_it_to_the_next(door: Door) -> None:
    door.login.answering.clear()
    first, second = (asyncio.create_task(door.read()) for _ in range(2))
    await door.login.waiting.wait()
    first.cancel()
    door.login.answering.set()
    assert await second == APP_ID


async def test_a_new_key_is_followed_and_an_old_one_left(door: Door) -> None:
    await door.read()
    old = bearer(door.login, jti="old")
    door.login.rotate()
    door.clock.now += COOLDOWN
    assert await door.read() == APP_ID
    assert await door.refusal(old) == "key"
    assert asked(door) == 2


async def test_a_token_without_a_key_leads_to_no_fetch(door: Door) -> None:
    assert await door.refusal(bearer(door.login, headers={"kid": LEFT_OUT})) == "key"
    assert asked(door) == 0


async def test_made_up_keys_lead_to_one_fetch_in_five_minutes(door: Door) -> None:
    async def knock() -> None:
        for number in range(3):
            forged = bearer(door.login, key=signing_key("own"), headers={"kid": f"made-up-{number}"})
            assert await door.refusal(forged) == "key"

    await knock()
    assert asked(door) == 1
    door.clock.now += COOLDOWN - 1
    await knock()
    assert asked(door) == 1
    door.clock.now += 1
    await knock()
    assert asked(door) == 2


BROKEN: list[tuple[Page, int, str]] = [
    ("openid", 500, ""),
    ("openid", 302, ""),
    ("openid", 200, ""),
    ("openid", 200, "{"),
    ("openid", 200, '"\\ud800"'),
    ("openid", 200, "[" * 100_000),
    ("openid", 200, "[]"),
    ("openid", 200, "{}"),
    ("openid", 200, '{"jwks_uri": 1}'),
    ("openid", 200, '{"jwks_uri": ""}'),
    ("openid", 200, '{"jwks_uri": "/keys"}'),
    ("openid", 200, '{"jwks_uri": "https:///keys"}'),
    ("openid", 200, '{"jwks_uri": "https://127.0.0.1:99999/"}'),
    ("openid", 200, r'{"jwks_uri": "https://keys.example\u0000/"}'),
    ("openid", 200, '{"jwks_uri": "http://keys.example/"}'),
    ("openid", 200, '{"jwks_uri": "http://127.0.0.1@keys.example/"}'),
    ("openid", 200, '{"jwks_uri": "file:///keys"}'),
    ("keys", 404, ""),
    ("keys", 200, "<h1>Keys</h1>"),
    ("keys", 200, "null"),
    ("keys", 200, '{"keys": {}}'),
    ("keys", 200, '{"keys": []}'),
    ("keys", 200, '{"keys": [{"kty": "RSA", "kid": "key-1"}]}'),
]


@pytest.mark.parametrize(("page", "status", "text"), BROKEN)
async def test_without_keys_nobody_is_genuine_until_there_are_some(
    door: Door, page: Page, status: int, text: str
) -> None:
    door.login.broken[page] = (status, text)
    assert await door.refusal() == "keys"
    assert await door.refusal() == "keys"
    assert door.login.requests["openid"] == 1
    door.login.broken.clear()
    door.clock.now += PAUSE
    assert await door.read() == APP_ID


@pytest.mark.parametrize("status", [302, 401, 404, 500])
async def test_a_set_counts_only_when_all_went_well(door: Door, status: int) -> None:
    door.login.broken["keys"] = (status, json.dumps({"keys": door.login.keys}))
    assert await door.refusal() == "keys"


async def test_old_keys_count_while_there_are_no_new_ones(door: Door) -> None:
    await door.read()
    door.login.broken["keys"] = (503, "")
    door.clock.now += FRESH
    assert await door.read() == APP_ID
    assert asked(door) == 2
    old = bearer(door.login, jti="old")
    door.login.rotate()
    assert await door.refusal() == "key"
    assert await door.read(old) == APP_ID
    door.login.broken.clear()
    door.clock.now += PAUSE
    assert await door.read() == APP_ID
    assert asked(door) == 3


async def test_an_answer_that_does_not_come_is_not_waited_for(door: Door) -> None:
    door.renew(patience=0.05)
    door.login.answering.clear()
    assert await door.refusal() == "keys"


async def test_nobody_there_is_no_key(door: Door) -> None:
    await door.login.stop()
    assert await door.refusal() == "keys"
    await door.login.start()


async def test_after_the_client_was_closed_nobody_is_genuine(door: Door) -> None:
    await door.http.aclose()
    assert await door.refusal() == "keys"


async def test_whoever_has_a_key_does_not_wait_for_new_ones(door: Door) -> None:
    await door.read()
    door.clock.now += FRESH
    door.login.answering.clear()
    waits = asyncio.create_task(door.read(bearer(door.login, jti="waits")))
    await door.login.waiting.wait()
    assert await door.read() == APP_ID
    assert not waits.done()
    door.login.answering.set()
    assert await waits == APP_ID


async def test_what_is_no_key_is_passed_over(door: Door) -> None:
    small = "gAAAAA" + "A" * 164 + "E"
    broken: list[dict[str, object]] = [
        {"kty": "EC"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kid": ["key-1"]},
        {"n": None},
        {"n": "AQAB"},
        {"n": "A"},
        {"n": "\u00e9"},
        {"n": small},
        {"e": "AA"},
        {"use": "enc"},
    ]
    # The last two are keys, and come too late.
    door.login.keys = [None, "key-1", {}]
    door.login.keys += [published("own", **{"kid": "key-1", **each}) for each in broken]
    door.login.keys += [published("key-1"), published("own", kid="key-1"), published("key-1", endorsements=[])]
    assert await door.read() == APP_ID
    assert await door.refusal(bearer(door.login, key=signing_key("own"))) == "signature"


@pytest.mark.parametrize(
    "endorsements", [None, [], ["webchat", "skype"], ["MSTeams"], ["msteams "], [1, None], "msteams", {"msteams": 1}]
)
async def test_a_key_that_is_not_endorsed_for_teams_does_not_count(door: Door, endorsements: object) -> None:
    door.login.keys = [published("key-1", endorsements=endorsements)]
    assert await door.refusal() == "endorsement"


async def test_microsofts_own_document_may_not_point_inside(door: Door) -> None:
    inside = httpx.URL(door.login.url)

    async def reroute(request: httpx.Request) -> None:
        request.url = request.url.copy_with(scheme="http", host=inside.host, port=inside.port)

    door.http.event_hooks["request"] = [reroute]
    door.renew(metadata_url=METADATA_URL.replace("/v1/.well-known/openidconfiguration", "/openid"))
    assert await door.refusal() == "keys"
    assert (door.login.requests["openid"], door.login.requests["keys"]) == (1, 0)
    door.login.broken["openid"] = (200, json.dumps({"jwks_uri": "https://login.botframework.com/keys"}))
    door.clock.now += PAUSE
    assert await door.read() == APP_ID
