"""Only a request that Teams signed for this bot, just now and for where it says it comes from, is one of Teams."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.teams.keys import COOLDOWN
from adapters.teams.tokens import LEEWAY, NotGenuine
from tests.stubs.teams_login import APP_ID, LEFT_OUT, SERVICE_URL
from tests.teams.doors import ANOTHER, Door, opened
from tests.teams.forging import FORGED, Forge, bearer, by_hand, made, signed, timed

SOME = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened() as door:
        yield door


@pytest.mark.parametrize("name", FORGED)
async def test_a_forgery_is_refused(door: Door, name: str) -> None:
    reason, forge = FORGED[name]
    assert await door.refusal(forge(door.login)) == reason
    assert await door.read() == APP_ID


async def test_no_header_at_all_is_refused(door: Door) -> None:
    with pytest.raises(NotGenuine):
        await door.tokens.read(None, channel_id="msteams", service_url=SERVICE_URL)


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "http://127.0.0.1:3978/",
        "",
    ],
)
async def test_a_host_that_is_not_listed_is_refused_whoever_signs_for_it(door: Door, url: str) -> None:
    assert await door.refusal(bearer(door.login, service_url=url), url=url) == "host"


@pytest.mark.parametrize(
    ("channel", "url", "reason"),
    [
        (None, SERVICE_URL, "channel"),
        ("", SERVICE_URL, "channel"),
        ("webchat", SERVICE_URL, "channel"),
        ("MSTeams", SERVICE_URL, "channel"),
        (["msteams"], SERVICE_URL, "channel"),
        ("msteams", None, "service_url"),
        ("msteams", 1, "service_url"),
        ("msteams", [SERVICE_URL], "service_url"),
        ("msteams", "", "service_url"),
        ("msteams", "https://smba.trafficmanager.net/emea", None),
        ("msteams", "https://smba.trafficmanager.net/emea//", "service_url"),
        ("msteams", "https://smba.trafficmanager.net/EMEA/", "service_url"),
        ("msteams", "https://smba.trafficmanager.net/amer/", "service_url"),
        ("msteams", "\ud800", "service_url"),
    ],
)
async def test_the_activity_has_to_agree_whether_or_not_the_token_is_known(
    door: Door, channel: object, url: object, reason: str | None
) -> None:
    header = bearer(door.login)
    for _ in range(2):
        if reason is None:
            assert await door.read(header, channel, url) == APP_ID
        else:
            assert await door.refusal(header, channel, url) == reason
        assert await door.read(header) == APP_ID


@pytest.mark.parametrize(
    "make",
    [
        made(),
        made(nbf=LEFT_OUT),
        made(service_url=SERVICE_URL.removesuffix("/")),
        made(service_url=LEFT_OUT, serviceUrl=SERVICE_URL),
        made(headers={"alg": "RS384"}),
        made(headers={"alg": "RS512"}),
    ],
)
async def test_a_genuine_token_is_read(door: Door, make: Forge) -> None:
    assert await door.read(make(door.login)) == APP_ID


async def test_each_registration_is_told_from_the_others(door: Door) -> None:
    assert await door.read(bearer(door.login, audience=ANOTHER)) == ANOTHER
    assert await door.read() == APP_ID


async def test_clocks_may_differ_by_five_minutes(door: Door) -> None:
    assert await door.read(timed(nbf=LEEWAY, iat=LEEWAY)(door.login)) == APP_ID
    assert await door.read(timed(exp=1 - LEEWAY)(door.login)) == APP_ID


async def test_a_remembered_token_stops_counting_when_it_expires(door: Door) -> None:
    header = bearer(door.login)
    door.clock.now += 3600 + LEEWAY - 1
    assert await door.read(header) == APP_ID
    door.clock.now += 1
    assert [await door.refusal(header) for _ in range(2)] == ["expired", "expired"]


async def test_a_token_is_verified_once_and_the_oldest_is_forgotten(door: Door) -> None:
    door.renew(room=2)
    oldest, older, newest = (bearer(door.login, jti=str(number)) for number in range(3))
    for header in (oldest, older, oldest, newest):
        assert await door.read(header) == APP_ID
    door.login.rotate()
    door.clock.now += COOLDOWN
    assert await door.read() == APP_ID
    # Its key is no longer published: whoever still counts was not looked at again.
    assert await door.read(newest) == APP_ID
    assert await door.refusal(older) == "key"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
_BYTES = st.one_of(st.binary(), _JSON.map(lambda value: json.dumps(value).encode()))
_HEADS = _BYTES | st.fixed_dictionaries(
    {"alg": st.just("RS256") | _JSON, "kid": st.just("key-1") | _JSON}, optional={"b64": _JSON, "crit": _JSON}
).map(lambda value: json.dumps(value).encode())
_CLAIMS = st.dictionaries(st.sampled_from(["iss", "aud", "exp", "nbf", "iat", "serviceurl", "serviceUrl"]), _JSON)


@SOME
@given(st.text() | st.text().map("Bearer {}".format) | st.builds(by_hand, _HEADS, _BYTES, st.binary()), _JSON, _JSON)
async def test_whatever_comes_is_refused(door: Door, header: str, channel: object, url: object) -> None:
    assert await door.refusal(header)
    assert await door.refusal(channel=channel)
    assert await door.refusal(url=url)


@SOME
@given(_CLAIMS, _BYTES)
async def test_whatever_microsoft_signs_is_read_or_refused(
    door: Door, claims: Mapping[str, object], raw: bytes
) -> None:
    assert await door.refusal(signed(raw))
    with suppress(NotGenuine):
        assert await door.read(bearer(door.login, key=None, headers=None, **claims)) == APP_ID
