"""`compose.yaml` and its balancer: what they name is there, and nothing is open that need not be."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from adapters import http
from bot.settings import Settings
from tests.deploying.plain_yaml import read

HOUSE = Path(__file__).parents[2]
SETTINGS = {name.upper() for name in Settings.model_fields}
VERSION = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]["version"]
SERVICE = {
    *("build", "image", "command", "env_file", "environment", "depends_on", "read_only", "tmpfs", "cap_drop"),
    *("security_opt", "deploy", "expose", "ports", "volumes", "healthcheck", "stop_grace_period", "restart"),
}
"""What we use of https://github.com/compose-spec/compose-spec; another word is a typing error."""


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    composed = read(HOUSE / "compose.yaml")
    assert composed.keys() == {"name", "services", "volumes"}
    found: dict[str, dict[str, Any]] = composed["services"]
    named = {each.partition(":")[0] for service in found.values() for each in service.get("volumes", ())}
    assert {each for each in named if not each.startswith(".")} == composed["volumes"].keys()
    return found


def test_every_word_is_one_of_compose_and_every_service_is_there(services: dict[str, dict[str, Any]]) -> None:
    assert services.keys() == {"database", "migrate", "weft", "balancer"}
    for service in services.values():
        assert service.keys() <= SERVICE
        assert service.get("depends_on", {}).keys() <= services.keys()


@pytest.mark.parametrize("name", ["weft", "migrate"])
def test_weft_is_of_this_version_and_given_settings_that_it_knows(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    weft = services[name]
    assert weft["image"] == f"weft:{VERSION}"
    assert weft["environment"].keys() <= SETTINGS
    assert weft["environment"]["DATABASE_URL"].startswith("postgresql+psycopg://")
    assert weft["read_only"]
    assert weft["cap_drop"] == ["ALL"]
    assert weft["depends_on"]["database"] == {"condition": "service_healthy"}


def test_there_are_two_of_it_that_wait_until_the_database_is_up_to_date(services: dict[str, dict[str, Any]]) -> None:
    weft = services["weft"]
    assert weft["deploy"] == {"replicas": 2}
    assert weft["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert int(weft["stop_grace_period"].removesuffix("s")) > 5 + 3 + 5
    assert str(weft["environment"]["WEFT_METRICS_PORT"]) in weft["expose"]


def test_only_the_balancer_is_open_and_no_secret_stands_in_the_file(services: dict[str, dict[str, Any]]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["balancer"]
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|TOKEN", name):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?.+\}", value), name


def test_postgresql_keeps_its_data(services: dict[str, dict[str, Any]]) -> None:
    """From 18 on the image refuses a volume at the old place, and would keep nothing in it."""
    database = services["database"]
    assert database["image"] == "postgres:18"
    assert database["volumes"] == ["database:/var/lib/postgresql"]
    assert database["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]


def test_the_balancer_leads_to_weft_by_its_port(services: dict[str, dict[str, Any]]) -> None:
    caddy = (HOUSE / "deploy" / "Caddyfile").read_text()
    assert "name weft\n" in caddy
    assert f"port {services['weft']['environment']['WEFT_PORT']}\n" in caddy
    assert "{$WEFT_DOMAIN}" in caddy
    assert "WEFT_DOMAIN" in services["balancer"]["environment"]
    assert str(services["weft"]["environment"]["WEFT_METRICS_PORT"]) not in caddy


def test_the_image_asks_whether_it_is_of_use() -> None:
    image = (HOUSE / "Dockerfile").read_text()
    assert http.READY in image
    assert "USER weft" in image
