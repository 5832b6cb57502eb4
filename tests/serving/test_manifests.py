"""What platforms need to know is printed or written by a command, or said in one line why it cannot be."""

import json
import zipfile
from pathlib import Path

from tests.serving.process import run

APP = "7f0c4d1e-0000-4000-8000-00000000000a"
URL = "https://weft.example.org"


async def test_slack_s_is_printed(tmp_path: Path) -> None:
    printed = await run(tmp_path, "manifest", "slack", "--url", URL)
    assert json.loads(printed.out)["settings"]["event_subscriptions"]["request_url"] == f"{URL}/slack/events"


async def test_teams_s_is_a_package_for_the_registration_of_the_settings(tmp_path: Path) -> None:
    settings = {"MICROSOFT_APP_ID": APP.upper(), "MICROSOFT_APP_PASSWORD": "hush", "MICROSOFT_APP_TENANT_ID": APP}
    made = await run(tmp_path, "manifest", "teams", WEFT_URL=URL, **settings)
    assert (made.code, made.out) == (0, "")
    assert "Upload weft-teams.zip in Teams" in made.err
    with zipfile.ZipFile(tmp_path / "weft-teams.zip") as package:
        told = json.loads(package.read("manifest.json"))
    assert (told["id"], told["bots"][0]["botId"], told["validDomains"]) == (APP, APP, ["weft.example.org"])


async def test_a_package_that_cannot_be_made_leaves_the_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "weft-teams.zip").write_bytes(b"as before")
    nameless = await run(tmp_path, "manifest", "teams", "--url", URL)
    assert (nameless.code, nameless.err.count("\n")) == (1, 1)
    assert "set MICROSOFT_APP_ID" in nameless.err
    local = await run(tmp_path, "manifest", "teams", "--app-id", APP)
    assert (local.code, local.err.count("\n")) == (1, 1)
    assert "https" in local.err
    assert (tmp_path / "weft-teams.zip").read_bytes() == b"as before"
