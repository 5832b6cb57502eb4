"""What is found where Slack is set up: each token, its scopes, and the way by which Slack reaches the bot."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from aiohttp import web

from adapters.slack.doctor import PURPOSES, examine
from adapters.slack.manifest import scopes
from bot.chat.finding import Examined, Finding
from tests.stubs.doctor import APP_TOKEN, BOT_TOKEN, NEXT_TOKEN, Desk, desk, opens, refused

PUBLIC = "https://weft.example.org"
SERVER_FAULT = web.Response(status=500, text="<h1>xoxb-kept-to-itself</h1>", content_type="text/html")


@pytest.fixture
async def slack() -> AsyncIterator[Desk]:
    async with desk() as made:
        yield made


async def look(
    slack: Desk,
    *bot_tokens: str,
    app_token: str | None = None,
    signed: bool = True,
    url: str = PUBLIC,
    patience: float = 10.0,
) -> Examined:
    """Examine with one bot token over HTTP, unless something else is said."""
    found = await examine(
        bot_tokens=bot_tokens or [BOT_TOKEN],
        app_token=app_token,
        signed=signed,
        url=url,
        api_url=slack.url,
        patience=patience,
    )
    assert "kept-to-itself" not in repr(found)
    return found


def of(state: str, found: Examined) -> Sequence[Finding]:
    """Those in this state."""
    return [each for each in found.findings if each.state == state]


def test_every_scope_has_a_purpose() -> None:
    assert sorted(PURPOSES) == scopes()


async def test_all_is_good(slack: Desk) -> None:
    found = await look(slack, app_token=APP_TOKEN)
    assert [each.what for each in found.findings] == [
        'Slack: the bot token opens the workspace "Fen Trust"',
        "Slack: the bot token has every scope that Weft needs",
        "Slack: the app token opens Socket Mode",
    ]
    assert {(each.state, each.advice) for each in found.findings} == {("good", "")}


async def test_every_missing_scope_is_named_with_what_it_is_for(slack: Desk) -> None:
    slack.scopes = [scope for scope in scopes() if scope not in {"commands", "im:write"}]
    commands, im_write = of("wrong", await look(slack))
    assert commands.what == "Slack: the bot token lacks the scope commands, which makes /weft work"
    assert im_write.what == "Slack: the bot token lacks the scope im:write, which begins private conversations"
    assert "install the app again" in commands.advice


async def test_scopes_beyond_what_is_needed_are_noted(slack: Desk) -> None:
    slack.scopes = [*scopes(), "files:read", "admin"]
    found = await look(slack)
    assert of("wrong", found) == of("warning", found) == []
    assert found.findings[1].advice == "It has scopes that nothing here needs: admin, files:read"
    slack.scopes.remove("commands")
    assert [each.what for each in of("good", await look(slack))][1:2] == [
        "Slack: the bot token has scopes that nothing here needs: admin, files:read"
    ]


async def test_a_slack_that_names_no_scopes(slack: Desk) -> None:
    slack.scopes = None
    [finding] = of("warning", await look(slack))
    assert finding.what == "Slack: it does not say which scopes the bot token has"


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("invalid_auth", "Copy the Bot User OAuth Token again"),
        ("token_revoked", "Install the app to the workspace again"),
        ("account_inactive", "Install the app to the workspace again"),
        ("not_allowed_token_type", "begins with xoxb-"),
        ("ekm_access_denied", "https://docs.slack.dev/"),
        ("never_heard_of", "https://docs.slack.dev/"),
        ("internal_error", "in a while"),
        ("service_unavailable", "in a while"),
    ],
)
async def test_a_refused_token(slack: Desk, code: str, advice: str) -> None:
    slack.answers[BOT_TOKEN] = refused(code)
    [finding] = of("wrong", await look(slack))
    assert f"Slack answered {code}" in finding.what
    assert advice in finding.advice


async def test_a_slack_that_has_trouble_or_no_time(slack: Desk) -> None:
    slack.answers = {BOT_TOKEN: SERVER_FAULT, NEXT_TOKEN: web.json_response(refused("ratelimited"), status=429)}
    found = await look(slack, BOT_TOKEN, NEXT_TOKEN)
    assert [each.what for each in found.findings[:2]] == [
        "Slack: it could not look at bot token 1 of 2: Slack answered with status 500 and no reason",
        "Slack: it has no time now for bot token 2 of 2",
    ]
    assert [each.state for each in found.findings[:2]] == ["wrong", "warning"]


async def test_a_persons_token(slack: Desk) -> None:
    slack.answers[BOT_TOKEN] = {key: value for key, value in opens("Fen Trust").items() if key != "bot_id"}
    [finding] = of("wrong", await look(slack))
    assert finding.what == "Slack: the bot token is a person's and not a bot's"


@pytest.mark.parametrize("number", [1, 2])
async def test_each_of_several_workspaces_has_one_token(slack: Desk, number: int) -> None:
    slack.answers[NEXT_TOKEN] = opens("Hill Trust", number)
    found = await look(slack, BOT_TOKEN, NEXT_TOKEN)
    assert 'Slack: bot token 2 of 2 opens the workspace "Hill Trust"' in [each.what for each in found.findings]
    twice = ['Slack: two bot tokens are of the workspace "Hill Trust"'] if number == 1 else []
    assert [each.what for each in of("wrong", found)] == twice


async def test_an_app_token_that_opens_no_socket(slack: Desk) -> None:
    slack.answers[APP_TOKEN] = refused("missing_scope")
    [finding] = of("wrong", await look(slack, app_token=APP_TOKEN))
    assert finding.what == "Slack: the app token does not work: Slack answered missing_scope"
    assert "connections:write" in finding.advice


async def test_over_http_slack_has_to_reach_it(slack: Desk) -> None:
    found = await look(slack)
    assert found.findings[-1].what == "Slack: signed requests are taken at https://weft.example.org/slack/events"
    assert of("wrong", found) == []
    [finding] = of("wrong", await look(slack, url="http://127.0.0.1:8080"))
    assert finding.what == "Slack cannot reach http://127.0.0.1:8080/slack/events"
    [finding] = of("wrong", await look(slack, signed=False))
    assert finding.what == "Slack: there is neither an app token nor a signing secret"


async def test_an_unreachable_slack_is_told_of_once() -> None:
    found = await look(Desk("http://127.0.0.1:1/api/"), BOT_TOKEN, NEXT_TOKEN, app_token=APP_TOKEN)
    [finding] = found.findings
    assert (finding.what, finding.state) == ("Slack cannot be reached from here", "wrong")
    assert "127.0.0.1" in finding.advice
    assert found.ahead is None


async def test_a_silent_slack_is_not_waited_for() -> None:
    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    found = await look(Desk(f"http://127.0.0.1:{port}/api/"), app_token=APP_TOKEN, patience=0.05)
    assert [each.what for each in found.findings] == ["Slack cannot be reached from here"]
    for writer in writers:
        writer.close()
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("accepted", [True, False])
async def test_slack_tells_the_time(
    slack: Desk,
    accepted: bool,  # noqa: FBT001  a case
) -> None:
    slack.late = timedelta(minutes=3)
    if not accepted:
        slack.answers = {}
    ahead = (await look(slack)).ahead
    assert ahead is not None
    assert timedelta(seconds=170) < ahead < timedelta(seconds=200)
