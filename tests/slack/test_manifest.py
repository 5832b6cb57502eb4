"""The manifest asks for what is used, and for nothing else."""

import re
from pathlib import Path

from adapters.slack.manifest import COMMAND, EVENTS, METHODS, manifest, scopes

HERE = Path("adapters/slack")
# With the app's own token, which has one scope whatever the manifest says.
WITH_APP_TOKEN = {"apps.connections.open"}


def _called() -> set[str]:
    """Every Web API method that the adapter names outside its manifest."""
    sources = [path.read_text() for path in HERE.glob("*.py") if path.name != "manifest.py"]
    name = re.compile(r'"((?:auth|chat|conversations|users|views|team|bots|files|reactions|apps)\.[a-zA-Z.]+)"')
    return {found for source in sources for found in name.findall(source)}


def test_the_methods_in_the_table_are_the_methods_called() -> None:
    assert _called() - WITH_APP_TOKEN == METHODS.keys()


def test_every_scope_is_needed_by_something() -> None:
    needed = {scope for table in (METHODS, EVENTS) for asked in table.values() for scope in asked}
    assert set(scopes()) == needed | {COMMAND}
    assert manifest(None)["oauth_config"]["scopes"]["bot"] == scopes()
    # Neither files nor posting where nobody added the bot.
    assert not {scope for scope in scopes() if scope.startswith(("files", "chat:write."))}


def test_over_a_socket_slack_is_given_no_address() -> None:
    settings = manifest(None)["settings"]
    assert settings["socket_mode_enabled"]
    assert "request_url" not in str(manifest(None))


def test_over_http_everything_goes_to_one_address() -> None:
    made = manifest("https://weft.example.org/")
    url = "https://weft.example.org/slack/events"
    assert not made["settings"]["socket_mode_enabled"]
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    [command] = made["features"]["slash_commands"]
    assert (command["command"], command["url"]) == ("/weft", url)
