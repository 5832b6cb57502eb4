"""The settings: what is wrong is told in one line that names the setting and never its value."""

from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingsInvalid
from bot.settings import Settings

SECRET = "hunter2"


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    """The settings with these in the environment."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return settings.read()


def test_with_nothing_set_it_runs_on_this_machine_alone() -> None:
    chosen = settings.read()
    assert chosen.is_loopback
    assert chosen.url == "http://127.0.0.1:8080"
    assert chosen.weft_web
    assert chosen.link_life.days == 14
    assert chosen.starter_names == {"anyone"}
    assert chosen.weft_secret is None
    assert chosen.slack_api_url == "https://slack.com/api/"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEFT_PORT", "0"),
        ("WEFT_PORT", "65536"),
        ("WEFT_PORT", SECRET),
        ("WEFT_LINK_DAYS", "0"),
        ("WEFT_LINK_DAYS", "366"),
        ("WEFT_LINK_DAYS", SECRET),
        ("WEFT_METRICS_PORT", "0"),
        ("WEFT_METRICS_PORT", SECRET),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", SECRET),
        ("WEFT_TICK_SECONDS", "0"),
        ("WEFT_TICK_SECONDS", "61"),
        ("WEFT_TICK_SECONDS", SECRET),
        ("WEFT_WEB", SECRET),
        ("WEFT_LOG_FORMAT", SECRET),
        ("DATABASE_URL", f"mysql://weft:{SECRET}@db/weft"),
        ("DATABASE_URL", SECRET),
        ("DATABASE_URL", "postgresql"),
        ("DATABASE_URL", f"postgresql://weft:{SECRET}@127.0.0.1:abc/weft"),
        ("DATABASE_URL", f"postgres://weft@db:{SECRET}/weft"),
        ("DATABASE_URL", f"postgresql+psycopg://weft:{SECRET}@db:65536/weft"),
        ("WEFT_URL", SECRET),
        ("WEFT_URL", f"ftp://{SECRET}.example"),
        ("WEFT_URL", f"http://[{SECRET}]/"),
        ("WEFT_URL", f"https://{SECRET}.example:{SECRET}"),
        ("WEFT_URL", "https://"),
        ("SLACK_API_URL", f"{SECRET}/api"),
        ("SLACK_BOT_TOKEN", f"{SECRET}, {SECRET}"),
        ("SLACK_BOT_TOKEN", " , "),
        ("SLACK_API_URL", f"https://{SECRET}.example:99999"),
    ],
)
def test_a_wrong_value_is_named_and_not_quoted(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid) as told:
        read(monkeypatch, **{name: value})
    complaint = str(told.value)
    assert complaint.startswith(f"{name}: ")
    assert "\n" not in complaint
    assert SECRET not in complaint
    assert told.value.__cause__ is None


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsInvalid, match=r"^WEFT_PORT: .*; WEFT_LINK_DAYS: .*"):
        read(monkeypatch, WEFT_PORT="no", WEFT_LINK_DAYS="no")


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"SLACK_BOT_TOKEN": SECRET}, "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": SECRET}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_SIGNING_SECRET": SECRET}, "SLACK_BOT_TOKEN is missing"),
        ({"WEFT_HOST": "0.0.0.0"}, "WEFT_URL is missing"),
    ],
)
def test_what_is_missing_beside_another_is_named(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], complaint: str
) -> None:
    with pytest.raises(SettingsInvalid, match=f"^{complaint}") as told:
        read(monkeypatch, **values)
    assert SECRET not in str(told.value)


@pytest.mark.parametrize("other", ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
def test_slack_is_whole_with_either_way_in(monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    chosen = read(monkeypatch, SLACK_BOT_TOKEN=SECRET, **{other: SECRET})
    assert SECRET not in repr(chosen)
    assert SECRET not in chosen.model_dump_json()


def test_bot_tokens_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = read(monkeypatch, SLACK_BOT_TOKEN=f" {SECRET} , {SECRET}2,", SLACK_APP_TOKEN=SECRET)
    assert chosen.slack_bot_tokens == [SECRET, f"{SECRET}2"]
    assert SECRET not in repr(chosen)
    assert SECRET not in chosen.model_dump_json()


def test_an_empty_setting_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = read(monkeypatch, SLACK_BOT_TOKEN="", WEFT_PORT="", WEFT_SECRET="")
    assert chosen.slack_bot_token is None
    assert chosen.slack_bot_tokens == []
    assert chosen.weft_secret is None
    assert chosen.weft_port == 8080


def test_a_file_counts_less_than_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WEFT_PORT=8081\nWEFT_LINK_DAYS=3\nUNKNOWN=1\n")
    chosen = read(monkeypatch, WEFT_PORT="8082")
    assert (chosen.weft_port, chosen.weft_link_days) == (8082, 3)


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("weft.internal", False)],
)
def test_it_knows_whether_only_this_machine_reaches_it(
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    alone: bool,  # noqa: FBT001  what is expected
) -> None:
    chosen = read(monkeypatch, WEFT_HOST=host, WEFT_URL="https://weft.example/")
    assert chosen.is_loopback is alone
    assert chosen.url == "https://weft.example"


def test_starters_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, WEFT_STARTERS=" slack:U1 , web:u2,").starter_names == {"slack:U1", "web:u2"}


def test_a_server_may_be_named_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        made = read(monkeypatch, DATABASE_URL=f"{scheme}://weft:pass@db/weft")
        assert made.database_url == "postgresql+psycopg://weft:pass@db/weft"


def test_metrics_are_not_served_where_people_come(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsInvalid, match="WEFT_METRICS_PORT must be another than WEFT_PORT"):
        read(monkeypatch, WEFT_METRICS_PORT="8080")
    assert read(monkeypatch, WEFT_METRICS_PORT="9464").weft_metrics_host == "127.0.0.1"


def test_a_file_that_is_no_text_is_said_so(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(f"WEFT_SECRET={SECRET}".encode("utf-16"))
    with pytest.raises(SettingsInvalid, match=r"^\.env is not text in UTF-8$"):
        settings.read()
