"""What Teams is given is what Microsoft's own schema accepts, and what its upload asks for besides."""

import json
import re
from importlib.metadata import version as version_of
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft4Validator

from adapters.teams.manifest import SHARED_VERSION, VERSION, manifest
from adapters.teams.package import package
from bot.errors import SettingsInvalid

APP_ID = "6f1c9a52-3d0e-4b7a-9c45-2e8f7d1b0a63"
HERE = Path(__file__).parent / "schema"
VERSIONS = {False: VERSION, True: SHARED_VERSION}
URLS = [
    "https://weft.example.org",
    "https://weft.example.org/",
    "HTTPS://Weft.Example.Org",
    "https://weft.example.org:8443/partners/",
    "https://192.0.2.7",
    "https://[2001:db8::7]:8443",
    f"https://weft.example.org/{'w' * 2000}",
]
BAD_URLS = [
    "",
    "weft.example.org",
    "http://weft.example.org",
    "http://127.0.0.1:8080",
    "https://",
    "https:weft.example.org",
    "https://:8443",
    "https://weft.example.org:0",
    "https://weft.example.org:99999",
    "https://[2001:db8::7",
    "https://convener:secret@weft.example.org",
    "https://weft.example.org/?token=secret",
    "https://weft.example.org/#home",
    " https://weft.example.org",
    "https://weft.example.org\n",
    f"https://weft.example.org/{'w' * 2048}",
]
EITHER = pytest.mark.parametrize("shared_channels", [False, True], ids=["standard", "shared"])


def _schema(version: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((HERE / f"MicrosoftTeams.v{version}.schema.json").read_text())
    return read


SCHEMAS = {version: _schema(version) for version in VERSIONS.values()}


def _complaints(made: dict[str, Any]) -> list[str]:
    schema = SCHEMAS[made["manifestVersion"]]
    wrong = [f"{error.json_path}: {error.message}" for error in Draft4Validator(schema).iter_errors(made)]
    # The schema says `const`, which the draft that it names does not know.
    if made["manifestVersion"] != schema["properties"]["manifestVersion"]["const"]:
        wrong.append("$.manifestVersion: not the schema's")
    return wrong


def _packed(url: str, *, shared_channels: bool) -> dict[str, Any]:
    """The manifest as Teams will read it, from the bytes of the package."""
    made = package(app_id=APP_ID, url=url, version="1.2.3", shared_channels=shared_channels)
    with ZipFile(BytesIO(made)) as archive:
        read: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return read


@pytest.mark.parametrize(("url", "shared_channels"), list(product(URLS, (False, True))))
def test_microsofts_schema_accepts_it(url: str, shared_channels: bool) -> None:  # noqa: FBT001
    made = _packed(url, shared_channels=shared_channels)
    assert made["manifestVersion"] == VERSIONS[shared_channels]
    assert made["$schema"].endswith(f"/v{VERSIONS[shared_channels]}/MicrosoftTeams.schema.json")
    assert _complaints(made) == []
    assert made == manifest(app_id=APP_ID, url=url, version="1.2.3", shared_channels=shared_channels)


@EITHER
def test_the_schema_would_notice(shared_channels: bool) -> None:  # noqa: FBT001
    made = _packed(URLS[0], shared_channels=shared_channels)
    assert _complaints({**made, "name": {"short": "W" * 31}})
    assert _complaints({**made, "bots": [{**made["bots"][0], "scopes": ["groupchat"]}]})
    assert _complaints({**made, "unheard": "of"})


@EITHER
def test_every_text_keeps_within_its_limits(shared_channels: bool) -> None:  # noqa: FBT001
    made = _packed(URLS[0], shared_channels=shared_channels)
    limits = [(made["developer"]["name"], 32), (made["name"]["short"], 30), (made["name"]["full"], 100)]
    limits += [(made["description"]["short"], 80), (made["description"]["full"], 4000), (made["version"], 256)]
    for spoken in made["bots"][0]["commandLists"]:
        for command in spoken["commands"]:
            # Narrower than the schema: what Microsoft's pages say that Teams shows.
            limits += [(command["title"], 32), (command["description"], 128)]
    for text, longest in limits:
        assert 0 < len(text) <= longest, text


@EITHER
def test_what_the_upload_asks_for_beside_the_schema(shared_channels: bool) -> None:  # noqa: FBT001
    made = _packed(URLS[0], shared_channels=shared_channels)
    assert made["name"]["short"] != made["name"]["full"]
    assert made["description"]["short"] not in made["description"]["full"]
    assert "Slack" not in json.dumps(made)
    [bot] = made["bots"]
    assert all(set(spoken["scopes"]) <= set(bot["scopes"]) for spoken in bot["commandLists"])
    # From 1.25 on an app for teams has to say which channels it is for; before that it cannot.
    numbers = [int(part) for part in made["manifestVersion"].split(".")]
    assert "team" in bot["scopes"]
    assert (numbers >= [1, 25]) == (made.get("supportsChannelFeatures") == "tier1") == shared_channels
    assert "supportedChannelTypes" not in made


def test_the_bot_is_a_correspondent_in_every_place_and_asks_for_no_more() -> None:
    made = _packed(URLS[0], shared_channels=False)
    [bot] = made["bots"]
    assert bot["botId"] == made["id"] == APP_ID
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert (bot["supportsFiles"], bot["isNotificationOnly"]) == (False, False)
    assert made["defaultInstallScope"] == "personal"
    assert made["permissions"] == ["identity", "messageTeamMembers"]
    assert not {"authorization", "webApplicationInfo", "devicePermissions"} & made.keys()
    words = {tuple(each["scopes"]): [one["title"] for one in each["commands"]] for each in bot["commandLists"]}
    assert words == {("personal",): ["home", "help"], ("team", "groupChat"): ["link", "help"]}


def test_the_address_is_said_without_a_slash_at_its_end() -> None:
    made = _packed("https://Weft.Example.Org:8443/partners/", shared_channels=False)
    root = "https://Weft.Example.Org:8443/partners"
    assert made["developer"] == {"name": "Weft", "websiteUrl": root, "privacyUrl": root, "termsOfUseUrl": root}
    assert made["validDomains"] == ["weft.example.org"]


@pytest.mark.parametrize("url", BAD_URLS)
def test_an_address_that_teams_would_not_take_is_refused_in_words(url: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        package(app_id=APP_ID, url=url, version="1.2.3")
    said = "Microsoft Teams needs Weft's public address over https, such as https://weft.example.org"
    assert str(refused.value) == said
    assert refused.value.__cause__ is None
    assert "secret" not in str(refused.value)


def test_an_app_id_is_taken_as_people_copy_it() -> None:
    for copied in (APP_ID.upper(), f"{{{APP_ID}}}", APP_ID.replace("-", "")):
        assert manifest(app_id=copied, url=URLS[0], version="1.2.3")["id"] == APP_ID


@pytest.mark.parametrize("app_id", ["", "weft", APP_ID[:-1], f"{APP_ID}0", "28:" + APP_ID])
def test_an_app_id_that_is_none_is_refused_in_words(app_id: str) -> None:
    with pytest.raises(SettingsInvalid, match=r"^the app id for Microsoft Teams is not a GUID: copy the [^\n]+$"):
        manifest(app_id=app_id, url=URLS[0], version="1.2.3")


def test_wefts_own_version_is_one_that_teams_takes() -> None:
    pattern = SCHEMAS[VERSION]["definitions"]["semver"]["pattern"]
    assert re.fullmatch(pattern, version_of("weft"))
