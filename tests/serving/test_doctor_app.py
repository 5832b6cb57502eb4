"""`weft doctor` where Slack is installed by a link: the app, where people come in, and how tokens are kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.chat.finding import Finding
from bot.cli.doctor import looked_at
from bot.settings import Settings
from bot.store.database import Database
from bot.store.grants import SealedGrants
from bot.store.sealing import Keys, new_key
from tests.stubs.slack import APP_TOKEN, SlackStub
from tests.stubs.slack_oauth import CLIENT_ID, CLIENT_SECRET

OLD, NEW = new_key(), new_key()


@pytest.fixture
async def stub() -> AsyncIterator[SlackStub]:
    stub = SlackStub()
    await stub.start()
    yield stub
    await stub.stop()


async def found(
    stub: SlackStub, url: str, *, keys: str = OLD, secret: str = CLIENT_SECRET, weft_url: str = ""
) -> list[Finding]:
    """What is said of Slack and of keys."""
    chosen = Settings(
        database_url=url,
        slack_api_url=stub.api_url,
        slack_client_id=CLIENT_ID,
        slack_client_secret=SecretStr(secret),
        slack_app_token=SecretStr(APP_TOKEN),
        weft_token_keys=SecretStr(keys),
        weft_secret=SecretStr("kept-to-itself" * 3),
        weft_url=weft_url,
    )
    return [each for each in await looked_at(chosen, probing=False) if each.what.startswith(("Slack", "Keys"))]


def wrong(findings: list[Finding]) -> list[str]:
    return [each.what for each in findings if each.state == "wrong"]


async def test_all_is_well(stub: SlackStub, database: Database, database_url: str) -> None:
    await SealedGrants(database, "slack", Keys([OLD])).keep("T1", "hush")
    told = await found(stub, database_url, weft_url="https://weft.example.org")
    assert [(each.what, each.state) for each in told] == [
        ("Slack: it knows the app by its client id and secret", "good"),
        ("Slack: people install it at https://weft.example.org/slack/install", "good"),
        ("Slack: 1 workspace has installed it by its link", "good"),
        ("Keys: the newest one seals every token", "good"),
        ("Slack: the app token opens Socket Mode", "good"),
    ]
    assert "https://weft.example.org/slack/oauth" in told[1].advice


async def test_what_is_not(stub: SlackStub, database: Database, database_url: str) -> None:
    for number, key in enumerate((OLD, NEW, new_key())):
        await SealedGrants(database, "slack", Keys([key])).keep(f"T{number}", "hush")
    told = await found(stub, database_url, keys=f"{NEW},{OLD}", secret="not it")
    assert wrong(told) == [
        "Slack: the app's client id and secret do not work: Slack answered bad_client_secret",
        "Keys: no key opens the tokens of 1 of them",
    ]
    warned = [each.what for each in told if each.state == "warning"]
    assert warned == [
        "Slack: only this machine can open http://127.0.0.1:8080/slack/install, where people install it",
        "Keys: 1 of their tokens are sealed with an older key",
    ]
    assert wrong(await found(stub, database_url, keys="hush")) == [
        "Keys: WEFT_TOKEN_KEYS: key 1 of 1 is no key; make one with weft secrets new"
    ]


async def test_before_there_is_a_database_and_while_slack_is_away(stub: SlackStub, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/weft.db"
    told = await found(stub, url)
    assert "Slack: 0 workspaces have installed it by its link" in [each.what for each in told]
    assert not (tmp_path / "weft.db").exists()
    stub.oauth.refusals.append("ratelimited")
    assert "Slack: it has no time now for the app" in [each.what for each in await found(stub, url)]
    stub.oauth.refusals.append("internal_error")
    assert wrong(await found(stub, url)) == ["Slack: it could not look at the app: Slack answered internal_error"]
    (tmp_path / "text.db").write_text("cats" * 1_000)
    assert "Slack: it knows the app by its client id and secret" in [
        each.what for each in await found(stub, f"sqlite:///{tmp_path}/text.db")
    ]
