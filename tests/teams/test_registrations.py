"""Each registration is let in by its own secret or certificate; its token is kept and renewed, and none is told."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
)

from adapters.teams import registrations as module
from adapters.teams.registrations import Registration, Registrations
from bot.chat.message import Message, Text
from bot.errors import Disconnected, PlatformError, SettingsInvalid, Unavailable
from tests.contract.core import Core
from tests.contract.play import CARD
from tests.contract.teams import TeamsDriver
from tests.stubs import teams_people as people
from tests.stubs.certificates import certificate, private_key
from tests.stubs.teams import APP_A, APP_B, SECRET, SEVERAL, TENANT_A, TENANT_B, Stumble, TeamsStub
from tests.stubs.teams_login import Page
from tests.teams.doors import Clock
from tests.teams.scenes import address, heard_from

IN_A, IN_B = Registration(APP_A, TENANT_A, SECRET), Registration(APP_B, TENANT_B, "another secret")


@pytest.fixture
async def stub() -> AsyncIterator[TeamsStub]:
    made = TeamsStub()
    await made.start()
    yield made
    await made.stop()


async def let_in(stub: TeamsStub, *registrations: Registration) -> Registrations:
    """The registrations, each with a token."""
    with closing(Registrations(registrations, stub.msal_client())) as made:
        await made.check()
        return made


async def test_each_is_let_in_by_its_own_tenant_with_its_own_secret(stub: TeamsStub) -> None:
    made = await let_in(stub, IN_A, IN_B)
    shown = [(each["tenant"], each["client_id"], each["client_secret"]) for each in stub.login.granted]
    assert shown == [(TENANT_A, APP_A, SECRET), (TENANT_B, APP_B, "another secret")]
    assert {each["scope"] for each in stub.login.granted} == {"https://api.botframework.com/.default"}
    assert [await made.token(each) for each in (IN_A, IN_B)] == ["let-in-1", "let-in-2"]
    assert (made.tenants, made.app_ids) == ([TENANT_A, TENANT_B], [APP_A, APP_B])
    assert [made.speaking_in(tenant) for tenant in (TENANT_A, TENANT_B)] == [IN_A, IN_B]
    assert (made.serves(TENANT_A), made.serves("another")) == (True, False)
    with pytest.raises(Disconnected):
        made.speaking_in("another")


async def test_a_certificate_is_shown_and_its_key_is_not(stub: TeamsStub) -> None:
    await let_in(stub, Registration(APP_A, TENANT_A, certificate=certificate() + private_key()))
    [granted] = stub.login.granted
    assert granted["client_assertion_type"].endswith(":jwt-bearer")
    assert "client_secret" not in granted
    assert "PRIVATE" not in str(granted)


async def test_one_for_several_tenants_speaks_in_all_and_stands_alone(stub: TeamsStub) -> None:
    several = Registration(APP_B, None, SECRET)
    made = await let_in(stub, several)
    assert [made.speaking_in(tenant) for tenant in (TENANT_A, TENANT_B)] == [several, several]
    assert [granted["tenant"] for granted in stub.login.granted] == [SEVERAL]
    assert (made.tenants, made.tenant_of(APP_B)) == ([], "")
    assert made.serves("anybody's")
    # Whose tenant a request is from would be in doubt: it could name one that another app serves.
    with pytest.raises(SettingsInvalid, match="alone"):
        await let_in(stub, IN_A, several)


async def test_one_for_several_tenants_is_heard_and_posts_in_each(teams: TeamsDriver, core: Core) -> None:
    await teams.close()
    await teams.open(core.receive, registrations=[Registration(APP_A, None, SECRET)])
    assert teams.platform.lanes == []
    for at in teams.spaces:
        body = people.activity(None, at, teams.stub.url) | people.added("28:another bot")
        token = teams.stub.login.token(audience=APP_A, service_url=teams.stub.url)
        assert (await teams.request(body, {"authorization": f"Bearer {token}"})).status_code == 200
        await teams.platform.post(address(at), CARD)
        assert await teams.count(address(at)) == 1


@pytest.mark.parametrize("other", [Registration(APP_A, TENANT_B), Registration(APP_B, TENANT_A)])
def test_no_two_stand_for_the_same(other: Registration) -> None:
    with pytest.raises(SettingsInvalid):
        Registrations([IN_A, other])
    with pytest.raises(SettingsInvalid):
        Registrations([Registration(APP_A, None), Registration(APP_B, None)])


async def test_without_credentials_there_is_nothing_to_show(stub: TeamsStub) -> None:
    bare = Registration(APP_A, None)
    assert await (await let_in(stub, bare)).token(bare) is None
    assert stub.login.granted == []


@pytest.mark.parametrize(
    "wrong",
    [
        certificate,
        private_key,
        lambda: certificate() + private_key(encryption=BestAvailableEncryption(b"a passphrase")),
        lambda: "nonsense",
        lambda: "",
    ],
)
async def test_a_certificate_that_is_none_is_said_so(stub: TeamsStub, wrong: Any) -> None:  # noqa: ANN401  made late: keys take time
    with pytest.raises(Disconnected) as caught:
        await let_in(stub, Registration(APP_A, TENANT_A, certificate=wrong()))
    assert str(caught.value) == f"the tenant or the certificate of app {APP_A} is not valid"
    assert caught.value.__cause__ is None


async def test_a_wrong_secret_is_said_so_and_not_told(stub: TeamsStub) -> None:
    stub.login.refuse()
    with pytest.raises(Disconnected) as caught:
        await let_in(stub, IN_A)
    assert str(caught.value) == f"Microsoft does not accept the credentials of app {APP_A}: invalid_client"
    assert SECRET not in f"{IN_A} {IN_A!r} {caught.value!r}"


@pytest.mark.parametrize(
    ("page", "status", "text", "error"),
    [
        ("discovery", 400, '{"error":"invalid_tenant"}', Disconnected),
        ("discovery", 404, "", Disconnected),
        ("discovery", 200, "{}", Unavailable),
        ("discovery", 200, "[]", Unavailable),
        ("discovery", 503, "", Unavailable),
        ("token", 400, '{"error":"unauthorized_client"}', Disconnected),
        ("token", 400, '{"error":"temporarily_unavailable"}', Unavailable),
        ("token", 429, "{}", Unavailable),
        ("token", 200, "{}", Unavailable),
        ("token", 200, "[]", Unavailable),
        ("token", 200, "<h1>Maintenance</h1>", Unavailable),
        ("token", 500, "<h1>Trouble</h1>", Unavailable),
    ],
)
async def test_what_microsoft_answers_becomes_an_error_that_passes_when_its_cause_does(
    stub: TeamsStub, page: Page, status: int, text: str, error: type[PlatformError]
) -> None:
    stub.login.broken[page] = status, text
    with closing(Registrations([IN_A], stub.msal_client())) as made:
        with pytest.raises(error):
            await made.token(IN_A)
        stub.login.broken.clear()
        made.let_go(IN_A)
        assert await made.token(IN_A) == "let-in-1"


class OutOfReach:
    """What MSAL sends its requests with where there is no way."""

    def get(self, *_: object, **__: object) -> None:
        raise requests.ConnectionError("https://login.example/?secret")

    post = get

    def close(self) -> None:
        """Nothing."""


async def test_a_login_out_of_reach_may_be_in_reach_later() -> None:
    with pytest.raises(Unavailable) as caught:
        await Registrations([IN_A], OutOfReach()).check()
    assert str(caught.value) == "Microsoft could not be asked for a token: ConnectionError"


def test_a_login_that_does_not_answer_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TIMEOUT", 0.02)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(requests.ReadTimeout), module._session() as session:  # noqa: SLF001  what MSAL is given
            session.get(f"http://127.0.0.1:{silent.getsockname()[1]}/")


async def test_a_token_is_asked_for_once_however_many_want_it(stub: TeamsStub) -> None:
    with closing(Registrations([IN_A], stub.msal_client())) as made:
        stub.login.answering.clear()
        wanting = [asyncio.ensure_future(made.token(IN_A)) for _ in range(20)]
        await stub.login.waiting.wait()
        stub.login.answering.set()
        assert await asyncio.gather(*wanting) == ["let-in-1"] * 20
        assert stub.login.requests["token"] == 1


async def test_a_token_is_kept_until_shortly_before_its_end(stub: TeamsStub, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(1_000.0)
    monkeypatch.setattr(module, "monotonic", clock)
    with closing(Registrations([IN_A], stub.msal_client())) as made:
        assert await made.token(IN_A) == "let-in-1"
        clock.now += 3_299
        assert await made.token(IN_A) == "let-in-1"
        assert stub.login.requests["token"] == 1
        stub.login.broken["token"] = 200, '{"token_type": "Bearer", "access_token": "short", "expires_in": 299}'
        made.let_go(IN_A)
        assert [await made.token(IN_A) for _ in range(2)] == ["short", "short"]
        # One that ends within minutes is asked for anew each time.
        assert stub.login.requests["token"] == 3


async def test_a_token_that_teams_does_not_take_is_replaced(teams: TeamsDriver) -> None:
    to = await heard_from(teams, teams.spaces[0])
    await teams.platform.post(to, CARD)
    granted = len(teams.stub.login.granted)
    teams.stub.stumbles.append(Stumble.code(401, "Unauthorized"))
    with pytest.raises(Disconnected):
        await teams.platform.post(to, Message("Words", (Text("Some words"),)))
    await teams.platform.post(to, CARD)
    assert len(teams.stub.login.granted) == granted + 1
    assert await teams.count(to) == 2


async def test_at_the_start_each_is_let_in_or_it_is_said(teams: TeamsDriver, core: Core) -> None:
    await teams.close()
    teams.stub.login.refuse()
    with pytest.raises(Disconnected):
        await teams.open(core.receive)


async def test_a_stand_in_for_development_is_shown_nothing(teams: TeamsDriver, core: Core) -> None:
    await teams.close()
    await teams.open(core.receive, registrations=[Registration(APP_A, None)], anonymous=True)
    teams.stub.anonymous = True
    to = await heard_from(teams, teams.spaces[0])
    await teams.platform.post(to, CARD)
    assert await teams.count(to) == 1
    assert len(teams.stub.login.granted) == 2
