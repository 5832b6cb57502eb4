"""What is found where Teams is set up: credentials, keys, and the way to the bot."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import httpx
import pytest

from adapters.teams.doctor import examine
from adapters.teams.registrations import HttpClient, Registration
from bot.chat.finding import Examined, Finding
from tests.stubs.certificates import certificate, private_key
from tests.stubs.teams import APP_A, APP_B, TENANT_A, TENANT_B, TeamsStub

PUBLIC = "https://weft.example.org"
SECRET = "kept-to-itself"
OURS = Registration(APP_A, TENANT_A, SECRET)


@pytest.fixture
async def teams() -> AsyncIterator[TeamsStub]:
    stub = TeamsStub()
    await stub.start()
    yield stub
    await stub.stop()


async def look(
    teams: TeamsStub,
    *registrations: Registration,
    url: str = PUBLIC,
    anonymous: bool = False,
    login: HttpClient | None = None,
    patience: float = 10.0,
) -> Examined:
    """Examine one registration with a secret, unless something else is said."""
    found = await examine(
        registrations=registrations or [OURS],
        url=url,
        anonymous=anonymous,
        metadata_url=teams.login.metadata_url,
        login=login or teams.msal_client(),
        patience=patience,
    )
    assert SECRET not in repr(found)
    return found


def of(state: str, found: Examined) -> Sequence[Finding]:
    """Those in this state."""
    return [each for each in found.findings if each.state == state]


def whats(found: Examined) -> list[str]:
    """What they say."""
    return [each.what for each in found.findings]


async def test_all_is_good(teams: TeamsStub) -> None:
    found = await look(teams)
    assert [each.what for each in of("good", found)] == [
        f"Teams: the secret of app {APP_A} works",
        "Teams: the keys that Microsoft signs with can be fetched",
        "Teams: the messaging endpoint to enter in Azure is https://weft.example.org/teams/messages",
    ]
    assert of("wrong", found) == []
    [unseen] = of("warning", found)
    assert unseen.what == "Teams: three things cannot be seen from here"
    assert len(unseen.advice.splitlines()) == 3
    assert "https://weft.example.org/teams/messages" in unseen.advice
    assert found.ahead is not None
    assert abs(found.ahead) < timedelta(seconds=30)


async def test_several_registrations(teams: TeamsStub) -> None:
    found = await look(teams, OURS, Registration(APP_B, TENANT_B, certificate=certificate() + private_key()))
    assert whats(found)[:2] == [
        f"Teams: the secret of app {APP_A} works",
        f"Teams: the certificate of app {APP_B} works",
    ]
    assert of("warning", found)[0].what.endswith(", for each registration")
    assert {each["tenant"] for each in teams.login.granted} == {TENANT_A, TENANT_B}


async def test_two_registrations_for_the_same(teams: TeamsStub) -> None:
    [finding] = of("wrong", await look(teams, OURS, Registration(APP_B, TENANT_A, SECRET)))
    assert finding.what.startswith("Teams: two Teams registrations have the same app id or serve the same tenant")


@pytest.mark.parametrize(
    ("error", "description", "why", "advice"),
    [
        ("invalid_client", "AADSTS7000215: Invalid client secret", "the secret is wrong", "not the Secret ID"),
        ("invalid_client", "AADSTS7000222: The provided keys are expired.", "the secret has expired", "a new one"),
        ("invalid_client", "AADSTS9999999: new", "the secret or certificate is wrong or has expired", "a new one"),
        ("unauthorized_client", "AADSTS700016: Application not found", "no such app in this tenant", "overview"),
        ("unauthorized_client", "", "no such app in this tenant", "MultiTenant"),
        ("invalid_client", "AADSTS7000229: missing", "no service principal", "az ad sp create"),
        ("invalid_client", "AADSTS700027: assertion", "the certificate is not one of the app's", "Upload"),
        ("invalid_client", "AADSTS700024: time range", "the clock of this machine is wrong", "NTP"),
        ("access_denied", "AADSTS53003: blocked", "Conditional Access", "administrator"),
        ("invalid_resource", "AADSTS500011: nothing", "Microsoft answers AADSTS500011", "/error"),
        ("invalid_scope", "", "Microsoft answers invalid_scope", "Compare"),
        (SECRET, "", "it is not valid", ""),
    ],
)
async def test_what_microsoft_answers_is_said_in_words(
    teams: TeamsStub, error: str, description: str, why: str, advice: str
) -> None:
    teams.login.broken["token"] = (401, json.dumps({"error": error, "error_description": f"{description} {SECRET}"}))
    finding, *others = of("wrong", await look(teams))
    assert others == []
    assert finding.what.startswith(f"Teams: the secret of app {APP_A} does not work: ")
    assert why in finding.what
    assert advice in finding.advice


async def test_a_tenant_that_there_is_not(teams: TeamsStub) -> None:
    teams.login.broken["discovery"] = (400, json.dumps({"error_description": "AADSTS90002: Tenant not found."}))
    [finding] = of("wrong", await look(teams))
    assert finding.what.endswith("there is no such tenant")


async def test_a_certificate_that_is_none(teams: TeamsStub) -> None:
    [finding] = of("wrong", await look(teams, Registration(APP_A, TENANT_A, certificate=SECRET)))
    assert finding.what == f"Teams: the certificate of app {APP_A} does not work: it is not valid"
    assert "PEM" in finding.advice


async def test_a_registration_without_credentials(teams: TeamsStub) -> None:
    [finding] = of("wrong", await look(teams, Registration(APP_A, TENANT_A)))
    assert finding.what == f"Teams: app {APP_A} has neither a secret nor a certificate"


@pytest.mark.parametrize(
    ("page", "status", "text", "what"),
    [
        ("token", 503, "<h1>", "Microsoft's login has trouble (status 503)"),
        ("discovery", 500, "<h1>", "Microsoft's login has trouble (status 500)"),
        ("discovery", 200, "<h1>Sign in to the guest network</h1>", "Microsoft's login does not answer, or"),
        ("token", 200, "<h1>", "Microsoft's login does not answer, or"),
    ],
)
async def test_a_login_that_is_not_itself(teams: TeamsStub, page: str, status: int, text: str, what: str) -> None:
    teams.login.broken[page] = (status, text)  # type: ignore[index]  # each is a page
    [finding] = of("wrong", await look(teams))
    assert what in finding.what


async def test_a_microsoft_out_of_reach(teams: TeamsStub) -> None:
    class Nowhere(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("no route", request=request)

    teams.login.broken["keys"] = (404, "")
    login, keys = of("wrong", await look(teams, login=httpx.Client(transport=Nowhere())))
    assert "does not answer" in login.what
    assert "login.microsoftonline.com" in login.advice
    assert keys.what.startswith("Teams: the keys that Microsoft signs with cannot be fetched")
    assert "127.0.0.1" in keys.advice


async def test_a_silent_microsoft_is_not_waited_for(teams: TeamsStub) -> None:
    teams.login.answering.clear()
    found = await asyncio.wait_for(look(teams, patience=0.1), 5)
    assert len(of("wrong", found)) == 2
    assert found.ahead is None
    teams.login.answering.set()


@pytest.mark.parametrize("url", ["http://weft.example.org", "https://localhost:8443", "http://127.0.0.1:8080"])
async def test_teams_has_to_reach_it(teams: TeamsStub, url: str) -> None:
    found = await look(teams, url=url)
    [finding] = of("wrong", found)
    assert finding.what == f"Teams cannot reach {url}/teams/messages"
    assert "WEFT_URL" in finding.advice
    assert of("warning", found) == []


async def test_anonymous_mode_is_shouted_about_and_asks_microsoft_for_nothing(teams: TeamsStub) -> None:
    found = await look(teams, Registration("development", None), anonymous=True, url="http://127.0.0.1:8080")
    [finding] = found.findings
    assert finding.state == "warning"
    assert finding.what == finding.what.upper()
    assert "ANONYMOUS" in finding.what
    assert teams.login.requests.total() == 0
