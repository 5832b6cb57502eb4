"""The manifests for Kubernetes: whole, closed, and true of the Weft that stands beside them."""

import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from adapters import http
from bot.settings import Settings
from tests.deploying.plain_yaml import read
from tests.deploying.schemas import KINDS

HOUSE = Path(__file__).parents[2]
FOLDER = HOUSE / "deploy" / "kubernetes"
SETTINGS = {name.upper() for name in Settings.model_fields}
VERSION = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]["version"]
LABELS = {"app.kubernetes.io/name": "weft"}
FILES = [file for file in sorted(FOLDER.glob("*.yaml")) if file.name != "kustomization.yaml"]

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def manifests() -> dict[str, Manifest]:
    """By their kind."""
    return {found["kind"]: found for found in map(read, FILES)}


@pytest.fixture(scope="module")
def pod(manifests: dict[str, Manifest]) -> Manifest:
    found: Manifest = manifests["Deployment"]["spec"]["template"]["spec"]
    return found


@pytest.fixture(scope="module")
def weft(pod: Manifest) -> Manifest:
    (found,) = pod["containers"]
    return dict(found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_manifest_is_whole_and_uses_words_that_we_know(file: Path) -> None:
    manifest = read(file)
    jsonschema.validate(manifest, KINDS[manifest["kind"]])
    assert manifest["metadata"] == {"name": "weft", "labels": LABELS}


def test_a_word_that_is_none_would_be_noticed(manifests: dict[str, Manifest]) -> None:
    spec = {**manifests["PodDisruptionBudget"]["spec"], "minAvaliable": 1}
    with pytest.raises(jsonschema.ValidationError, match="minAvaliable"):
        jsonschema.validate({**manifests["PodDisruptionBudget"], "spec": spec}, KINDS["PodDisruptionBudget"])


def test_all_but_the_template_of_the_secret_is_applied() -> None:
    applied = set(read(FOLDER / "kustomization.yaml")["resources"])
    assert applied == {file.name for file in FILES} - {"secret.example.yaml"}


def test_settings_are_ones_that_weft_knows_and_the_template_holds_no_secret(manifests: dict[str, Manifest]) -> None:
    given, secret = manifests["ConfigMap"]["data"], manifests["Secret"]["stringData"]
    assert given.keys() <= SETTINGS
    assert secret.keys() <= SETTINGS
    assert set(secret.values()) == {""}
    hidden = {name.upper() for name, each in Settings.model_fields.items() if "SecretStr" in str(each.annotation)}
    assert not given.keys() & hidden


def test_probes_and_ports_are_those_of_the_app(manifests: dict[str, Manifest], weft: Manifest) -> None:
    ports = {each["name"]: str(each["containerPort"]) for each in weft["ports"]}
    given = manifests["ConfigMap"]["data"]
    assert ports == {"http": given["WEFT_PORT"], "metrics": given["WEFT_METRICS_PORT"]}
    probes = {name: weft[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {each["port"] for each in probes.values()} == {"http"}
    assert probes["readinessProbe"]["path"] == http.READY
    # A database that is away is no reason to start every replica anew.
    assert probes["livenessProbe"]["path"] == probes["startupProbe"]["path"] == http.HEALTH


def test_who_comes_is_sent_to_the_one_port_and_metrics_are_for_who_watches(manifests: dict[str, Manifest]) -> None:
    assert [each["targetPort"] for each in manifests["Service"]["spec"]["ports"]] == ["http"]
    assert manifests["Service"]["spec"]["selector"] == LABELS
    people, watchers = manifests["NetworkPolicy"]["spec"]["ingress"]
    assert [each["port"] for each in people["ports"]] == ["http"]
    assert [each["port"] for each in watchers["ports"]] == ["metrics"]
    assert watchers["from"]


def test_everything_means_the_same_pods(manifests: dict[str, Manifest]) -> None:
    spec = manifests["Deployment"]["spec"]
    assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"] == LABELS
    assert manifests["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == LABELS
    assert manifests["PodDisruptionBudget"]["spec"]["minAvailable"] < spec["replicas"]


def test_the_database_is_brought_up_to_date_by_the_same_image_first(pod: Manifest, weft: Manifest) -> None:
    (migrate,) = pod["initContainers"]
    assert migrate["image"] == weft["image"] == f"weft:{VERSION}"
    assert migrate["command"] == ["weft", "migrate"]
    assert migrate["envFrom"] == weft["envFrom"]
    assert f"--uid {pod['securityContext']['runAsUser']} " in (HOUSE / "Dockerfile").read_text()


def test_there_is_time_to_finish_what_was_begun(pod: Manifest, weft: Manifest) -> None:
    _, first = weft["lifecycle"]["preStop"]["exec"]["command"]
    assert pod["terminationGracePeriodSeconds"] > int(first) + 5 + 3 + 5
